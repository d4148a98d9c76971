"""The statement of exchange cycles: what it takes, and what it says of faults."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.problems.cycles import CycleProblem

ARCS: dict[str, Any] = {"num_vertices": 3, "source": [0, 1, 2], "target": [1, 2, 0], "score": [5, 6, 7]}

FAULTS: dict[str, tuple[dict[str, Any], list[tuple[str, Fault]]]] = {
    "no number": ({"num_vertices": 2.5}, [("num_vertices", Fault.WRONG_TYPE)]),
    "fewer than none": ({"num_vertices": -1}, [("num_vertices", Fault.OUT_OF_RANGE)]),
    "cycle of one": ({"cycle_length_max": 1}, [("cycle_length_max", Fault.OUT_OF_RANGE)]),
    "cycle of six": ({"cycle_length_max": 6}, [("cycle_length_max", Fault.OUT_OF_RANGE)]),
    "length is a word": ({"cycle_length_max": "3"}, [("cycle_length_max", Fault.WRONG_TYPE)]),
    "source beyond": ({"source": [0, 3, 2]}, [("source[1]", Fault.OUT_OF_RANGE)]),
    "target below": ({"target": [1, 2, -1]}, [("target[2]", Fault.OUT_OF_RANGE)]),
    "own source": ({"target": [1, 1, 0]}, [("target[1]", Fault.NOT_ALLOWED)]),
    "arc twice": ({"source": [0, 0, 2], "target": [1, 1, 0]}, [("arcs[1]", Fault.DUPLICATE)]),
    "floats": ({"score": [0.5, 1, 2]}, [("score[0]", Fault.WRONG_TYPE)]),
    "not a number": ({"score": [0.5, float("nan"), 2]}, [("score[1]", Fault.NOT_FINITE)]),
    "too good": ({"score": [5, 2**31 + 1, 7]}, [("score[1]", Fault.OUT_OF_RANGE)]),
    "lengths": ({"source": [0, 1], "score": [1]}, [("target", Fault.CONTRADICTION), ("score", Fault.CONTRADICTION)]),
    "capacity below": ({"capacity": [1, -1, 1]}, [("capacity[1]", Fault.OUT_OF_RANGE)]),
    "one capacity below": ({"capacity": -1}, [("capacity", Fault.OUT_OF_RANGE)]),
    "capacities missing": ({"capacity": [1, 1]}, [("capacity", Fault.CONTRADICTION)]),
    "capacity is half": ({"capacity": 0.5}, [("capacity", Fault.WRONG_TYPE)]),
    "marks are numbers": ({"long_arcs": [1, 0, 1]}, [("long_arcs", Fault.WRONG_TYPE)]),
    "marks in a table": ({"long_arcs": [[True, False, True]]}, [("long_arcs", Fault.WRONG_TYPE)]),
    "a mark too few": ({"long_arcs": [True, False]}, [("long_arcs", Fault.CONTRADICTION)]),
    "pin not listed": ({"pinned": [[0, 2]]}, [("pinned[0]", Fault.UNKNOWN_REFERENCE)]),
    "pin twice": ({"pinned": [[0, 1], [0, 1]], "capacity": 2}, [("pinned[1]", Fault.DUPLICATE)]),
    "pin beyond": ({"pinned": [[0, 3]]}, [("pinned[0, 1]", Fault.OUT_OF_RANGE)]),
    "pins in triples": ({"pinned": [[0, 1, 2]]}, [("pinned", Fault.WRONG_TYPE)]),
    "pin at a full vertex": (
        {"pinned": [[0, 1]], "capacity": [0, 1, 1]},
        [("capacity[0]", Fault.CONTRADICTION)],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_by_argument_index_and_value(name: str) -> None:
    """Whoever sends thousands of arcs must be told which one is wrong, and why."""
    changes, due = FAULTS[name]
    with pytest.raises(InvalidInput) as caught:
        CycleProblem(**{**ARCS, **changes})
    assert [(one.path, one.fault) for one in caught.value.violations][: len(due)] == due


def test_all_faults_come_at_once() -> None:
    """Faults that come one by one cost a round each."""
    with pytest.raises(InvalidInput) as caught:
        CycleProblem(3, [0, 1, 9], [1, 2, 0], [5, 2**40, 7], 7, [1, -1, 1])
    paths = [one.path for one in caught.value.violations]
    assert paths == ["cycle_length_max", "capacity[1]", "source[2]", "score[1]"]


def test_more_vertices_than_allowed_are_refused_before_any_memory_is_taken() -> None:
    """A number in a message must not cost memory in proportion to it."""
    with pytest.raises(LimitExceeded, match="vertices"):
        CycleProblem(2**31 - 1, [], [], [])


def test_arcs_are_sorted_and_found() -> None:
    """Everything below relies on the order, whatever the caller's was."""
    problem = CycleProblem(4, [2, 0, 0, 1], [0, 3, 1, 2], [1, 2, 3, 4], 4, 2, pinned=[[2, 0], [0, 3]])
    assert problem.source.tolist() == [0, 0, 1, 2]
    assert problem.target.tolist() == [1, 3, 2, 0]
    assert problem.score.tolist() == [3, 2, 4, 1]
    assert problem.start.tolist() == [0, 2, 3, 4, 4]
    assert problem.capacity.tolist() == [2, 2, 2, 2]
    assert problem.pinned.tolist() == [[0, 3], [2, 0]]
    assert problem.pinned_arc.tolist() == [1, 3]
    assert problem.find_arcs(np.array([[1, 2], [2, 1], [3, 3]])).tolist() == [2, -1, -1]
    assert CycleProblem(2, [], [], []).find_arcs(np.array([[0, 1]])).tolist() == [-1]


def test_marks_go_with_their_arcs() -> None:
    """A mark that stays behind when arcs are sorted would open another arc to long cycles."""
    marks = np.array([True, False, False, True])
    problem = CycleProblem(4, [2, 0, 0, 1], [0, 3, 1, 2], [1, 2, 3, 4], 4, long_arcs=marks)
    marks[:] = False
    assert problem.long_arcs.tolist() == [False, False, True, True]
    assert CycleProblem(**ARCS).long_arcs.tolist() == [True] * 3
    assert CycleProblem(2, [], [], [], long_arcs=[]).long_arcs.tolist() == []


def test_a_problem_is_frozen_and_so_are_its_copies() -> None:
    """A proof is about the arrays as they were; nobody may write to them, the caller's own array included."""
    score = np.array([5, 6, 7])
    problem = CycleProblem(3, [0, 1, 2], [1, 2, 0], score)
    score[0] = 0
    assert problem.score[0] == 5
    for one in (problem, copy.deepcopy(problem)):
        assert one.long_arcs.dtype == np.bool_
        arrays = one.source, one.target, one.score, one.long_arcs, one.start, one.capacity, one.pinned, one.pinned_arc
        for array in arrays:
            assert not array.flags.writeable
