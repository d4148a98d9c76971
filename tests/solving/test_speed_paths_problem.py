"""The fast way to take in lists of edges: the same arrays as the slow one, and nothing passes that it would refuse."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.errors import InvalidInput
from matcher.problems import AssignmentProblem, edge_lists

DTYPES = (np.int64, np.int32, np.uint32, np.uint16, np.int8)


@pytest.mark.parametrize("piece", [1, 2, 7, 100])
def test_pieces_change_nothing(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are read in pieces; an edge at a border must be neither lost nor compared with the wrong one."""
    rng = np.random.default_rng(piece)
    allowed = rng.random((9, 6)) < 0.5
    allowed[4] = False
    score = rng.integers(-5, 100, allowed.shape)
    monkeypatch.setattr(edge_lists, "PIECE", piece)
    left, right = np.nonzero(allowed)
    problem = AssignmentProblem(left, right, score[allowed], np.ones(9, int), np.ones(6, int))
    np.testing.assert_array_equal(problem.left_index, left)
    np.testing.assert_array_equal(problem.right_index, right)
    np.testing.assert_array_equal(problem.score, score[allowed])
    np.testing.assert_array_equal(problem.left_start, np.searchsorted(left, np.arange(10)))
    swapped = np.arange(left.size)
    for at in range(left.size - 1):
        order = swapped.copy()
        order[[at, at + 1]] = order[[at + 1, at]]
        other = AssignmentProblem(left[order], right[order], score[allowed][order], np.ones(9, int), np.ones(6, int))
        np.testing.assert_array_equal(other.score, problem.score)


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_integer_type_is_read_alike(dtype: type) -> None:
    """Callers have all kinds of integers, and strides."""
    lists = np.array([[0, 0, 1, 2], [0, 1, 1, 0], [5, 6, 7, 8]], dtype)
    wide = np.repeat(lists, 2, axis=1)
    for left, right, score in (lists, wide[:, ::2], lists.tolist()):
        problem = AssignmentProblem(left, right, score, [1, 1, 1], [1, 1])
        assert problem.left_index.tolist() == [0, 0, 1, 2]
        assert problem.right_index.tolist() == [0, 1, 1, 0]
        assert problem.score.tolist() == [5, 6, 7, 8]
        assert problem.score.dtype == np.int64


def test_the_arrays_are_copies() -> None:
    """A caller who goes on with the arrays must not change a problem that has been checked."""
    left, right, score = np.array([0, 1]), np.array([0, 0]), np.array([3, 4])
    problem = AssignmentProblem(left, right, score, [1, 1], [1])
    left[:], right[:], score[:] = 9, 9, 9
    assert problem.left_index.tolist() == [0, 1]
    assert problem.score.tolist() == [3, 4]


@pytest.mark.parametrize(
    ("left", "right", "score", "named"),
    [
        ([0, 1, 2], [0, 0, 2], [1, 1, 1], r"right_index\[2\]"),
        ([0, 1, 3], [0, 0, 1], [1, 1, 1], r"left_index\[2\]"),
        ([0, -1, 1], [0, 0, 1], [1, 1, 1], r"left_index\[1\]"),
        ([0, 1, 2], [0, 0, 1], [1, 2**31 + 1, 1], r"score\[1\]"),
        ([0, 1, 1], [0, 1, 1], [1, 1, 1], r"edges\[2\]"),
        ([0, 1, 2], [0, 0, 1], [1, 2**64 - 5, 1], r"score\[1\]"),
    ],
)
def test_what_is_wrong_is_still_named(left: list[int], right: list[int], score: list[int], named: str) -> None:
    """The fast way only gives up; the checks that name index and value must see the lists as they came."""
    scores = np.array(score, np.uint64 if max(score) >= 2**63 else np.int64)
    with pytest.raises(InvalidInput, match=named):
        AssignmentProblem(np.array(left), np.array(right), scores, [1, 1, 1], [1, 1])
