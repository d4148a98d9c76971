"""Repairs against trying all plans: confirmed stays, as many served, fewest broken, accepted ones first, total."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from fixtures.generator import generate
from matcher import limits
from matcher.errors import Infeasible, InvalidInput
from matcher.plans.frame import Frame, build_frame
from matcher.plans.inputs import KEPT, pair_of
from matcher.plans.publishing import digest, proof_inputs
from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base, apply, repair, repair_curve
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.loosening import loosened
from matcher.scenarios.results import Repair, RepairStep
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
        self.plans = [
            (self.possible - set(plan), score_of(frame, plan))
            for plan in plans
            if len({a for a, _ in plan}) >= min(before, most)
        ]
        self.found = [(len(broken), total) for broken, total in self.plans]

    def keeping(self, accepted: Sequence[PairId]) -> tuple[int, list[tuple[int, int]]]:
        """Return how few accepted pairs can be broken, and what else the plans break that break so few."""
        counts = [len(broken & set(accepted)) for broken, _ in self.plans]
        least = min(counts)
        return least, [one for one, count in zip(self.found, counts, strict=True) if count == least]


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
    with pytest.raises(InvalidInput, match=r"confirmed\[1\].*is listed twice"):
        repair(base, [], [pair, pair])
    for price in (-1, 1.5, True):
        with pytest.raises(InvalidInput, match=r"price_micro.*is out of range"):
            repair(base, [], price_micro=price)  # type: ignore[arg-type]


def test_a_repair_of_any_programme_can_be_stated() -> None:
    """Its edits take back and set a pin for every pair: a bound on edits below that would forbid large repairs."""
    assert limits.EDITS_MAX >= 2 * limits.REQUESTS_MAX
    assert len(repair(CASES[0][1][0], []).edits) <= 2 * len(CASES[0][1][0].scores)


def test_a_repaired_plan_can_be_repaired_again() -> None:
    """What a repair kept is nobody's wish: the next round neither refuses edits for it nor keeps it at any price."""
    rounds = 0
    for _, (base, happened, confirmed) in CASES:
        first = _repaired(base, happened, confirmed)
        if first is None or first.scenario.plan is None:
            continue
        again = Base(first.scenario.inputs, first.scenario.plan)
        nothing = repair(again, [])
        assert (nothing.broken, nothing.total_micro) == ((), first.total_micro)
        handed_on = proof_inputs(again.inputs)  # as a bundle has them: neither reasons nor who has confirmed
        assert {pin.reason for pin in handed_on.programme.pins} <= {"", KEPT}
        assert set(loosened(Base(handed_on, again.plan))) == set(loosened(again))
        assert digest(handed_on) == again.plan.inputs_digest
        own = {pair_of(pin) for pin in base.inputs.programme.pins}
        for mentee_id, mentor_id in sorted(again.scores.keys() - own)[:1]:
            declined = kinds.ForbidPair(mentee_id=mentee_id, mentor_id=mentor_id)
            with pytest.raises(InvalidInput, match=r"edits\[1\].*forbidden by edits\[0\]"):
                repair(again, [declined, kinds.PinPair(mentee_id=mentee_id, mentor_id=mentor_id)])
            found, tried = _repaired(again, [declined], []), Tried(again, [*loosened(again), declined])
            if found is None:
                assert not tried.found
                continue
            fewest = min(broken for broken, _ in tried.found)
            assert len(found.broken) == fewest
            assert found.total_micro == max(total for broken, total in tried.found if broken == fewest)
            assert repair_curve(again, [declined]).points[0].broken == fewest
            asked = [kinds.UnpinPair(mentee_id=mentee_id, mentor_id=mentor_id), declined]
            if (mentee_id, mentor_id) in {pair_of(pin) for pin in again.inputs.programme.pins}:
                assert repair(again, asked).total_micro == found.total_micro  # whoever takes a pin back first may
            rounds += 1
    assert rounds >= 10


def _drastic(seed: int) -> tuple[Base, list[ScenarioEdit]] | None:
    """Return a base and what breaks some of its pairs: a mentor lost, fewer places in all, or a pair that must be."""
    inputs, rng = generate(9 + seed % 8, seed), random.Random(seed)
    base = base_of(inputs)
    if base is None or len(base.scores) < 3 or base.frame is None or base.frame.problem().edge_count > 24:
        return None
    frame, pairs = base.frame, sorted(base.scores)
    rng.shuffle(pairs)
    ends = frame.problem().ends_of(np.arange(frame.problem().edge_count)).tolist()
    others = [pair for a, b in ends if (pair := (frame.mentee_ids[a], frame.mentor_ids[b])) not in base.scores]
    choices: list[ScenarioEdit] = [
        kinds.DropOut(authority_id=pairs[0][1]),
        kinds.SetPairLimit(pair_limit=len(pairs) - rng.choice([1, 2])),
    ]
    if others:
        mentee_id, mentor_id = rng.choice(others)
        choices.append(kinds.PinPair(mentee_id=mentee_id, mentor_id=mentor_id))
    happened: list[ScenarioEdit] = [rng.choice(choices)]
    return (base, happened) if applies(base.inputs, happened) else None


