"""The methods of InsightsService."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Violation
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.rpc import codec
from matcher.rpc.edge import Call
from matcher.rpc.edits import told_by_field
from matcher.rpc.names import PLAN, Fields, reading
from matcher.service import Service
from matcher.v1 import insight_pb2
from matcher.v1 import insights_service_pb2 as pb

OPTIONS_DEFAULT: Final = 10
RESERVES_DEFAULT: Final = 3

_OF_PLAN: Final = {"base": ("plan", ())}  # where it is refused that a plan is of another kind


class InsightsHandlers:
    """Reads requests, calls the use cases on insights, writes replies."""

    service_name = "matcher.v1.InsightsService"

    def __init__(self, service: Service) -> None:
        self._service = service

    def explain_why(self, request: pb.ExplainWhyRequest, call: Call) -> pb.ExplainWhyResponse:
        """Say why a pair is in the plan."""
        with reading(request) as fields:
            plan, mentee_id, mentor_id = _plan(fields), fields.id("mentee_id"), fields.id("mentor_id")
        with told_by_field(_OF_PLAN):
            found = self._service.why(plan, mentee_id, mentor_id, stop=call.stop)
        return pb.ExplainWhyResponse(why=codec.encode(found, insight_pb2.WhyPair))

    def explain_why_not(self, request: pb.ExplainWhyNotRequest, call: Call) -> pb.ExplainWhyNotResponse:
        """Say why a pair is not in the plan."""
        with reading(request) as fields:
            plan, mentee_id, mentor_id = _plan(fields), fields.id("mentee_id"), fields.id("mentor_id")
        with told_by_field(_OF_PLAN):
            found = self._service.why_not(plan, mentee_id, mentor_id, stop=call.stop)
        return pb.ExplainWhyNotResponse(why_not=codec.encode(found, insight_pb2.WhyNot))

    def get_reserve(self, request: pb.GetReserveRequest, call: Call) -> pb.GetReserveResponse:
        """Return the next partners of an authority."""
        with reading(request) as fields:
            plan, authority_id, role = _plan(fields), fields.id("authority_id"), fields.code("role", Role)
            count = fields.count("limit", default=OPTIONS_DEFAULT, at_most=limits.SUGGESTIONS_MAX)
        with told_by_field(_OF_PLAN):
            found = self._service.reserve(plan, authority_id, role, count, stop=call.stop)
        return pb.GetReserveResponse(reserve=codec.encode(found, insight_pb2.ReserveList))

    def get_reserves(self, request: pb.GetReservesRequest, call: Call) -> pb.GetReservesResponse:
        """Return the next partners of everybody."""
        with reading(request) as fields:
            plan = _plan(fields)
            count = fields.count("limit", default=RESERVES_DEFAULT, at_most=limits.SUGGESTIONS_MAX)
        with told_by_field(_OF_PLAN):
            found = self._service.reserves(plan, count, stop=call.stop)
        return pb.GetReservesResponse(reserves=codec.encode(found, insight_pb2.ReserveLists))

    def get_place_values(self, request: pb.GetPlaceValuesRequest, call: Call) -> pb.GetPlaceValuesResponse:
        """Return what places are worth."""
        with reading(request) as fields:
            plan = _plan(fields)
        with told_by_field(_OF_PLAN):
            found = self._service.place_values(plan, stop=call.stop)
        return pb.GetPlaceValuesResponse(report=codec.encode(found, insight_pb2.PlaceReport))

    def get_theme_shortage(self, request: pb.GetThemeShortageRequest, call: Call) -> pb.GetThemeShortageResponse:
        """Return which themes are short of mentors."""
        with reading(request) as fields:
            plan = _plan(fields)
        with told_by_field(_OF_PLAN):
            found = self._service.theme_shortage(plan, stop=call.stop)
        return pb.GetThemeShortageResponse(report=codec.encode(found, insight_pb2.ThemeReport))

    def get_budget_curve(self, request: pb.GetBudgetCurveRequest, call: Call) -> pb.GetBudgetCurveResponse:
        """Return the best total for every number of pairs."""
        with reading(request) as fields:
            plan = _plan(fields)
        with told_by_field(_OF_PLAN):
            found = self._service.budget_curve(plan, stop=call.stop)
        return pb.GetBudgetCurveResponse(curve=codec.encode(found, insight_pb2.BudgetCurve))

    def get_fairness_curve(self, request: pb.GetFairnessCurveRequest, call: Call) -> pb.GetFairnessCurveResponse:
        """Return what a better worst pair costs."""
        with reading(request) as fields:
            plan = _plan(fields)
            pairs = fields.at_least_one("pairs")
        with told_by_field(_OF_PLAN):
            found = self._service.fairness_curve(plan, pairs, stop=call.stop)
        return pb.GetFairnessCurveResponse(curve=codec.encode(found, insight_pb2.FairnessCurve))

    def advise_late_applicant(
        self, request: pb.AdviseLateApplicantRequest, call: Call
    ) -> pb.AdviseLateApplicantResponse:
        """Advise on a late applicant."""
        with reading(request) as fields:
            plan = _plan(fields)
            count = fields.count("limit", default=OPTIONS_DEFAULT, at_most=limits.SUGGESTIONS_MAX)
            confirmed = [(pair.id("mentee_id"), pair.id("mentor_id")) for pair in fields.items("confirmed")]
            fields.present("authority")
            authority: Authority | None = None
            if request.HasField("authority"):
                authority = codec.decode(request.authority, Authority, path="authority", faults=fields.faults)
            futures = [
                codec.decode_all(
                    each.authorities, Authority, path=f"futures[{index}].authorities", faults=fields.faults
                )
                for index, each in enumerate(request.futures)
            ]
        if authority is None:
            raise AssertionError("a fault was told")
        places = {f"wait[{at}]": (f"futures[{at}].authorities", ()) for at in range(len(futures))}
        with told_by_field(_OF_PLAN | places):
            found = self._service.late_applicant(plan, authority, confirmed, futures, count=count, stop=call.stop)
        return pb.AdviseLateApplicantResponse(advice=codec.encode(found, insight_pb2.LateAdvice))

    def get_weight_ranges(self, request: pb.GetWeightRangesRequest, call: Call) -> pb.GetWeightRangesResponse:
        """Return how far each weight can move before each pair falls."""
        with reading(request) as fields:
            plan = _plan(fields)
            step_micro = fields.at_least_one("step_micro")
        with told_by_field(_OF_PLAN):
            found = self._service.weight_ranges(plan, step_micro, stop=call.stop)
        return pb.GetWeightRangesResponse(ranges=codec.encode(found, insight_pb2.WeightRanges))

    def get_robustness(self, request: pb.GetRobustnessRequest, call: Call) -> pb.GetRobustnessResponse:
        """Return how the plan fares under other weightings."""
        with reading(request) as fields:
            plan = _plan(fields)
            if not request.HasField("seed"):
                fields.faults.append(Violation("seed", Fault.MISSING, "is required"))
            samples, concentration = fields.at_least_one("samples"), fields.at_least_one("concentration")
        with told_by_field(_OF_PLAN):
            found = self._service.robustness(
                plan, request.seed, samples=samples, concentration=concentration, stop=call.stop
            )
        return pb.GetRobustnessResponse(robustness=codec.encode(found, insight_pb2.Robustness))

    def get_near_ties(self, request: pb.GetNearTiesRequest, call: Call) -> pb.GetNearTiesResponse:
        """Return the pairs that a hair decides."""
        with reading(request) as fields:
            plan = _plan(fields)
        hair_micro = request.hair_micro if request.HasField("hair_micro") else None
        with told_by_field(_OF_PLAN):
            found = self._service.near_ties(plan, hair_micro, stop=call.stop)
        return pb.GetNearTiesResponse(ties=codec.encode(found, insight_pb2.NearTies))

    def get_drop_out_risk(self, request: pb.GetDropOutRiskRequest, call: Call) -> pb.GetDropOutRiskResponse:
        """Return what is to be expected when authorities may drop out."""
        with reading(request) as fields:
            plan, mode = _plan(fields), fields.choice("mode")
            fields.present("chances")
            chances = _chances(fields)
            confirmed = [(pair.id("mentee_id"), pair.id("mentor_id")) for pair in fields.items("confirmed")]
            samples = fields.at_least_one("samples")
        with _told_by_chance(chances), told_by_field(_OF_PLAN):
            found = self._service.drop_out_risk(
                plan,
                chances,
                confirmed,
                mode="REPLAN" if mode == insight_pb2.RISK_MODE_REPLAN else "REPAIR",
                samples=samples,
                seed=request.seed,
                stop=call.stop,
            )
        return pb.GetDropOutRiskResponse(risk=codec.encode(found, insight_pb2.DropOutRisk))

    def get_own_weights_report(
        self, request: pb.GetOwnWeightsReportRequest, call: Call
    ) -> pb.GetOwnWeightsReportResponse:
        """Return where authorities' own weights and the plan disagree."""
        with reading(request) as fields:
            plan = _plan(fields)
        with told_by_field(_OF_PLAN):
            found = self._service.own_weights_report(plan, stop=call.stop)
        return pb.GetOwnWeightsReportResponse(report=codec.encode(found, insight_pb2.OwnWeightsReport))


