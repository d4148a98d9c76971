"""Repairs against trying all plans: confirmed stays, as many served, fewest broken, then total."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest

from fixtures.generator import generate
from matcher.errors import Infeasible, InvalidInput
from matcher.plans.frame import Frame, build_frame
from matcher.plans.inputs import pair_of
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base, apply, repair, repair_curve
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import Repair
from matcher.scoring.setting import PairId
from tests.scenarios.asking import applies
from tests.scenarios.test_running import base_of

Plan = tuple[PairId, ...]


def all_plans(frame: Frame) -> Iterator[Plan]:
    """Yield every plan that keeps all rules."""
    problem, programme_ = frame.problem(), frame.inputs.programme
    pins = {pair_of(pin) for pin in programme_.pins}
    edges = [
        (frame.mentee_ids[a], frame.mentor_ids[b])
        for a, b in zip(problem.left_index.tolist(), problem.right_index.tolist(), strict=True)
    ]
    room = {(Role.MENTEE, one): int(problem.left_capacity[at]) for at, one in enumerate(frame.mentee_ids)}
    room |= {(Role.MENTOR, one): int(problem.right_capacity[at]) for at, one in enumerate(frame.mentor_ids)}
    least = {(Role.MENTEE, one): int(problem.left_min[at]) for at, one in enumerate(frame.mentee_ids)}
    least |= {(Role.MENTOR, one): int(problem.right_min[at]) for at, one in enumerate(frame.mentor_ids)}

    def grown(at: int, plan: Plan) -> Iterator[Plan]:
        if at == len(edges):
            used = [(Role.MENTEE, a) for a, _ in plan] + [(Role.MENTOR, b) for _, b in plan]
            high = len(plan) if programme_.pair_limit is None else programme_.pair_limit
            if all(used.count(seat) >= low for seat, low in least.items()) and programme_.pair_min <= len(plan) <= high:
                yield plan
            return
        mentee_id, mentor_id = edges[at]
        if edges[at] not in pins:
            yield from grown(at + 1, plan)
        seats = (Role.MENTEE, mentee_id), (Role.MENTOR, mentor_id)
        if all(room[seat] > 0 for seat in seats):
            for seat in seats:
                room[seat] -= 1
            yield from grown(at + 1, (*plan, edges[at]))
            for seat in seats:
                room[seat] += 1

    yield from grown(0, ())


def score_of(frame: Frame, plan: Plan) -> int:
    """Return the total of a plan."""
    rows, columns = frame.mentee_ids.index, frame.mentor_ids.index
    return sum(int(frame.table.score[rows(a), columns(b)]) for a, b in plan)


class Tried:
    """All plans of edited inputs, with what a repair looks at."""

    def __init__(self, base: Base, edits: Sequence[ScenarioEdit]) -> None:
        frame = build_frame(apply(base.inputs, edits))
        eligible = {
            (frame.mentee_ids[a], frame.mentor_ids[b]) for a, b in zip(*frame.table.is_eligible.nonzero(), strict=True)
        }
        self.possible = set(base.scores) & eligible
        plans = list(all_plans(frame))
        before = len({a for a, _ in base.scores})
        most = max((len({a for a, _ in plan}) for plan in plans), default=0)
        self.found = [
            (len(self.possible - set(plan)), score_of(frame, plan))
            for plan in plans
            if len({a for a, _ in plan}) >= min(before, most)
        ]


def _case(seed: int) -> tuple[Base, list[ScenarioEdit], list[PairId]] | None:
    inputs, rng = generate(10 + seed % 3, seed), random.Random(seed)
    limited = inputs.programme.model_copy(update={"pair_limit": rng.choice([None, None, 4])})
    base = base_of(inputs.model_copy(update={"programme": limited}))
    if base is None or len(base.scores) < 2 or base.frame is None or base.frame.problem().edge_count > 16:
        return None
    pairs = sorted(base.scores)
    rng.shuffle(pairs)
    (mentee_id, mentor_id), *others = pairs
    happened: list[ScenarioEdit] = [
        rng.choice(
            [
                kinds.DropOut(authority_id=mentor_id),
                kinds.DropOut(authority_id=mentee_id, role=Role.MENTEE),
                kinds.ForbidPair(mentee_id=mentee_id, mentor_id=mentor_id, reason="declined"),
            ]
        )
    ]
    confirmed = [pair for pair in others[:1] if mentee_id not in pair and mentor_id not in pair]
    return (base, happened, confirmed) if applies(base.inputs, happened) else None


def _repaired(
    base: Base, edits: list[ScenarioEdit], confirmed: list[PairId], price: int | None = None
) -> Repair | None:
    try:
        return repair(base, edits, confirmed, price_micro=price)
    except Infeasible:
        return None


def _held(edits: list[ScenarioEdit], confirmed: list[PairId]) -> list[ScenarioEdit]:
    return [*edits, *(kinds.PinPair(mentee_id=a, mentor_id=b) for a, b in confirmed)]


CASES = [(seed, case) for seed in range(26) if (case := _case(seed)) is not None]


@pytest.mark.parametrize(("seed", "case"), CASES, ids=[str(seed) for seed, _ in CASES])
def test_a_repair_is_the_best_of_all_plans_in_its_order(
    seed: int, case: tuple[Base, list[ScenarioEdit], list[PairId]]
) -> None:
    """Nothing but trying them all tells whether fewer pairs could have been broken, at what total."""
    base, happened, confirmed = case
    found, tried = _repaired(base, happened, confirmed), Tried(base, _held(happened, confirmed))
    if found is None:
        assert not tried.found
        return
    fewest = min(broken for broken, _ in tried.found)
    assert len(found.broken) == fewest
    assert found.total_micro == max(total for broken, total in tried.found if broken == fewest)
    assert found.scenario.plan is not None
    assert found.scenario.plan.verdict == "OPTIMAL_PROVED"
    assert {(p.mentee_id, p.mentor_id) for p in found.scenario.plan.pairings} >= set(confirmed)
    price = random.Random(seed).choice([0, 1, 50_000, 300_000])
    priced = _repaired(base, happened, confirmed, price)
    assert priced is not None
    assert priced.total_micro - price * len(priced.broken) == max(t - price * b for b, t in tried.found)
    points = repair_curve(base, happened, confirmed).points
    best = {point.broken: max(t for b, t in tried.found if b <= point.broken) for point in points}
    assert all(point.total_micro <= best[point.broken] <= point.bound_micro for point in points)
    assert all(point.total_micro == best[point.broken] for point in points if point.exact)
    assert points[-1].total_micro == max(total for _, total in tried.found)


def test_there_are_cases() -> None:
    """A filter that lets nothing through would make the law above say nothing."""
    assert len(CASES) >= 15


def test_confirmed_pairs_that_cannot_stay_are_named() -> None:
    """A coordinator who confirms a pair and strikes out one of its sides must be told, not obeyed by half."""
    base, _, _ = CASES[0][1]
    pair = sorted(base.scores)[0]
    with pytest.raises(InvalidInput, match=r"confirmed\[0\].*has dropped out"):
        repair(base, [kinds.DropOut(authority_id=pair[1])], [pair])
    with pytest.raises(InvalidInput, match=r"confirmed\[0\].*is forbidden"):
        repair(base, [kinds.ForbidPair(mentee_id=pair[0], mentor_id=pair[1])], [pair])
