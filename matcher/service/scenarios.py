"""Use cases on scenarios with a name: keep them, compare them, adopt one as a new plan.

Avoid lists in edits are kept and not shown, unless the server's settings say so. A client that reads a scenario,
changes something and sends it back cannot send them: an edit that comes back as it was shown keeps what it hides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher import limits
from matcher.engine import Job, Lane
from matcher.errors import AlreadyExists, Fault, InvalidInput, LimitExceeded
from matcher.plans.types import Message, Plan
from matcher.problems import StopToken
from matcher.scenarios import Base, apply, run_scenario
from matcher.scenarios.comparing import Comparison, compare
from matcher.scenarios.named import Adoption, NamedScenario
from matcher.scenarios.results import ScenarioResult
from matcher.service.context import check_etag, check_ids, check_version
from matcher.service.hidden import guarded, shown, with_hidden
from matcher.service.once import once
from matcher.service.whatif import BaseUseCases, Edits
from matcher.store import Connection, plans, programmes, scenarios
from matcher.store.types import Page, Stored


@dataclass(frozen=True, slots=True)
class Column:
    """One scenario to compare: a stored one by its id, or edits and what to call them."""

    scenario_id: str = ""
    edits: Edits = ()
    label: str = ""


class ScenarioUseCases(BaseUseCases):
    """Keep, compare and adopt scenarios."""

    def create_scenario(
        self,
        programme_id: str,
        scenario: NamedScenario,
        *,
        scenario_id: str = "",
        request_id: str = "",
        stop: StopToken | None = None,
    ) -> Stored[NamedScenario]:
        """Store a new scenario. Its edits are applied once; what they lead to is not computed.

        Args:
            programme_id: where it belongs.
            scenario: what to store.
            scenario_id: its id; one is made where none is given.
            request_id: makes a retry harmless: it returns the scenario that the first request stored.
            stop: ends the work.

        Raises:
            NotFound: there is no such programme, or no such plan.
            AlreadyExists: the id is taken, or ``request_id`` was used with other content.
            InvalidInput: edits that contradict each other or the inputs, at ``edits[i]``.
            LimitExceeded: the scenario is too large, or the programme has too many.
        """
        context = self._context
        check_ids(programme_id=programme_id, scenario_id=scenario_id or "made")
        request = once(request_id, "create_scenario", [programme_id, scenario_id, scenario.model_dump_json()])
        with context.database.read() as connection:
            programmes.require(connection, programme_id)
            earlier = request.earlier(connection)
        if earlier is None:
            self._check(programme_id, scenario, stop)
        with context.database.write() as connection:
            earlier = request.earlier(connection)
            if earlier is None:
                plans.snapshot_of(connection, programme_id, scenario.plan_id)  # the plan is there still
                own_id = scenario_id or context.ids.new()
                self._add(connection, programme_id, own_id, scenario)
                request.record(connection, context, scenario_id=own_id)
            else:
                own_id = str(earlier["scenario_id"])
            return self._read(connection, programme_id, own_id)

    def update_scenario(
        self,
        programme_id: str,
        scenario_id: str,
        scenario: NamedScenario,
        *,
        etag: str = "",
        stop: StopToken | None = None,
    ) -> Stored[NamedScenario]:
        """Replace display name, note and edits of a scenario; an ``etag`` makes sure that nobody wrote in between.

        Raises:
            NotFound: there is no such scenario.
            Conflict: ETAG_MISMATCH; also where somebody changes it while the edits are looked at.
            InvalidInput: edits that contradict each other or the inputs, at ``edits[i]``; another plan.
        """
        check_ids(programme_id=programme_id, scenario_id=scenario_id)
        context = self._context
        with context.database.read() as connection:
            stored = scenarios.get(connection, programme_id, scenario_id, confidential=True)
        check_etag(stored, etag)
        if scenario.plan_id != stored.value.plan_id:
            allowed = plans.name_of(programme_id, stored.value.plan_id)
            raise InvalidInput.one(
                "plan", Fault.CONTRADICTION, "cannot be changed", value=scenario.plan_id, allowed=allowed
            )
        whole = scenario
        if not context.shows_confidential:
            whole = scenario.model_copy(update={"edits": with_hidden(scenario.edits, stored.value.edits)})
        if whole != stored.value:
            self._check(programme_id, whole, stop)
            with context.database.write() as connection:
                again = scenarios.get(connection, programme_id, scenario_id)
                check_version(stored.name, again.etag, stored.etag)
                fresh, now = context.ids.new(), context.now()
                scenarios.replace(connection, programme_id, scenario_id, _shown(whole), whole, etag=fresh, now=now)
        with context.database.read() as connection:
            return self._read(connection, programme_id, scenario_id)

    def get_scenario(self, programme_id: str, scenario_id: str) -> Stored[NamedScenario]:
        """Return a scenario.

        Raises:
            NotFound: there is none of this id.
        """
        check_ids(programme_id=programme_id, scenario_id=scenario_id)
        with self._context.database.read() as connection:
            return self._read(connection, programme_id, scenario_id)

    def list_scenarios(
        self, programme_id: str, page_size: int = 0, page_token: str = ""
    ) -> Page[Stored[NamedScenario]]:
        """Return scenarios of a programme in the order of their ids.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id)
        confidential = self._context.shows_confidential
        with self._context.database.read() as connection:
            programmes.require(connection, programme_id)
            return scenarios.page(connection, programme_id, page_size, page_token, confidential=confidential)

    def delete_scenario(self, programme_id: str, scenario_id: str, *, etag: str = "") -> None:
        """Delete a scenario. Plans it was adopted as stay, and what they came from stays known.

        Raises:
            NotFound: there is no such scenario.
            Conflict: ETAG_MISMATCH.
        """
        check_ids(programme_id=programme_id, scenario_id=scenario_id)
        with self._context.database.write() as connection:
            check_etag(scenarios.get(connection, programme_id, scenario_id), etag)
            scenarios.remove(connection, programme_id, scenario_id)

    def run_stored_scenario(
        self,
        programme_id: str,
        scenario_id: str,
        *,
        with_plan: bool = True,
        with_prices: bool = False,
        stop: StopToken | None = None,
    ) -> ScenarioResult:
        """Return the answer to a stored scenario.

        Raises:
            NotFound: there is no such scenario.
            Infeasible: no plan keeps all rules.
        """
        scenario = self._whole(programme_id, scenario_id).value

        def _run(base: Base, job: Job) -> ScenarioResult:
            edits = self._guarded(base, scenario.edits)
            return run_scenario(base, edits, stop=job.stop, with_plan=with_plan, with_prices=with_prices)

        return self._asked(programme_id, scenario.plan_id, _run, stop)

    def compare_scenarios(
        self,
        programme_id: str,
        plan_id: str,
        columns: Sequence[Column],
        *,
        with_prices: bool = False,
        stop: StopToken | None = None,
    ) -> Comparison:
        """Return scenarios of one plan side by side. What is infeasible is said, not raised.

        Prices of edits take up to two solves more for each.

        Raises:
            NotFound: there is no such plan or scenario.
            InvalidInput: too few or too many scenarios, one of another plan, or edits that contradict each other or the
                inputs, at ``scenarios[i].edits[j]``.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        least, most = limits.COMPARED_SCENARIOS_MIN, limits.COMPARED_SCENARIOS_MAX
        if not least <= len(columns) <= most:
            raise InvalidInput.one(
                "scenarios",
                Fault.OUT_OF_RANGE,
                "are too few or too many",
                value=len(columns),
                allowed=f"{least} to {most}",
            )
        named = self._columns(programme_id, plan_id, columns)

        def _compare(base: Base, job: Job) -> Comparison:
            asked = [
                (label, self._guarded(base, edits, f"scenarios[{index}].edits"))
                for index, (label, edits) in enumerate(named)
            ]
            return compare(base, asked, with_prices=with_prices, stop=job.stop)

        return self._asked(programme_id, plan_id, _compare, stop, Lane.LONG)

    def adopt_scenario(
        self,
        programme_id: str,
        scenario_id: str,
        *,
        etag: str = "",
        request_id: str = "",
        stop: StopToken | None = None,
    ) -> Stored[Plan]:
        """Store the plan of a scenario as a new draft plan, with the inputs as edited; return it in brief.

        Programme and authorities stay as they are. The scenario stays as well.

        Raises:
            NotFound: there is no such scenario.
            Conflict: ETAG_MISMATCH; also where the scenario is changed while its plan is computed.
            Infeasible: no plan keeps all rules.
            AlreadyExists: ``request_id`` was used with other content.
        """
        check_ids(programme_id=programme_id, scenario_id=scenario_id)
        request = once(request_id, "adopt_scenario", [programme_id, scenario_id, etag])
        context = self._context
        with context.database.read() as connection:
            earlier = request.earlier(connection)
            if earlier is not None:
                return plans.get_brief(connection, programme_id, str(earlier["plan_id"]))
        stored = self._whole(programme_id, scenario_id)
        check_etag(stored, etag)
        scenario = stored.value

        def _adopt(base: Base, job: Job) -> plans.Prepared:
            edits = self._guarded(base, scenario.edits)
            found = run_scenario(base, edits, stop=job.stop, with_prices=False)
            if found.plan is None:
                raise AssertionError("a plan was asked for")
            return plans.prepare(found.plan, found.inputs)

        prepared = self._asked(programme_id, scenario.plan_id, _adopt, stop, Lane.LONG)
        with context.database.write() as connection:
            earlier = request.earlier(connection)
            plan_id = context.ids.new() if earlier is None else str(earlier["plan_id"])
            if earlier is None:
                again = scenarios.get(connection, programme_id, scenario_id)
                check_version(stored.name, again.etag, stored.etag)
                now = context.now()
                origin = {"scenario_id": scenario_id, "plan_id": scenario.plan_id}
                note = Message(id="PLAN_ADOPTED", params=origin)
                plans.add(connection, plan_id, prepared, etag=context.ids.new(), now=now, note=note)
                scenarios.add_adoption(connection, programme_id, _adoption(plan_id, scenario_id, scenario), now)
                request.record(connection, context, plan_id=plan_id)
            return plans.get_brief(connection, programme_id, plan_id)

    def adoption_of(self, programme_id: str, plan_id: str) -> Adoption | None:
        """Return which scenario a plan was adopted from, as it was then; ``None`` for one that was computed.

        Raises:
            NotFound: there is no such plan.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        with self._context.database.read() as connection:
            plans.snapshot_of(connection, programme_id, plan_id)
            return scenarios.find_adoption(connection, programme_id, plan_id)

    def adopted_plans(self, programme_id: str, scenario_id: str) -> tuple[str, ...]:
        """Return the ids of the plans a scenario was adopted as, oldest first."""
        check_ids(programme_id=programme_id, scenario_id=scenario_id)
        with self._context.database.read() as connection:
            return scenarios.adopted(connection, programme_id, scenario_id)

    def _add(self, connection: Connection, programme_id: str, scenario_id: str, scenario: NamedScenario) -> None:
        context = self._context
        if scenarios.find(connection, programme_id, scenario_id) is not None:
            raise AlreadyExists(scenarios.name_of(programme_id, scenario_id))
        count = scenarios.count(connection, programme_id)
        if count >= limits.SCENARIOS_MAX:
            raise LimitExceeded("scenarios in one programme", count + 1, limits.SCENARIOS_MAX)
        etag, now = context.ids.new(), context.now()
        scenarios.add(connection, programme_id, scenario_id, _shown(scenario), scenario, etag=etag, now=now)

    def _read(self, connection: Connection, programme_id: str, scenario_id: str) -> Stored[NamedScenario]:
        confidential = self._context.shows_confidential
        return scenarios.get(connection, programme_id, scenario_id, confidential=confidential)

    def _whole(self, programme_id: str, scenario_id: str) -> Stored[NamedScenario]:
        check_ids(programme_id=programme_id, scenario_id=scenario_id)
        with self._context.database.read() as connection:
            return scenarios.get(connection, programme_id, scenario_id, confidential=True)

    def _check(
        self,
        programme_id: str,
        scenario: NamedScenario,
        stop: StopToken | None,
    ) -> None:
        """Apply the edits to the inputs of the plan, and see how large they are."""
        size = len(scenario.model_dump_json().encode())
        if size > limits.SCENARIO_BYTES_MAX:
            raise LimitExceeded("bytes in a scenario", size, limits.SCENARIO_BYTES_MAX)
        check_ids(plan_id=scenario.plan_id)
        context = self._context

        def _applied(job: Job) -> None:
            job.check()
            with context.database.read() as connection:
                inputs = plans.inputs_of(connection, programme_id, scenario.plan_id)
            job.check()
            edits = scenario.edits
            if not context.shows_confidential:
                edits = guarded(edits, {one.id: one for one in inputs.authorities})
            apply(inputs, edits, stop=job.stop)

        deadline_s = context.settings.call_deadline_ms / 1000
        context.engine.call(_applied, job_id=context.ids.new(), stop=stop, deadline_s=deadline_s)

    def _columns(self, programme_id: str, plan_id: str, columns: Sequence[Column]) -> list[tuple[str, Edits]]:
        """Return what to call each column, and its edits."""
        found: list[tuple[str, Edits]] = []
        with self._context.database.read() as connection:
            for index, column in enumerate(columns):
                if not column.scenario_id:
                    found.append((column.label, column.edits))
                    continue
                stored = scenarios.get(connection, programme_id, column.scenario_id, confidential=True)
                if stored.value.plan_id != plan_id:
                    raise InvalidInput.one(
                        f"scenarios[{index}].scenario",
                        Fault.CONTRADICTION,
                        "starts from another plan",
                        value=stored.name,
                        allowed=f"scenarios of {plans.name_of(programme_id, plan_id)}",
                    )
                found.append((column.label or stored.value.display_name, stored.value.edits))
        return found


def _shown(scenario: NamedScenario) -> NamedScenario:
    return scenario.model_copy(update={"edits": shown(scenario.edits)})


def _adoption(plan_id: str, scenario_id: str, scenario: NamedScenario) -> Adoption:
    return Adoption(
        plan_id=plan_id,
        base_plan_id=scenario.plan_id,
        scenario_id=scenario_id,
        display_name=scenario.display_name,
        note=scenario.note,
        edits=shown(scenario.edits),
    )
