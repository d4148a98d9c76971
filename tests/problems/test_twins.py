"""Twin problems are checked once: what is wrong is named, what is right does not depend on how it was written down."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.limits import SIDE_MAX
from matcher.problems import Quota
from matcher.problems.twin_problem import TwinProblem


def _faults(error: InvalidInput) -> list[tuple[str, Fault]]:
    return [(violation.path, violation.fault) for violation in error.violations]


def test_the_order_of_edges_and_of_their_ends_is_forgotten() -> None:
    """A pair is a pair whoever is named first, and wherever it is listed."""
    a = TwinProblem(4, [2, 0, 3], [1, 3, 2], [5, 6, 7], [1, 1, 1, 1], pinned=[[3, 0]])
    b = TwinProblem(4, [0, 1, 2], [3, 2, 3], [6, 5, 7], [1, 1, 1, 1], pinned=[[0, 3]])
    for name in ("u", "v", "score", "start", "pinned", "pinned_edge"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    assert a.pinned.tolist() == [[0, 3]]
    assert a.find_edges(np.array([[0, 3], [0, 1], [2, 3]])).tolist() == [0, -1, 2]


def test_quotas_stand_at_the_places_the_caller_knows() -> None:
    """Positions are those of the caller's list, whatever order the edges are kept in."""
    problem = TwinProblem(3, [2, 0], [1, 1], [5, 6], [1, 1, 1], quotas=[Quota([0], [3], 0, 2)])
    edge = int(problem.quotas.edge[0])
    assert problem.pairs_of(np.array([edge])).tolist() == [[1, 2]]


def test_a_table_lists_each_pair_once() -> None:
    """(i, j) and (j, i) are one pair: counted twice, quotas would come out double."""
    mask = np.array([[False, True, False], [True, False, True], [False, True, False]])
    table = [[9, 1, 2], [1, 9, 3], [2, 3, 9]]
    problem = TwinProblem.from_dense(table, [1, 1, 1], forbidden=~mask, quotas=[Quota.count(mask, most=1)])
    assert problem.pairs_of(np.arange(2)).tolist() == [[0, 1], [1, 2]]
    assert problem.score.tolist() == [1, 3]
    assert problem.quotas.edge.tolist() == [0, 1]
    assert problem.quotas.weight.tolist() == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "path", "fault"),
    [
        ({"u": [0, 1], "v": [1, 0], "score": [1, 2]}, "edges[1]", Fault.DUPLICATE),
        ({"u": [1], "v": [1], "score": [1]}, "v[0]", Fault.CONTRADICTION),
        ({"u": [0], "v": [3], "score": [1]}, "v[0]", Fault.OUT_OF_RANGE),
        ({"u": [0], "v": [1], "score": [1.5]}, "score[0]", Fault.WRONG_TYPE),
        ({"u": [0], "v": [1], "score": [float("nan")]}, "score[0]", Fault.NOT_FINITE),
        ({"u": [0], "v": [1], "score": [2**31 + 1]}, "score[0]", Fault.OUT_OF_RANGE),
        ({"u": [0, 1], "v": [1], "score": [1]}, "v", Fault.CONTRADICTION),
        ({"capacity": [1, 1]}, "capacity", Fault.CONTRADICTION),
        ({"capacity": [1, -1, 1]}, "capacity[1]", Fault.OUT_OF_RANGE),
        ({"least": [0, 2, 0]}, "least[1]", Fault.CONTRADICTION),
        ({"least": [0]}, "least", Fault.CONTRADICTION),
        ({"pair_min": 2, "pair_limit": 1}, "pair_min", Fault.CONTRADICTION),
        ({"pair_limit": -1}, "pair_limit", Fault.OUT_OF_RANGE),
        ({"pinned": [[0, 2]]}, "pinned[0]", Fault.UNKNOWN_REFERENCE),
        ({"pinned": [[0, 1], [1, 0]]}, "pinned", Fault.DUPLICATE),
        ({"pinned": [[0, 1]], "pair_limit": 0}, "pair_limit", Fault.CONTRADICTION),
        ({"pinned": [[0, 1], [1, 2]]}, "capacity[1]", Fault.CONTRADICTION),
        ({"num_vertices": 1.5}, "num_vertices", Fault.WRONG_TYPE),
        ({"quotas": [Quota([7], [1], 0, 1)]}, "quotas[0].position[0]", Fault.OUT_OF_RANGE),
    ],
)
def test_what_is_wrong_is_named(arguments: dict[str, object], path: str, fault: Fault) -> None:
    """Whoever made a mistake finds it by the argument, the place and the kind of fault."""
    good: dict[str, object] = {"num_vertices": 3, "u": [0, 1], "v": [1, 2], "score": [1, 2], "capacity": [1, 1, 1]}
    with pytest.raises(InvalidInput) as caught:
        TwinProblem(**(good | arguments))  # type: ignore[arg-type]
    assert (path, fault) in _faults(caught.value)


@pytest.mark.parametrize(
    ("table", "forbidden", "path"),
    [
        ([[0, 1, 2], [1, 0, 3]], None, "score"),
        ([[0, 1], [2, 0]], None, "score[0, 1]"),
        ([[0, 1], [1, 0]], [[False, True], [False, False]], "forbidden[0, 1]"),
    ],
)
def test_a_table_says_the_same_both_ways(table: object, forbidden: object, path: str) -> None:
    """A score that differs by who asks is not the score of a pair; nor is a ban that only one side knows a ban."""
    with pytest.raises(InvalidInput) as caught:
        TwinProblem.from_dense(table, [1, 1], forbidden=forbidden)  # type: ignore[arg-type]
    assert path in [place for place, _ in _faults(caught.value)]


def test_a_forbidden_pin_is_a_contradiction() -> None:
    """One of both must be a mistake."""
    ban = np.array([[False, True], [True, False]])
    with pytest.raises(InvalidInput, match="pinned and forbidden"):
        TwinProblem.from_dense([[0, 1], [1, 0]], [1, 1], forbidden=ban, pinned=[[0, 1]])


def test_too_many_vertices_are_refused() -> None:
    """No caller can exhaust the service."""
    with pytest.raises(LimitExceeded):
        TwinProblem(SIDE_MAX + 1, [], [], [], [])


def test_problems_are_frozen_also_after_a_journey() -> None:
    """What was checked once stays what it was: here, and in another process."""
    problem = TwinProblem(2, [0], [1], [5], [1, 1])
    for one in (problem, pickle.loads(pickle.dumps(problem))):
        for array in (one.u, one.score, one.capacity, one.pinned):
            assert not array.flags.writeable


def test_nobody_and_nothing_is_a_problem_too() -> None:
    """A programme that nobody has joined yet is no fault."""
    empty = TwinProblem(0, [], [], [], [])
    assert (empty.num_vertices, empty.edge_count) == (0, 0)
    assert "0 vertices" in repr(empty)
