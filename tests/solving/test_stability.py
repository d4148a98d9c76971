"""Stable plans: nobody is left with a partner they would both rather change for each other."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.certify import check
from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, Goal, Group, Quota, Side, Status, StopToken
from matcher.solving import solve
from tests.solving.instances import middle_two_sided_problem, ones, small_two_sided_problem
from tests.solving.oracles import stable_plans


def _strict(rng: np.random.Generator, size: int) -> AssignmentProblem:
    """A one-to-one problem in which nobody likes two others the same; some are unacceptable."""
    tables = [np.argsort(rng.random((size, size)), axis=axis) - 1 for axis in (1, 0)]
    return AssignmentProblem.from_dense(
        rng.integers(0, 9, (size, size)),
        left_capacity=ones(size),
        right_capacity=ones(size),
        left_score=tables[0],
        right_score=tables[1],
    )


def _partners(problem: AssignmentProblem, pairs: object, side: Side) -> list[int]:
    """What each vertex of a side makes of the partner it has; -1 for none, which is worse than any acceptable one."""
    own = problem.left_score if side == Side.LEFT else problem.right_score
    assert own is not None
    got = [-1] * (problem.left_count if side == Side.LEFT else problem.right_count)
    listed = np.asarray(pairs, np.int64).reshape(-1, 2)
    for pair, edge in zip(listed.tolist(), problem.find_edges(listed).tolist(), strict=True):
        got[pair[side == Side.RIGHT]] = int(own[edge])
    return got


@pytest.mark.parametrize("side", list(Side))
def test_plans_are_stable_by_definition(side: Side) -> None:
    """Among all plans of a small problem, ties, free places and unacceptable pairs included, it is a stable one."""
    for seed in range(60):
        problem = small_two_sided_problem(np.random.default_rng(seed))
        result = solve(problem, Goal.STABLE, proposing=side)
        assert tuple(map(tuple, result.pairs.tolist())) in stable_plans(problem)
        assert not check(problem, result, Goal.STABLE).violations


@pytest.mark.parametrize("side", list(Side))
def test_who_proposes_gets_the_best_any_stable_plan_has_for_them(side: Side) -> None:
    """Gale and Shapley's theorem: with strict likings, every vertex that proposes has its best stable partner."""
    for seed in range(60):
        problem = _strict(np.random.default_rng(seed), 3)
        mine = _partners(problem, solve(problem, Goal.STABLE, proposing=side).pairs, side)
        for plan in stable_plans(problem):
            assert all(have >= other for have, other in zip(mine, _partners(problem, plan, side), strict=True))


def test_with_one_common_score_it_is_greedy() -> None:
    """The best pair of all blocks every plan without it; so does the best one left, and so on."""
    rng = np.random.default_rng(2)
    score = rng.permutation(42).reshape(6, 7)
    problem = AssignmentProblem.from_dense(
        score, left_capacity=rng.integers(1, 3, 6), right_capacity=rng.integers(1, 3, 7)
    )
    left, right = problem.left_capacity.copy(), problem.right_capacity.copy()
    greedy = []
    for place in np.argsort(-score, axis=None).tolist():
        row, column = divmod(place, 7)
        if left[row] and right[column]:
            left[row] -= 1
            right[column] -= 1
            greedy.append([row, column])
    for side in Side:
        assert solve(problem, Goal.STABLE, proposing=side).pairs.tolist() == sorted(greedy)


def test_larger_plans_have_no_blocking_pair() -> None:
    """The check of stability looks at every pair; it must find nothing at a size nobody can try out."""
    for seed in range(10):
        problem = middle_two_sided_problem(np.random.default_rng(seed), 30, 25)
        for side in Side:
            verdict = check(problem, solve(problem, Goal.STABLE, proposing=side), Goal.STABLE)
            assert not verdict.violations


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("left_min", {"left_min": [1, 0]}),
        ("right_min", {"right_min": [1, 0]}),
        ("right_min_if_used", {"right_min_if_used": [2, 0]}),
        ("pair_limit", {"pair_limit": 1}),
        ("pair_min", {"pair_min": 1}),
        ("pinned", {"pinned": [[0, 0]]}),
        ("left_groups", {"left_groups": [Group([0], most=1)]}),
        ("right_groups", {"right_groups": [Group([0], most=1)]}),
        ("quotas", {"quotas": [Quota([0], [1], most=1)]}),
    ],
)
def test_rules_that_could_leave_no_stable_plan_are_refused_by_name(name: str, rule: dict[str, object]) -> None:
    """A plan that keeps such a rule may be blocked by a pair the rule forbids: no silent choice between the two."""
    problem = AssignmentProblem([0, 1], [0, 0], [3, 4], [1, 1], [2, 1], **rule)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=name):
        solve(problem, Goal.STABLE)


def test_a_side_that_is_none_is_refused() -> None:
    """A typo must not let the other side propose."""
    problem = AssignmentProblem([0], [0], [3], [1], [1])
    with pytest.raises(InvalidInput, match="proposing"):
        solve(problem, Goal.STABLE, proposing="mentors")


def test_stopped_there_is_no_plan() -> None:
    """Half a deferred acceptance is not stable: it must not be handed out."""
    token = StopToken()
    token.cancel()
    result = solve(small_two_sided_problem(np.random.default_rng(0)), Goal.STABLE, token)
    assert result.status == Status.STOPPED
    assert result.objective is None
