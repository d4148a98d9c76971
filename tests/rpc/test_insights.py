"""Questions about a plan over a real server: each answer is the library's, whole; each refusal names its field."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from fixtures.generator import generate
from matcher import insights, limits
from matcher.insights import answers, late_answers, sureness
from matcher.plans.types import PairingKind, PlanInputs
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Avoid
from matcher.rpc import codec
from matcher.scenarios import Base
from matcher.v1 import authority_pb2, insight_pb2, plan_pb2, taxonomy_pb2
from matcher.v1 import insights_service_pb2 as pb
from tests.rpc.serving import Client, Serving, refused
from tests.scenarios import asking

BIG = 2**80


def _inputs() -> PlanInputs:
    """A small programme; one authority avoids another, confidentially."""
    inputs = generate(24, seed=8)
    one, other, *rest = inputs.authorities
    avoid = one.preferences.model_copy(update={"avoid": (Avoid(authority_id=other.id, reason="MARK"),)})
    programme = inputs.programme.model_copy(update={"id": "i-asked"})
    people = (one.model_copy(update={"preferences": avoid}), other, *rest)
    return inputs.model_copy(update={"programme": programme, "authorities": people})


INPUTS = _inputs()


@pytest.fixture(scope="module")
async def asked(running: Serving) -> tuple[str, Base]:
    """The name of a plan, and the same plan as a base of the library."""
    service, at = running.service, INPUTS.programme.id
    service.create_programme(INPUTS.programme)
    service.upsert_authorities(at, INPUTS.authorities)
    *_, run = service.watch_run(at, service.create_plan(at).id)
    return f"programmes/{at}/plans/{run.plan_id}", Base(INPUTS, service.get_plan(at, run.plan_id).value)


async def test_every_answer_is_that_of_the_library(client: Client, asked: Any) -> None:
    """Nothing is lost on the way, and what the server keeps gives the same figures as a fresh base."""
    plan, base = asked
    ask, pair = client.insights, base.plan.pairings[0]
    one = {"mentee_id": pair.mentee_id, "mentor_id": pair.mentor_id}
    ids = tuple(one.values())
    other = next(p for p in base.plan.pairings if (pair.mentee_id, p.mentor_id) not in base.scores)
    wanted = {"mentee_id": pair.mentee_id, "mentor_id": other.mentor_id}
    newcomer = asking.newcomer(5, 5)
    newcomer = newcomer.model_copy(update={"preferences": newcomer.preferences.model_copy(update={"avoid": ()})})
    applies = codec.encode(newcomer, authority_pb2.Authority)
    stays = [plan_pb2.PairName(**one)]
    role = taxonomy_pb2.ROLE_MENTEE
    chances = {each.id: 100 + 50 * at for at, each in enumerate(INPUTS.authorities[4:8])}
    cases = (
        ((await ask.ExplainWhy(pb.ExplainWhyRequest(plan=plan, **one))).why, insights.why(base, *ids)),
        (
            (await ask.ExplainWhyNot(pb.ExplainWhyNotRequest(plan=plan, **wanted))).why_not,
            insights.why_not(base, *wanted.values()),
        ),
        (
            (
                await ask.GetReserve(pb.GetReserveRequest(plan=plan, authority_id=pair.mentee_id, role=role, limit=4))
            ).reserve,
            insights.reserve(base, pair.mentee_id, Role.MENTEE, 4),
        ),
        ((await ask.GetReserves(pb.GetReservesRequest(plan=plan))).reserves, insights.reserve_all(base)),
        ((await ask.GetPlaceValues(pb.GetPlaceValuesRequest(plan=plan))).report, insights.places(base)),
        ((await ask.GetThemeShortage(pb.GetThemeShortageRequest(plan=plan))).report, insights.theme_shortage(base)),
        ((await ask.GetBudgetCurve(pb.GetBudgetCurveRequest(plan=plan))).curve, insights.budget_curve(base)),
        ((await ask.GetFairnessCurve(pb.GetFairnessCurveRequest(plan=plan))).curve, insights.fairness_curve(base)),
        (
            (
                await ask.AdviseLateApplicant(
                    pb.AdviseLateApplicantRequest(plan=plan, authority=applies, confirmed=stays, limit=3)
                )
            ).advice,
            insights.late_applicant(base, newcomer, [ids], count=3),
        ),
        (
            (await ask.GetWeightRanges(pb.GetWeightRangesRequest(plan=plan, step_micro=50_000))).ranges,
            insights.weight_ranges(base, step_micro=50_000),
        ),
        (
            (await ask.GetRobustness(pb.GetRobustnessRequest(plan=plan, seed=7, samples=20))).robustness,
            insights.robustness(base, 20, seed=7),
        ),
        (
            (await ask.GetNearTies(pb.GetNearTiesRequest(plan=plan, hair_micro=30_000))).ties,
            insights.near_ties(base, 30_000),
        ),
        (
            (
                await ask.GetDropOutRisk(
                    pb.GetDropOutRiskRequest(
                        plan=plan,
                        chances=[pb.DropOutChance(authority_id=one, permille=p) for one, p in chances.items()],
                        mode=insight_pb2.RISK_MODE_REPLAN,
                    )
                )
            ).risk,
            insights.drop_out_risk(base, chances, mode="REPLAN"),
        ),
        (
            (await ask.GetOwnWeightsReport(pb.GetOwnWeightsReportRequest(plan=plan))).report,
            insights.own_weights_report(base),
        ),
    )
    for message, expected in cases:
        assert codec.decode_only(message, type(expected), path="answer") == expected
        assert b"MARK" not in message.SerializeToString()
    assert cases[0][0].messages[0].sentence


def test_answers_have_the_fields_of_their_messages() -> None:
    """A figure on one side only would be lost on the way without a word; a large number must arrive whole."""
    for model, message in (
        (answers.WhyPair, insight_pb2.WhyPair),
        (answers.WhyNot, insight_pb2.WhyNot),
        (answers.Reserves, insight_pb2.ReserveLists),
        (answers.PlaceReport, insight_pb2.PlaceReport),
        (answers.ThemeReport, insight_pb2.ThemeReport),
        (answers.BudgetCurve, insight_pb2.BudgetCurve),
        (answers.FairnessCurve, insight_pb2.FairnessCurve),
        (late_answers.LateAdvice, insight_pb2.LateAdvice),
        (sureness.WeightRanges, insight_pb2.WeightRanges),
        (sureness.Robustness, insight_pb2.Robustness),
        (sureness.NearTies, insight_pb2.NearTies),
        (sureness.DropOutRisk, insight_pb2.DropOutRisk),
        (sureness.OwnWeightsReport, insight_pb2.OwnWeightsReport),
    ):
        codec.record_of(model, message.DESCRIPTOR)
    ratio = sureness.Ratio(numerator=-BIG, denominator=BIG + 1)
    assert codec.decode_only(codec.encode(ratio, insight_pb2.Ratio), sureness.Ratio, path="ratio") == ratio


async def test_why_not_tells_nothing_confidential(client: Client, asked: Any) -> None:
    """Who avoids whom is told as NOT_AVAILABLE, without a price."""
    plan, _ = asked
    one, other = INPUTS.authorities[:2]
    for ids in ((one.id, other.id), (other.id, one.id)):
        request = pb.ExplainWhyNotRequest(plan=plan, mentee_id=ids[0], mentor_id=ids[1])
        found = (await client.insights.ExplainWhyNot(request)).why_not
        assert found.status == insight_pb2.WHY_NOT_STATUS_RULED_OUT
        assert not found.HasField("forced")
        assert "avoid" not in str(found).lower()


async def test_many_faults_cost_no_more_than_each_of_them(client: Client, asked: Any) -> None:
    """Every chance is looked up once, not among all others: else one call would keep the server busy for an hour."""
    plan, _ = asked

    def _call(count: int) -> Any:
        chances = [pb.DropOutChance(authority_id=f"nobody-{at}", permille=5) for at in range(count)]
        return client.insights.GetDropOutRisk(pb.GetDropOutRiskRequest(plan=plan, chances=chances), timeout=20)

    found = await refused(_call(limits.AUTHORITIES_MAX))
    assert found.code is grpc.StatusCode.INVALID_ARGUMENT
    assert next(iter(found.fields)) == "chances[0].authority_id"
    assert (await refused(_call(limits.AUTHORITIES_MAX + 1))).code is grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_refusals_name_the_field(client: Client, running: Serving, asked: Any) -> None:
    """Whatever is wrong, and whenever it comes to light: the field of the request, and a stable reason."""
    plan, base = asked
    ask, pair = client.insights, base.plan.pairings[0]
    known = codec.encode(base.inputs.authorities[3], authority_pb2.Authority)
    fresh = codec.encode(asking.newcomer(6, 6), authority_pb2.Authority)
    broken = authority_pb2.Authority()
    broken.CopyFrom(fresh)
    broken.population = -1
    cases = (
        (ask.ExplainWhy(pb.ExplainWhyRequest(plan="x")), {"plan", "mentee_id", "mentor_id"}),
        (ask.ExplainWhyNot(pb.ExplainWhyNotRequest(plan=plan, mentee_id=pair.mentee_id, mentor_id="x")), {"mentor_id"}),
        (
            ask.GetReserve(pb.GetReserveRequest(plan=plan, authority_id="x", role=taxonomy_pb2.ROLE_MENTEE)),
            {"authority_id"},
        ),
        (ask.GetReserve(pb.GetReserveRequest(plan=plan, authority_id="x", limit=-1)), {"role", "limit"}),
        (ask.GetRobustness(pb.GetRobustnessRequest(plan=plan)), {"seed"}),
        (ask.GetRobustness(pb.GetRobustnessRequest(plan=plan, seed=1, samples=10**6)), {"samples"}),
        (ask.GetNearTies(pb.GetNearTiesRequest(plan=plan, hair_micro=-1)), {"hair_micro"}),
        (ask.GetDropOutRisk(pb.GetDropOutRiskRequest(plan=plan, mode=9)), {"chances", "mode"}),  # type: ignore[arg-type]
        (
            ask.GetDropOutRisk(
                pb.GetDropOutRiskRequest(
                    plan=plan, chances=[{"authority_id": "x"}, {"authority_id": "x", "permille": 1}]
                )  # type: ignore[list-item]
            ),
            {"chances[0].permille", "chances[1].authority_id"},
        ),
        (
            ask.GetDropOutRisk(
                pb.GetDropOutRiskRequest(
                    plan=plan,
                    chances=[
                        pb.DropOutChance(authority_id="nobody", permille=5),
                        pb.DropOutChance(authority_id=pair.mentee_id, permille=1_001),
                    ],
                )
            ),
            {"chances[0].authority_id", "chances[1].permille"},
        ),
        (ask.GetWeightRanges(pb.GetWeightRangesRequest(plan=plan, step_micro=0)), {"step_micro"}),
        (ask.GetFairnessCurve(pb.GetFairnessCurveRequest(plan=plan, pairs=9_999)), {"pairs"}),
        (ask.AdviseLateApplicant(pb.AdviseLateApplicantRequest(plan=plan)), {"authority"}),
        (
            ask.AdviseLateApplicant(
                pb.AdviseLateApplicantRequest(
                    plan=plan, authority=broken, futures=[pb.Arrivals(authorities=[fresh, broken])]
                )
            ),
            {"authority.population", "futures[0].authorities[1].population"},
        ),
        (ask.AdviseLateApplicant(pb.AdviseLateApplicantRequest(plan=plan, authority=known)), {"authority.id"}),
        (
            ask.AdviseLateApplicant(
                pb.AdviseLateApplicantRequest(
                    plan=plan, authority=fresh, confirmed=[plan_pb2.PairName(mentee_id="x", mentor_id="y")]
                )
            ),
            {"confirmed[0]"},
        ),
    )
    for call, fields in cases:
        found = await refused(call)
        assert found.code is grpc.StatusCode.INVALID_ARGUMENT, found.text
        assert set(found.fields) == fields
    twins = generate(16, seed=3, kind=PairingKind.TWIN)
    twins = twins.model_copy(update={"programme": twins.programme.model_copy(update={"id": "i-twins"})})
    service = running.service
    service.create_programme(twins.programme)
    service.upsert_authorities("i-twins", twins.authorities)
    *_, run = service.watch_run("i-twins", service.create_plan("i-twins").id)
    other = pb.GetPlaceValuesRequest(plan=f"programmes/i-twins/plans/{run.plan_id}")
    assert set((await refused(ask.GetPlaceValues(other))).fields) == {"plan"}