def _ordered(base: Base, happened: list[ScenarioEdit], accepted: Sequence[PairId], tried: Tried, price: int) -> int:
    """Hold a repair, a priced one and the curve against all plans; return how few accepted pairs are broken."""
    least, plans = tried.keeping(accepted)
    found = repair(base, happened, accepted=accepted)
    fewest = min(broken for broken, _ in plans)
    assert (len(_broken(found) & set(accepted)), len(found.broken)) == (least, fewest)
    assert found.total_micro == max(total for broken, total in plans if broken == fewest)
    assert [(step.kind, step.found, step.bound) for step in found.steps[1:]] == [
        ("ACCEPTED", least, least),
        ("BROKEN", fewest, fewest),
        ("TOTAL", found.total_micro, found.total_micro),
    ]
    assert found.scenario.plan is not None
    assert found.scenario.plan.verdict == "OPTIMAL_PROVED"
    priced = repair(base, happened, accepted=accepted, price_micro=price)
    assert len(_broken(priced) & set(accepted)) == least
    worth = max(total - price * broken for broken, total in plans)
    assert priced.total_micro - price * len(priced.broken) == worth
    assert len(priced.broken) == min(broken for broken, total in plans if total - price * broken == worth)
    points = repair_curve(base, happened, accepted=accepted).points
    for point in points:
        best = max(total for broken, total in plans if broken <= point.broken)
        assert point.total_micro <= best <= point.bound_micro
        assert point.total_micro == best or not point.exact
    assert (points[0].broken, points[-1].total_micro) == (fewest, max(total for _, total in plans))
    return least


def _broken(found: Repair) -> set[PairId]:
    return {(pair.mentee_id, pair.mentor_id) for pair in found.broken}


def test_pairs_that_one_side_has_accepted_come_first() -> None:
    """Whom a coordinator must disappoint is seen by trying all plans: fewest of the half-agreed, then as ever."""
    moved = spared = lost = more = 0
    for seed in (*range(16), 54, 73):
        case = _drastic(seed)
        plain = None if case is None else _repaired(*case, [])
        if case is None or plain is None or not plain.broken:
            continue
        base, happened = case
        tried, rng = Tried(base, happened), random.Random(seed)
        every, few = sorted(base.scores), rng.sample(sorted(base.scores), 2)
        for accepted in (sorted(_broken(plain)), few):
            least = _ordered(base, happened, accepted, tried, rng.choice([0, 1, 50_000, 300_000]))
            now = repair(base, happened, accepted=accepted)
            moved += _broken(now) != _broken(plain)
            spared += least < len(_broken(plain) & set(accepted))
            lost += least > 0
            more += len(now.broken) > len(plain.broken)
        alike = repair(base, happened, accepted=every)  # where all are accepted it is as if none were
        assert (len(alike.broken), alike.total_micro) == (len(plain.broken), plain.total_micro)
        assert [step.kind for step in plain.steps] == ["SERVED", "BROKEN", "TOTAL"]
    assert min(moved, spared, lost) >= 5
    assert more >= 2  # more pairs are broken, so that one that is half agreed is not


def test_accepted_pairs_that_cannot_stay_count_for_nothing() -> None:
    """To be kept if possible: what has happened comes first, and only what is no pair of the plan is refused."""
    base, _, _ = CASES[0][1]
    pair = sorted(base.scores)[0]
    for edit in (kinds.DropOut(authority_id=pair[1]), kinds.ForbidPair(mentee_id=pair[0], mentor_id=pair[1])):
        found, plain = repair(base, [edit], accepted=[pair, pair]), repair(base, [edit])
        assert (found.scenario, found.broken) == (plain.scenario, plain.broken)
        assert found.steps[1] == RepairStep(kind="ACCEPTED", found=0, bound=0)
    for ask in (repair, repair_curve):
        with pytest.raises(InvalidInput, match=r"accepted\[1\].*is not a pair of the plan"):
            ask(base, [], accepted=[pair, ("nobody", pair[1])])
