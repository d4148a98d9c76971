"""The methods of ScenariosService."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Violation
from matcher.profiles.validation import parse
from matcher.rpc import codec
from matcher.rpc.answers import Answers, pairs
from matcher.rpc.edge import Call
from matcher.rpc.edits import decode_edits, encode_edits, located, told_by_field
from matcher.rpc.names import PLAN, PROGRAMME, SCENARIO, Fields, reading
from matcher.rpc.resources import kept, paged, stored_plan
from matcher.scenarios import ScenarioEdit
from matcher.scenarios.named import NamedScenario
from matcher.service import Column, Service, Stored, SweptScenario
from matcher.v1 import matching_service_pb2, scenario_pb2
from matcher.v1 import scenarios_service_pb2 as pb

Edits = tuple[ScenarioEdit, ...]


class ScenariosHandlers:
    """Reads requests, calls the use cases on scenarios, writes replies."""

    service_name = "matcher.v1.ScenariosService"

    def __init__(self, service: Service) -> None:
        self._service = service
        self._answers = Answers()

    def run_scenario(self, request: pb.RunScenarioRequest, call: Call) -> pb.RunScenarioResponse:
        """Answer one scenario."""
        edits: Edits = ()
        scenario_id = plan_id = ""
        with reading(request) as fields:
            view = fields.choice("view")
            if request.scenario:
                programme_id, scenario_id = fields.name("scenario", SCENARIO)
                fields.absent_beside("scenario", "plan", "edits")
            else:
                programme_id, plan_id = fields.name("plan", PLAN)
                edits = decode_edits(request.edits, "edits", fields.faults)
        wanted: dict[str, Any] = {
            "with_plan": view != pb.SCENARIO_VIEW_LIGHT,
            "with_prices": request.with_prices,
            "stop": call.stop,
        }
        if scenario_id:
            with told_by_field({"edits": ("scenario.edits", ())}):
                result = self._service.run_stored_scenario(programme_id, scenario_id, **wanted)
        else:
            with told_by_field({"edits": ("edits", request.edits)}):
                result = self._service.run_scenario(programme_id, plan_id, edits, **wanted)
        response = pb.RunScenarioResponse()
        self._answers.scenario(result, view, response.result)
        return response

    def sweep_scenarios(self, request: pb.SweepScenariosRequest, call: Call) -> Iterator[pb.SweepScenariosResponse]:
        """Answer many scenarios."""
        if len(request.scenarios) > limits.SWEPT_SCENARIOS_MAX:
            raise LimitExceeded("scenarios in one sweep", len(request.scenarios), limits.SWEPT_SCENARIOS_MAX)
        with reading(request) as fields:
            programme_id, plan_id = fields.name("plan", PLAN)
            fields.present("scenarios")
            scenarios = []
            for index, one in enumerate(request.scenarios):
                if len(fields.faults) > codec.FAULTS_ENOUGH:
                    break
                scenarios.append(decode_edits(one.edits, f"scenarios[{index}].edits", fields.faults))
        sweep = self._service.sweep_scenarios(programme_id, plan_id, scenarios)
        call.close_at_end(sweep)
        return (
            pb.SweepScenariosResponse(results=[_swept(one, request.scenarios[one.index].edits) for one in together])
            for together in sweep
        )

    def repair(self, request: pb.RepairRequest, call: Call) -> pb.RepairResponse:
        """Repair a plan."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("plan", PLAN)
            edits = decode_edits(request.edits, "edits", fields.faults)
            confirmed, accepted = _pairs(fields, "confirmed"), _pairs(fields, "accepted")
            view = fields.choice("view")
        price = request.price_micro if request.HasField("price_micro") else None
        with told_by_field(_places(request)):
            found = self._service.repair(
                programme_id,
                plan_id,
                edits,
                confirmed,
                accepted=accepted,
                price_micro=price,
                with_plan=view != pb.SCENARIO_VIEW_LIGHT,
                stop=call.stop,
            )
        response = pb.RepairResponse()
        self._answers.repair(found, view, response.repair)
        return response

    def get_repair_curve(self, request: pb.GetRepairCurveRequest, call: Call) -> pb.GetRepairCurveResponse:
        """Return the trade-off of a repair."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("plan", PLAN)
            edits = decode_edits(request.edits, "edits", fields.faults)
            confirmed, accepted = _pairs(fields, "confirmed"), _pairs(fields, "accepted")
        with told_by_field(_places(request)):
            curve = self._service.repair_curve(
                programme_id, plan_id, edits, confirmed, accepted=accepted, stop=call.stop
            )
        return pb.GetRepairCurveResponse(curve=codec.encode(curve, scenario_pb2.PlanRepairCurve))

    def create_scenario(self, request: pb.CreateScenarioRequest, call: Call) -> pb.CreateScenarioResponse:
        """Store a new scenario."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            scenario_id = fields.id("scenario_id") if request.scenario_id else ""
            scenario = _scenario(fields, request.scenario, programme_id)
        with told_by_field({"edits": ("scenario.edits", request.scenario.edits)}):
            stored = self._service.create_scenario(
                programme_id, scenario, scenario_id=scenario_id, request_id=request.request_id, stop=call.stop
            )
        return pb.CreateScenarioResponse(scenario=self._stored(programme_id, stored))

    def get_scenario(self, request: pb.GetScenarioRequest, call: Call) -> pb.GetScenarioResponse:
        """Return one scenario."""
        with reading(request) as fields:
            programme_id, scenario_id = fields.name("name", SCENARIO)
        stored = self._service.get_scenario(programme_id, scenario_id)
        return pb.GetScenarioResponse(scenario=self._stored(programme_id, stored))

    def list_scenarios(self, request: pb.ListScenariosRequest, call: Call) -> pb.ListScenariosResponse:
        """Return a page of scenarios."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            read = paged(
                lambda size, token: self._service.list_scenarios(programme_id, size, token),
                fields,
                lambda items, token: pb.ListScenariosResponse(
                    scenarios=[self._stored(programme_id, item) for item in items], next_page_token=token
                ),
            )
        return read()

    def update_scenario(self, request: pb.UpdateScenarioRequest, call: Call) -> pb.UpdateScenarioResponse:
        """Replace a scenario."""
        with reading(request) as fields:
            programme_id, scenario_id = fields.name("name", SCENARIO)
            scenario = _scenario(fields, request.scenario, programme_id)
        places = {"edits": ("scenario.edits", request.scenario.edits), "plan": ("scenario.plan", ())}
        with told_by_field(places):
            stored = self._service.update_scenario(
                programme_id, scenario_id, scenario, etag=request.etag, stop=call.stop
            )
        return pb.UpdateScenarioResponse(scenario=self._stored(programme_id, stored))

    def delete_scenario(self, request: pb.DeleteScenarioRequest, call: Call) -> pb.DeleteScenarioResponse:
        """Delete a scenario."""
        with reading(request) as fields:
            programme_id, scenario_id = fields.name("name", SCENARIO)
        self._service.delete_scenario(programme_id, scenario_id, etag=request.etag)
        return pb.DeleteScenarioResponse()

    def compare_scenarios(self, request: pb.CompareScenariosRequest, call: Call) -> pb.CompareScenariosResponse:
        """Set scenarios side by side."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("plan", PLAN)
            fields.present("scenarios")
            few = request.scenarios[: limits.COMPARED_SCENARIOS_MAX + 1]  # the use case says how many are too many
            columns = [_column(each, programme_id) for each in fields.items("scenarios", len(few))]
        places = {
            f"scenarios[{index}].edits": (f"scenarios[{index}].edits", each.edits) for index, each in enumerate(few)
        }
        with told_by_field(places):
            found = self._service.compare_scenarios(
                programme_id, plan_id, columns, with_prices=request.with_prices, stop=call.stop
            )
        return pb.CompareScenariosResponse(comparison=codec.encode(found, scenario_pb2.ScenarioComparison))

    def adopt_scenario(self, request: pb.AdoptScenarioRequest, call: Call) -> pb.AdoptScenarioResponse:
        """Store the plan of a scenario as a new draft plan."""
        with reading(request) as fields:
            programme_id, scenario_id = fields.name("name", SCENARIO)
        with told_by_field({"edits": ("name.edits", ())}):
            stored = self._service.adopt_scenario(
                programme_id, scenario_id, etag=request.etag, request_id=request.request_id, stop=call.stop
            )
        return pb.AdoptScenarioResponse(plan=stored_plan(stored, matching_service_pb2.PLAN_VIEW_BASIC))

    def get_plan_origin(self, request: pb.GetPlanOriginRequest, call: Call) -> pb.GetPlanOriginResponse:
        """Return which scenario a plan was adopted from."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("name", PLAN)
        found = self._service.adoption_of(programme_id, plan_id)
        if found is None:
            return pb.GetPlanOriginResponse()
        origin = scenario_pb2.PlanOrigin(
            plan=request.name,
            base_plan=f"programmes/{programme_id}/plans/{found.base_plan_id}",
            scenario=f"programmes/{programme_id}/scenarios/{found.scenario_id}",
            display_name=found.display_name,
            note=found.note,
            edits=encode_edits(found.edits),
        )
        return pb.GetPlanOriginResponse(origin=origin)

    def _stored(self, programme_id: str, stored: Stored[NamedScenario]) -> scenario_pb2.StoredScenario:
        value = stored.value
        scenario = scenario_pb2.Scenario(
            plan=f"programmes/{programme_id}/plans/{value.plan_id}",
            display_name=value.display_name,
            note=value.note,
            edits=encode_edits(value.edits),
        )
        adopted = self._service.adopted_plans(programme_id, stored.id)
        return scenario_pb2.StoredScenario(
            scenario=scenario,
            adopted_plans=[f"programmes/{programme_id}/plans/{plan_id}" for plan_id in adopted],
            **kept(stored),
        )


def _scenario(fields: Fields, message: scenario_pb2.Scenario, programme_id: str) -> NamedScenario:
    """Return the scenario in a request; one that is faulty reads as something of the right type."""
    fields.present("scenario")
    within = Fields(message, "scenario.", fields.faults)
    own, plan_id = within.name("plan", PLAN)
    if own and programme_id and own != programme_id:
        fault = "belongs to another programme"
        fields.faults.append(Violation("scenario.plan", Fault.CONTRADICTION, fault, message.plan))
    edits = decode_edits(message.edits, "scenario.edits", fields.faults)
    told = {"plan_id": plan_id or "x", "display_name": message.display_name, "note": message.note, "edits": edits}
    try:
        return parse(NamedScenario, told, path="scenario")
    except InvalidInput as refused:
        fields.faults.extend(refused.violations)
        return NamedScenario(plan_id="x", display_name="x")  # it goes no further: the faults end the request


def _places(request: Any) -> dict[str, tuple[str, Sequence[Any]]]:
    """Return where the faults of a repair stand in its request."""
    return {
        "edits": ("edits", request.edits),
        "confirmed": ("confirmed.values", ()),
        "accepted": ("accepted.values", ()),
        "base": ("plan", ()),
    }


def _pairs(fields: Fields, field: str) -> list[tuple[str, str]] | None:
    """Return the pairs that are confirmed or accepted; ``None`` where that is not said."""
    if not fields.message.HasField(field):
        return None
    return [(pair.id("mentee_id"), pair.id("mentor_id")) for pair in fields.within(field).items("values")]


def _column(fields: Fields, programme_id: str) -> Column:
    scenario_id = fields.part_if_given("scenario", SCENARIO, programme_id) or ""
    if scenario_id:
        fields.absent_beside("scenario", "edits")
    edits = decode_edits(fields.message.edits, f"{fields.path}edits", fields.faults)
    return Column(scenario_id, edits, fields.text("label"))


def _swept(one: SweptScenario, edits: Sequence[scenario_pb2.ScenarioEdit]) -> scenario_pb2.SweepResult:
    light = one.light
    if light is None:
        told = (located(fault, f"scenarios[{one.index}].edits", edits) for fault in one.faults)
        faults = [
            scenario_pb2.EditFault(
                field=fault.path,
                reason=fault.fault.value,
                description=str(fault).removeprefix(fault.path).lstrip(": "),
            )
            for fault in told
        ]
        return scenario_pb2.SweepResult(index=one.index, faults=faults)
    return scenario_pb2.SweepResult(
        index=one.index,
        value_micro=light.value_micro,
        gone=pairs(light.gone),
        new=pairs(light.new),
        verdict=None if light.verdict is None else f"VERDICT_{light.verdict}",
        fewest_changes=light.fewest_changes,
        infeasible=light.infeasible,
        causes=light.causes,
    )
