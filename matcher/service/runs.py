"""Use cases on runs: the computation of a plan, from the request to the stored plan.

A run takes the inputs as they are when it starts. What is written is its creation, its start, and its end together with
the plan; progress in between stays in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import structlog

from matcher.engine import Job, Watch
from matcher.errors import Conflict, Fault, InvalidInput
from matcher.plans import make_plan
from matcher.plans.inputs import with_goal
from matcher.plans.types import Goal, Plan, PlanInputs
from matcher.service.context import Context, UseCases, check_ids
from matcher.service.inputs import precheck, read_inputs
from matcher.service.once import once
from matcher.service.outcomes import outcome
from matcher.store import plans, programmes, requests, runs
from matcher.store.types import Page, Run, RunState

log = structlog.get_logger(__name__)


class RunUseCases(UseCases):
    """Start, watch and cancel runs."""

    def create_plan(
        self, programme_id: str, *, request_id: str = "", deadline_ms: int | None = None, goal: Goal | None = None
    ) -> Run:
        """Start computing the plan of a programme; return the run, which is PENDING.

        Args:
            programme_id: what to plan.
            request_id: makes a retry harmless: it returns the run that the first request started.
            deadline_ms: stop after so many milliseconds; at most, and by default, the server's setting. A plan that
                was found by then, but not proved the best, is not kept.
            goal: in place of the programme's.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: a pin or forbid names an unknown authority; the deadline is not positive; the goal does not
                take the programme's pins and numbers of pairs.
            AlreadyExists: ``request_id`` was used with other content.
            Busy: too many runs are waiting.
        """
        check_ids(programme_id=programme_id)
        request = once(request_id, "create_plan", [programme_id, str(deadline_ms), *([] if goal is None else [goal])])
        context = self._context
        deadline_s = _deadline_s(context, deadline_ms)
        job: Job | None = None
        try:
            with context.database.write() as connection:
                earlier = request.earlier(connection)
                if earlier is not None:
                    return self._live(runs.get(connection, programme_id, str(earlier["run_id"])))
                precheck(connection, programme_id, goal)
                now, run_id = context.now(), context.ids.new()
                run = Run(run_id, programme_id, RunState.PENDING, now, now)
                job = context.engine.reserve(run_id, deadline_s=deadline_s)
                runs.add(connection, run)
                request.record(connection, context, run_id=run_id)
        except BaseException:
            if job is not None:
                context.engine.release(job)
            raise
        context.engine.start(job, lambda job: self._work(run, job, goal))
        return run

    def get_run(self, programme_id: str, run_id: str) -> Run:
        """Return a run with its latest progress.

        Raises:
            NotFound: there is no such run.
        """
        check_ids(programme_id=programme_id, run_id=run_id)
        self._context.unsaved.write()
        with self._context.database.read() as connection:
            return self._live(runs.get(connection, programme_id, run_id))

    def list_runs(self, programme_id: str, page_size: int = 0, page_token: str = "") -> Page[Run]:
        """Return runs of a programme, newest first.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id)
        with self._context.database.read() as connection:
            programmes.require(connection, programme_id)
            page = runs.page(connection, programme_id, page_size, page_token)
        return replace(page, items=tuple(self._live(run) for run in page.items))

    def watch_run(self, programme_id: str, run_id: str) -> RunWatch:
        """Return an iterator over the states of a run: now, then whenever there is news, ending with a final state.

        It blocks between states; its ``close`` ends it from any thread.

        Raises:
            NotFound: there is no such run.
            Conflict: WRONG_STATE: the run is not final, and this process is not the one that computes it.
        """
        check_ids(programme_id=programme_id, run_id=run_id)
        job = self._context.engine.find(run_id)  # before reading: its end is written before it is gone from there
        run = self.get_run(programme_id, run_id)
        if job is None and not run.state.final:
            raise Conflict(run.name, "WRONG_STATE", "is not computed by this server")
        return RunWatch(self, run, None if job is None or run.state.final else job.watch())

    def cancel_run(self, programme_id: str, run_id: str) -> Run:
        """Ask a run to stop; return it as it is then. A run that is over stays as it is.

        Raises:
            NotFound: there is no such run.
        """
        run = self.get_run(programme_id, run_id)
        job = self._context.engine.find(run_id)
        if job is not None and not run.state.final:
            self._context.engine.cancel(job)
        return self.get_run(programme_id, run_id)

    def recover(self) -> int:
        """Mark the runs that an earlier process left unfinished as FAILED; return how many. For the start of a server.

        Also forgets request ids that are older than the setting says.

        Raises:
            StoreUnavailable: another server works on the same database; its runs are not unfinished but under way.
        """
        context, now = self._context, self._context.now()
        context.database.claim()
        with context.database.write() as connection:
            requests.forget(connection, now - context.requests_kept)
            return runs.fail_open(connection, "INTERRUPTED", "the service stopped while this run was under way", now)

    def _live(self, run: Run) -> Run:
        """Return ``run`` with what is known of it in memory alone."""
        if run.state.final:
            return run
        ended = self._context.unsaved.find(run.id)
        job = self._context.engine.find(run.id)
        if ended is not None or job is None:
            return ended or run
        progress = job.progress
        return replace(
            run,
            stage=progress.stage,
            done=progress.done,
            total=progress.total,
            best_micro=progress.best,
            bound_micro=progress.bound,
        )

    def _work(self, run: Run, job: Job, goal: Goal | None) -> None:
        """Compute the plan of ``run`` and write how it ended, whatever happens."""
        try:
            self._compute(run, job, goal)
        except BaseException as error:
            reason = outcome(error, by_shutdown=job.stopped_by_shutdown, was_told=job.stop.stopped)
            if reason.unexpected:
                log.exception("run_failed", run=run.name)
            self._end(self._at(run, job, state=reason.state, error_reason=reason.reason, error_message=reason.message))

    def _compute(self, run: Run, job: Job, goal: Goal | None) -> None:
        context = self._context
        job.check()
        with context.database.write() as connection:
            runs.replace(connection, replace(run, state=RunState.RUNNING, updated=context.now()))
        inputs = read_inputs(context, run.programme_id).inputs
        if goal is not None:
            inputs = inputs.model_copy(update={"programme": with_goal(inputs.programme, goal)})
        plan = make_plan(
            inputs,
            stop=job.stop,
            progress=job.report,
            executor=context.engine.tiles(job),
            news=job.report_found,
        )
        self._save(run, job, inputs, plan)

    def _save(self, run: Run, job: Job, inputs: PlanInputs, plan: Plan) -> None:
        context, prepared = self._context, plans.prepare(plan, inputs)
        plan_id = context.ids.new()
        ended = self._at(run, job, state=RunState.SUCCEEDED, plan_id=plan_id)
        with context.database.write() as connection:
            plans.add(connection, plan_id, prepared, etag=context.ids.new(), now=ended.updated)
            runs.replace(connection, ended)

    def _end(self, ended: Run) -> None:
        try:
            with self._context.database.write() as connection:
                runs.replace(connection, ended)
        except Exception:  # whatever it is, those who watch must hear of an end
            log.exception("run_end_not_saved", run=ended.name, state=ended.state)
            self._context.unsaved.keep(ended)

    def _at(self, run: Run, job: Job, **changes: object) -> Run:
        progress = job.progress
        values = {"stage": progress.stage, "done": progress.done, "total": progress.total, **changes}
        return replace(run, updated=self._context.now(), **values)  # type: ignore[arg-type]


class RunWatch(Iterator[Run]):
    """The states of one run, ending with a final one. ``close`` ends it from any thread."""

    def __init__(self, use_cases: RunUseCases, run: Run, watch: Watch | None) -> None:
        self._use_cases, self._run, self._watch = use_cases, run, watch
        self._ended = self._closed = False

    def __next__(self) -> Run:
        if self._watch is not None and not self._ended:
            next(self._watch, None)
        if self._ended or self._closed:
            raise StopIteration
        run = self._use_cases.get_run(self._run.programme_id, self._run.id)
        self._ended = run.state.final
        return run

    def close(self) -> None:
        """End the iteration."""
        self._closed = True
        if self._watch is not None:
            self._watch.close()


def _deadline_s(context: Context, deadline_ms: int | None) -> float:
    most = context.settings.run_deadline_ms
    if deadline_ms is not None and deadline_ms <= 0:
        raise InvalidInput.one(
            "deadline_ms", Fault.OUT_OF_RANGE, "is not positive", value=deadline_ms, allowed=f"1 to {most}"
        )
    return min(deadline_ms or most, most) / 1000