def _plan(fields: Fields) -> Any:
    return fields.name("plan", PLAN)


@contextmanager
def _told_by_chance(ids: Iterable[str]) -> Iterator[None]:
    """Have faults of a probability told at the chance it came with. There may be many: each is looked up once."""
    try:
        yield
    except InvalidInput as refused:
        places = {f"probabilities.{one}": f"chances[{at}]" for at, one in enumerate(ids)}
        raise InvalidInput(_of_chance(fault, places.get(fault.path)) for fault in refused.violations) from refused


def _of_chance(fault: Violation, place: str | None) -> Violation:
    if place is None:
        return fault
    return replace(fault, path=f"{place}.{'authority_id' if fault.fault is Fault.UNKNOWN_REFERENCE else 'permille'}")


def _chances(fields: Fields) -> dict[str, int]:
    """Return how likely each authority is to drop out, permille."""
    found = len(fields.message.chances)
    if found > limits.AUTHORITIES_MAX:
        raise LimitExceeded("chances of drop-outs", found, limits.AUTHORITIES_MAX)
    chances: dict[str, int] = {}
    for each in fields.items("chances"):
        authority_id = each.id("authority_id")
        if authority_id in chances:
            each.faults.append(Violation(f"{each.path}authority_id", Fault.DUPLICATE, "is listed twice", authority_id))
        if not each.message.HasField("permille"):
            each.faults.append(Violation(f"{each.path}permille", Fault.MISSING, "is required"))
        chances[authority_id] = each.message.permille
    return chances
