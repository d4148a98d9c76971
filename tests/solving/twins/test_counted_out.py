"""Small problems with rules of every kind: what is claimed must be what counting out all plans gives."""

from __future__ import annotations

import pytest

from matcher.certify.twins import check_twins
from matcher.solving.twins.twins import GOALS, solve_twins
from tests.solving.twins.small import count_out, draw

SEEDS, EACH = 24, 10


def _compare(seed: int, *, quotas: bool) -> None:
    problem = draw(seed, quotas)
    best = count_out(problem)
    due = {"total": best.total}
    due |= {name: None if steps is None else steps[-1] for name, steps in best._asdict().items() if name != "total"}
    for goal in GOALS:
        result = solve_twins(problem, goal)
        verdict = check_twins(problem, result, goal)
        assert verdict.violations == (), (seed, goal)
        assert result.objective == due[goal], (seed, goal)
        assert verdict.proved_infeasible if due[goal] is None else verdict.proved_optimal, (seed, goal)
        if not quotas and hasattr(result.proof, "tree"):
            assert len(result.proof.tree.leaves) == 1, (seed, goal)


@pytest.mark.parametrize("first", range(0, SEEDS * EACH, EACH))
def test_all_rules_but_quotas(first: int) -> None:
    """Each goal, pins, minima, limits, negative scores, no plan at all: the value is right, and one leaf proves it."""
    for seed in range(first, first + EACH):
        _compare(seed, quotas=False)


@pytest.mark.parametrize("first", range(0, SEEDS * EACH // 3, EACH))
def test_quotas_as_well(first: int) -> None:
    """With quotas odd sets are not enough; a tree of leaves must prove the same value."""
    for seed in range(first, first + EACH):
        _compare(10_000 + seed, quotas=True)


def test_nothing_chosen_is_no_plan_in_fractions() -> None:
    """Seen once in thousands: a part of a search whose best plan is the empty one has no odd set to look for."""
    _compare(40_385, quotas=True)


@pytest.mark.soak
@pytest.mark.parametrize("quotas", [False, True])
@pytest.mark.parametrize("first", range(20_000, 24_000, 200))
def test_thousands(first: int, quotas: bool) -> None:
    """What is rare is met in thousands."""
    for seed in range(first, first + 200):
        _compare(seed, quotas=quotas)
