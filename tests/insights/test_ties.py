"""Near ties against a solve from nothing for every pair, ruled out or forced."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from matcher import limits
from matcher.errors import InvalidInput, LimitExceeded
from matcher.insights import near_ties
from matcher.insights.sureness import Hair, NearTies
from matcher.plans.types import PlanInputs
from matcher.problems import Pin, RemoveEdge, edited
from matcher.scenarios import Base
from matcher.scenarios.results import ScoredPair
from matcher.scoring.setting import PairId
from tests.insights.sure_cases import bases, worth


def losses(base: Base) -> tuple[dict[PairId, int], dict[PairId, int]]:
    """Return what is lost without each pair of the plan, and with each other eligible pair; those with a plan only."""
    warm = base.warm
    assert warm is not None
    frame, problem = warm.place.frame, warm.problem
    pinned = set(map(tuple, problem.pinned.tolist()))
    inside: dict[PairId, int] = {}
    outside: dict[PairId, int] = {}
    for row, column in zip(problem.left_index.tolist(), problem.right_index.tolist(), strict=True):
        pair = frame.mentee_ids[row], frame.mentor_ids[column]
        if (row, column) in pinned:
            continue
        own = pair in base.scores
        with suppress(InvalidInput):  # no room beside the pins
            value = worth(edited(problem, [RemoveEdge(row, column) if own else Pin(row, column)]))
            if value is not None:
                (inside if own else outside)[pair] = base.value - value
    return inside, outside


def told(hairs: tuple[Hair, ...]) -> dict[PairId, int]:
    return {(hair.mentee_id, hair.mentor_id): hair.loss_micro for hair in hairs}


def check_plan(base: Base, hair: Hair, *, inside: bool) -> None:
    """Require that the plan on the other side keeps capacities, has or has not the pair, and is worth what is said."""
    gone, new = ({(one.mentee_id, one.mentor_id): one.score_micro for one in part} for part in _parts(hair))
    plan = base.scores.keys() - gone.keys() | new.keys()
    assert gone.keys() <= base.scores.keys()
    assert new.keys().isdisjoint(base.scores)
    assert ((hair.mentee_id, hair.mentor_id) not in plan) is inside
    assert sum(gone.values()) - sum(new.values()) == hair.loss_micro
    warm = base.warm
    assert warm is not None
    frame = warm.place.frame
    for side, (ids, most, least) in enumerate(
        (
            (frame.mentee_ids, warm.problem.left_capacity, warm.problem.left_min),
            (frame.mentor_ids, warm.problem.right_capacity, warm.problem.right_min),
        )
    ):
        for at, one in enumerate(ids):
            assert least[at] <= sum(pair[side] == one for pair in plan) <= most[at]
    for mentee_id, mentor_id in new:
        assert frame.table.broken[frame.mentee_ids.index(mentee_id), frame.mentor_ids.index(mentor_id)] == 0


def _parts(hair: Hair) -> tuple[tuple[ScoredPair, ...], tuple[ScoredPair, ...]]:
    return hair.alternative.gone, hair.alternative.new


def check_all(base: Base, found: NearTies) -> None:
    inside, outside = losses(base)
    hair = found.hair_micro
    assert told(found.inside) == {pair: loss for pair, loss in inside.items() if loss <= hair}
    assert told(found.outside) == {pair: loss for pair, loss in outside.items() if loss <= hair}
    for hairs in (found.inside, found.outside):
        assert [one.loss_micro for one in hairs] == sorted(one.loss_micro for one in hairs)
        for one in hairs:
            check_plan(base, one, inside=hairs is found.inside)


def test_all_near_ties_are_found() -> None:
    """A tie that is left out would be taken for a sure pair: solving for every single pair must name the same ones."""
    ties = 0
    for _, base in bases(range(1, 5)):
        for hair in (0, 100_000):
            found = near_ties(base, hair)
            check_all(base, found)
            ties += len(found.inside) + len(found.outside)
    assert ties > 25


@pytest.mark.soak
def test_all_near_ties_are_found_in_many_programmes() -> None:
    """The same, for more programmes and all pairs."""
    for _, base in bases(range(9, 80), 16):
        for hair in (0, 1_000, 1_000_000):
            check_all(base, near_ties(base, hair))


def test_threads_and_order_change_nothing() -> None:
    """The ties are a property of the programme; which plan stands on their other side may not be."""
    _, base = next(bases(range(3, 9)))
    found = near_ties(base, 200_000)
    news: list[tuple[str, int, int]] = []
    with ThreadPoolExecutor(2) as executor:
        others = near_ties(base, 200_000, executor=executor, progress=lambda *each: news.append(each))
    assert others == found
    assert news[-1][1] == news[-1][2]
    turned = base.inputs.model_copy(update={"authorities": base.inputs.authorities[::-1]})
    again = near_ties(Base(PlanInputs.model_validate(dict(turned))), 200_000)
    assert (told(again.inside), told(again.outside)) == (told(found.inside), told(found.outside))


def test_no_hair_is_refused() -> None:
    """A hair above the best score there is, or below nothing, is a mistake."""
    _, base = next(bases(range(3, 9)))
    for hair in (-1, 1_000_001, True):
        with pytest.raises(InvalidInput, match="hair_micro"):
            near_ties(base, hair)


def test_so_wide_a_hair_that_answers_fill_the_memory_is_refused() -> None:
    """Each pair comes with a plan of its own: within a whole score there may be millions of them."""
    _, base = next(bases(range(3, 9)))
    found = near_ties(base, 1_000_000)
    count = len(found.inside) + len(found.outside)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "NEAR_TIES_MAX", count)
        assert near_ties(base, 1_000_000) == found
        patch.setattr(limits, "NEAR_TIES_MAX", count - 1)
        with pytest.raises(LimitExceeded, match="a hair"):
            near_ties(base, 1_000_000)
