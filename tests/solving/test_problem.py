"""What a problem refuses, and that it stays what it was checked to be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.problems import AssignmentProblem, faults
from matcher.solving import solve

GOOD: dict[str, Any] = {
    "left_index": [0, 0, 1],
    "right_index": [0, 1, 1],
    "score": [5, 6, 7],
    "left_capacity": [1, 1],
    "right_capacity": [1, 2],
}

REFUSED: dict[str, tuple[dict[str, Any], str, Fault]] = {
    "score is NaN": ({"score": [5, float("nan"), 7]}, "score[1]", Fault.NOT_FINITE),
    "score is infinite": ({"score": [5, 6, float("inf")]}, "score[2]", Fault.NOT_FINITE),
    "score is a float": ({"score": [5.0, 6.0, 7.0]}, "score[0]", Fault.WRONG_TYPE),
    "score is text": ({"score": ["5", "6", "7"]}, "score[0]", Fault.WRONG_TYPE),
    "score is bool": ({"score": [True, False, True]}, "score[0]", Fault.WRONG_TYPE),
    "score above 2^31": ({"score": [5, 2**31 + 1, 7]}, "score[1]", Fault.OUT_OF_RANGE),
    "score below -2^31": ({"score": [5, 6, -(2**31) - 1]}, "score[2]", Fault.OUT_OF_RANGE),
    "score at the end of int64": ({"score": [-(2**63), 6, 7]}, "score[0]", Fault.OUT_OF_RANGE),
    "score beyond int64": ({"score": [5, 2**70, 7]}, "score[0]", Fault.WRONG_TYPE),
    "score unsigned and large": ({"score": np.array([1, 2, 2**64 - 1], np.uint64)}, "score[2]", Fault.OUT_OF_RANGE),
    "score is a table": ({"score": [[5, 6, 7]]}, "score", Fault.WRONG_TYPE),
    "score too short": ({"score": [5, 6]}, "score", Fault.CONTRADICTION),
    "right index too short": ({"right_index": [0, 1]}, "right_index", Fault.CONTRADICTION),
    "left index negative": ({"left_index": [0, 0, -1]}, "left_index[2]", Fault.OUT_OF_RANGE),
    "left index too large": ({"left_index": [0, 0, 2]}, "left_index[2]", Fault.OUT_OF_RANGE),
    "right index too large": ({"right_index": [0, 9, 1]}, "right_index[1]", Fault.OUT_OF_RANGE),
    "index is a float": ({"left_index": [0.0, 0.0, 1.0]}, "left_index[0]", Fault.WRONG_TYPE),
    "ragged list": ({"left_index": [0, [0], 1]}, "left_index[0]", Fault.WRONG_TYPE),
    "pair listed twice": ({"right_index": [1, 1, 1]}, "edges[1]", Fault.DUPLICATE),
    "capacity negative": ({"left_capacity": [1, -1]}, "left_capacity[1]", Fault.OUT_OF_RANGE),
    "capacity too large": ({"right_capacity": [1, 2**31]}, "right_capacity[1]", Fault.OUT_OF_RANGE),
    "capacity is one number": ({"left_capacity": 3}, "left_capacity", Fault.WRONG_TYPE),
    "capacity below minimum": ({"left_min": [0, 2]}, "left_min[1]", Fault.CONTRADICTION),
    "minimum negative": ({"right_min": [-1, 0]}, "right_min[0]", Fault.OUT_OF_RANGE),
    "minimum too short": ({"right_min": [0]}, "right_min", Fault.CONTRADICTION),
    "limit negative": ({"pair_limit": -1}, "pair_limit", Fault.OUT_OF_RANGE),
    "limit is a float": ({"pair_limit": 2.0}, "pair_limit", Fault.WRONG_TYPE),
    "limit is bool": ({"pair_limit": True}, "pair_limit", Fault.WRONG_TYPE),
    "pin not listed": ({"pinned": [[0, 0], [1, 0]]}, "pinned[1]", Fault.UNKNOWN_REFERENCE),
    "pin twice": ({"pinned": [[1, 1], [1, 1]]}, "pinned[1]", Fault.DUPLICATE),
    "pin out of range": ({"pinned": [[0, 0], [1, 5]]}, "pinned[1, 1]", Fault.OUT_OF_RANGE),
    "pin is a triple": ({"pinned": [[0, 0, 0]]}, "pinned", Fault.WRONG_TYPE),
    "pin is a float": ({"pinned": [[0.0, 0.0]]}, "pinned[0, 0]", Fault.WRONG_TYPE),
    "pins over left capacity": ({"pinned": [[0, 0], [0, 1]]}, "left_capacity[0]", Fault.CONTRADICTION),
    "pins over right capacity": (
        {"pinned": [[0, 1], [1, 1]], "right_capacity": [1, 1]},
        "right_capacity[1]",
        Fault.CONTRADICTION,
    ),
    "pins over the limit": ({"pinned": [[0, 0], [1, 1]], "pair_limit": 1}, "pair_limit", Fault.CONTRADICTION),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_fault_is_refused_by_name_and_place(case: str) -> None:
    """Whoever sent the fault must find it without a debugger."""
    change, path, fault = REFUSED[case]
    with pytest.raises(InvalidInput) as refused:
        AssignmentProblem(**{**GOOD, **change})
    assert (path, fault) in [(violation.path, violation.fault) for violation in refused.value.violations]


def test_all_faults_are_told_at_once() -> None:
    """Faults told one by one cost one round trip each."""
    with pytest.raises(InvalidInput) as refused:
        AssignmentProblem([0, 9], [-1, 0], [1, 2**40], [1, -1], [1], left_min=[0, 5], pair_limit=-3)
    paths = [violation.path for violation in refused.value.violations]
    assert paths == ["left_capacity[1]", "left_min[1]", "left_index[1]", "right_index[0]", "score[1]", "pair_limit"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"forbidden": [[True, False], [False, False]], "pinned": [[0, 0]]}, "pinned[0]"),
        ({"forbidden": [[1, 0], [0, 0]]}, "forbidden"),
        ({"forbidden": [[True, False]]}, "forbidden"),
        ({"score": [1, 2]}, "score"),
        ({"score": [[1, 2.5], [3, 4]]}, "score[0, 0]"),
        ({"score": [[1, 2], [3, 2**33]]}, "score[1, 1]"),
        ({"left_capacity": [1]}, "left_capacity"),
        ({"right_capacity": [1, 1, 1]}, "right_capacity"),
    ],
    ids=[
        "pinned and forbidden",
        "mask of integers",
        "mask too small",
        "a row",
        "floats",
        "too large",
        "short side",
        "long side",
    ],
)
def test_a_dense_table_is_checked_too(change: dict[str, Any], path: str) -> None:
    """The short way in must not be the lax one."""
    with pytest.raises(InvalidInput) as refused:
        AssignmentProblem.from_dense(
            **{"score": [[1, 2], [3, 4]], "left_capacity": [1, 1], "right_capacity": [1, 1], **change}
        )
    assert path in [violation.path for violation in refused.value.violations]


def test_sizes_over_the_limits_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """No caller may exhaust the machine by size alone."""
    with pytest.raises(LimitExceeded, match="vertices on the left: 200,001"):
        AssignmentProblem([], [], [], np.zeros(200_001, np.int64), [])
    monkeypatch.setattr(faults, "EDGES_MAX", 2)
    with pytest.raises(LimitExceeded, match="edges: 3"):
        AssignmentProblem(**GOOD)
    with pytest.raises(LimitExceeded, match="edges: 4"):
        AssignmentProblem.from_dense([[1, 2], [3, 4]], left_capacity=[1, 1], right_capacity=[1, 1])


def test_a_problem_cannot_be_changed_afterwards() -> None:
    """What was checked once is trusted later; neither the problem nor the arrays it came from may reach it."""
    score = np.array([5, 6, 7])
    problem = AssignmentProblem(**{**GOOD, "score": score})
    score[0] = 99
    assert problem.score.tolist() == [5, 6, 7]
    with pytest.raises(ValueError, match="read-only"):
        problem.score[0] = 1
    with pytest.raises(AttributeError):
        problem.pair_limit = 3  # type: ignore[misc]
    arrays = [value for value in vars(problem).values() if isinstance(value, np.ndarray)]
    for groups in (problem.left_groups, problem.right_groups, problem.quotas):
        arrays += [value for value in vars(groups).values() if isinstance(value, np.ndarray)]
    assert len(arrays) >= 20
    assert not any(array.flags.writeable for array in arrays)


def test_edges_and_pins_are_sorted() -> None:
    """One canonical order is what makes the answer independent of the order of input."""
    problem = AssignmentProblem(
        [1, 0, 0], [1, 1, 0], np.array([7, 6, 5], np.int16), [1, 1], [1, 2], pinned=[[1, 1], [0, 0]]
    )
    assert problem.left_index.tolist() == [0, 0, 1]
    assert problem.right_index.tolist() == [0, 1, 1]
    assert problem.score.tolist() == [5, 6, 7]
    assert problem.left_start.tolist() == [0, 2, 3]
    assert problem.pinned.tolist() == [[0, 0], [1, 1]]
    assert problem.pinned_edge.tolist() == [0, 2]


def test_edges_are_found() -> None:
    """Pins and checks look pairs up; one wrong hit would prove a plan of pairs nobody listed."""
    rng = np.random.default_rng(0)
    listed = rng.random((30, 40)) < 0.4
    problem = AssignmentProblem.from_dense(
        np.zeros((30, 40), np.int64), left_capacity=np.ones(30, int), right_capacity=np.ones(40, int), forbidden=~listed
    )
    pairs = np.argwhere(np.ones((30, 40), bool))
    edges = problem.find_edges(pairs)
    np.testing.assert_array_equal(edges >= 0, listed.ravel())
    hit = edges[edges >= 0]
    np.testing.assert_array_equal(
        np.column_stack((problem.left_index[hit], problem.right_index[hit])), pairs[edges >= 0]
    )


@pytest.mark.parametrize("goal", ["best", "totl", ""])
def test_an_unknown_goal_is_refused(goal: str) -> None:
    """A typo must not silently solve something else."""
    with pytest.raises(InvalidInput, match="allowed: total"):
        solve(AssignmentProblem(**GOOD), goal=goal)


def test_only_known_problems_are_solved() -> None:
    """An object of another kind is the caller's mistake and is named as such."""
    with pytest.raises(InvalidInput, match="AssignmentProblem"):
        solve("a problem")  # type: ignore[arg-type]
