"""Use cases that compute an answer at once: suggestions, explanations, judgements, readiness.

They run in the engine like plans do, in places of their own, so that together they stay within what the server admits.
All of them raise Busy when too many are under way, and Stopped when their caller or the server's deadline for calls
stopped them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from matcher import limits
from matcher.engine import Job
from matcher.errors import Fault, InvalidInput, LimitExceeded, NotFound
from matcher.plans import evaluate, explain, readiness, suggest
from matcher.plans.types import Evaluation, PairScore, ReadinessReport, Suggestions
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.service.context import UseCases, check_ids
from matcher.service.inputs import read_inputs
from matcher.service.prepared import Prepared
from matcher.store import authorities

T = TypeVar("T")


class MatchingUseCases(UseCases):
    """Ask about pairs."""

    def suggest(
        self, programme_id: str, authority_id: str, role: Role, count: int, *, stop: StopToken | None = None
    ) -> Suggestions:
        """Return the ``count`` best partners of an authority that takes ``role``, and those excluded with the rules.

        Raises:
            NotFound: there is no such programme or authority.
            InvalidInput: the count is out of range.
            Busy: too much is under way.
        """
        check_ids(programme_id=programme_id, authority_id=authority_id)
        if not 1 <= count <= limits.SUGGESTIONS_MAX:
            allowed = f"1 to {limits.SUGGESTIONS_MAX}"
            raise InvalidInput.one("count", Fault.OUT_OF_RANGE, "is out of range", value=count, allowed=allowed)

        def _suggest(prepared: Prepared, job: Job) -> Suggestions:
            _require(prepared, authority_id)
            return suggest(prepared.inputs, authority_id, role, count, scorer=prepared.scorer, stop=job.stop)

        return self._computed(programme_id, _suggest, stop)

    def explain(self, programme_id: str, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> PairScore:
        """Return the score of one pair, how it comes about, and the rules it breaks.

        Raises:
            NotFound: there is no such programme or authority.
        """
        check_ids(programme_id=programme_id, mentee_id=mentee_id, mentor_id=mentor_id)

        def _explain(prepared: Prepared, job: Job) -> PairScore:
            _require(prepared, mentee_id, mentor_id)
            return explain(prepared.inputs, mentee_id, mentor_id, scorer=prepared.scorer, stop=job.stop)

        return self._computed(programme_id, _explain, stop)

    def evaluate(
        self, programme_id: str, pairs: Sequence[tuple[str, str]], *, stop: StopToken | None = None
    ) -> Evaluation:
        """Judge a list of (mentee id, mentor id) against the rules and against the proved optimum.

        Raises:
            NotFound: there is no such programme.
            LimitExceeded: the list is too long.
            Stopped: ``stop`` was raised before there was an answer.
        """
        check_ids(programme_id=programme_id)
        if len(pairs) > limits.EVALUATED_PAIRS_MAX:
            raise LimitExceeded("pairs to judge", len(pairs), limits.EVALUATED_PAIRS_MAX)

        def _evaluate(prepared: Prepared, job: Job) -> Evaluation:
            return evaluate(prepared.inputs, pairs, stop=job.stop, executor=self._context.engine.tiles(job))

        return self._computed(programme_id, _evaluate, stop)

    def readiness(self, programme_id: str, *, stop: StopToken | None = None) -> ReadinessReport:
        """Return who can be planned, who cannot and why, and what each rule costs.

        Raises:
            NotFound: there is no such programme.
        """
        check_ids(programme_id=programme_id)

        def _readiness(prepared: Prepared, job: Job) -> ReadinessReport:
            return readiness(prepared.inputs, executor=self._context.engine.tiles(job), stop=job.stop)

        return self._computed(programme_id, _readiness, stop)

    def _computed(self, programme_id: str, compute: Callable[[Prepared, Job], T], stop: StopToken | None) -> T:
        context = self._context

        def _work(job: Job) -> T:
            job.check()
            prepared = read_inputs(context, programme_id)
            job.check()
            return compute(prepared, job)

        deadline_s = context.settings.call_deadline_ms / 1000
        return context.engine.call(_work, job_id=context.ids.new(), stop=stop, deadline_s=deadline_s)


def _require(prepared: Prepared, *ids: str) -> None:
    for authority_id in ids:
        if authority_id not in prepared.ids:
            raise NotFound(authorities.name_of(prepared.inputs.programme.id, authority_id))
