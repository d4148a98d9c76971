"""Edited problems: an overlay must say the same as a problem written down anew."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from matcher.errors import Fault, InvalidInput
from matcher.problems import (
    AddEdge,
    AddVertex,
    AssignmentProblem,
    Edit,
    Group,
    Pin,
    Quota,
    RemoveEdge,
    RemoveVertex,
    SetCapacity,
    SetGroup,
    SetMinimum,
    SetPairLimit,
    SetPairMin,
    SetScore,
    Side,
    Unpin,
    edited,
    merged,
)

QUOTAS = 2


@dataclass
class Book:
    """A problem as plain dictionaries, edited one entry at a time: slow and obvious."""

    edges: dict[tuple[int, int], int]
    capacity: dict[Side, list[int]]
    least: dict[Side, list[int]]
    pins: set[tuple[int, int]] = field(default_factory=set)
    weight: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    own: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    limit: int | None = None
    group_most: int = 3

    def problem(self, *, crossing: bool) -> AssignmentProblem:
        """Write the problem down."""
        pairs = sorted(self.edges)
        quotas = [
            Quota(
                [at for at, pair in enumerate(pairs) if self.weight[pair].get(number)],
                [self.weight[pair][number] for pair in pairs if self.weight[pair].get(number)],
                most=4,
            )
            for number in range(QUOTAS)
        ]
        return AssignmentProblem(
            [left for left, _ in pairs],
            [right for _, right in pairs],
            [self.edges[pair] for pair in pairs],
            self.capacity[Side.LEFT],
            self.capacity[Side.RIGHT],
            left_min=self.least[Side.LEFT],
            right_min=self.least[Side.RIGHT],
            pair_limit=self.limit,
            pinned=np.array(sorted(self.pins), np.int64).reshape(-1, 2),
            left_groups=[Group([0, 1], 0, self.group_most)],
            quotas=quotas if crossing else None,
            left_score=[self.own[pair][0] for pair in pairs] if crossing else None,
            right_score=[self.own[pair][1] for pair in pairs] if crossing else None,
        )


def _book(rng: np.random.Generator) -> Book:
    pairs = [(int(left), int(right)) for left, right in np.argwhere(rng.random((4, 4)) < 0.6)]
    return Book(
        {pair: int(rng.integers(-9, 99)) for pair in pairs},
        {side: [2] * 4 for side in Side},
        {side: [0] * 4 for side in Side},
        weight={pair: {0: 1} if rng.random() < 0.5 else {1: -2} for pair in pairs},
        own={pair: (int(rng.integers(9)), int(rng.integers(9))) for pair in pairs},
    )


def _change(rng: np.random.Generator, book: Book, *, crossing: bool) -> Edit | None:
    """Change the book in one place, and return the edit that does the same; ``None`` where the draw fits nothing."""
    side = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
    vertex = int(rng.integers(len(book.capacity[side])))
    pair = (int(rng.integers(len(book.capacity[Side.LEFT]))), int(rng.integers(len(book.capacity[Side.RIGHT]))))
    score, own = int(rng.integers(-9, 99)), (int(rng.integers(9)), int(rng.integers(9)))
    free = sum(pin[0 if side == Side.LEFT else 1] == vertex for pin in book.pins)
    match int(rng.integers(10)):
        case 0 if pair not in book.edges:
            book.edges[pair], book.weight[pair], book.own[pair] = score, {0: 3}, own
            return AddEdge(*pair, score, *own, {0: 3}) if crossing else AddEdge(*pair, score)
        case 1 if pair in book.edges and pair not in book.pins:
            del book.edges[pair]
            return RemoveEdge(*pair)
        case 2 if pair in book.edges:
            book.edges[pair] = score
            return SetScore(*pair, score)
        case 3 if pair in book.edges and not book.pins and min(book.capacity[s][v] for s, v in zip(Side, pair)):  # noqa: B905
            book.pins.add(pair)
            return Pin(*pair)
        case 4 if book.pins:
            return Unpin(*book.pins.pop())
        case 5:
            book.capacity[side][vertex] = most = max(free, book.least[side][vertex], int(rng.integers(4)))
            return SetCapacity(side, vertex, most)
        case 6:
            book.least[side][vertex] = least = min(1, book.capacity[side][vertex])
            return SetMinimum(side, vertex, least)
        case 7:
            book.capacity[side].append(2)
            book.least[side].append(1)
            return AddVertex(side, 2, 1)
        case 8:
            book.capacity[side][vertex] = book.least[side][vertex] = 0
            book.pins = {pin for pin in book.pins if pin[0 if side == Side.LEFT else 1] != vertex}
            return RemoveVertex(side, vertex)
        case 9:
            book.limit = int(rng.integers(1, 9))
            return SetPairLimit(book.limit)
    return None


def _facts(problem: AssignmentProblem) -> dict[str, object]:
    """Everything a problem says, overlay or not."""
    plain = merged(problem)
    facts: dict[str, object] = {name: value for name, value in vars(plain).items() if not hasattr(value, "names")}
    for name in ("left_groups", "right_groups", "quotas"):
        facts |= {f"{name}.{key}": value for key, value in vars(getattr(plain, name)).items()}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in facts.items()}


@pytest.mark.parametrize("crossing", [False, True], ids=["overlay", "written anew"])
def test_a_chain_of_edits_says_what_the_problem_written_down_anew_says(crossing: bool) -> None:
    """The overlay is a short form of the same problem; step by step or all at once must make no difference."""
    kinds = set()
    for seed in range(60):
        rng = np.random.default_rng(seed)
        book = _book(rng)
        first = last = book.problem(crossing=crossing)
        edits = []
        for _ in range(12):
            if (edit := _change(rng, book, crossing=crossing)) is not None:
                edits.append(edit)
                last = edited(last, [edit])
        expected = _facts(book.problem(crossing=crossing))
        assert _facts(last) == expected
        assert _facts(edited(first, edits)) == expected
        assert first.overlay is None
        kinds |= {type(edit) for edit in edits}
    assert len(kinds) == 10


def _small() -> AssignmentProblem:
    return AssignmentProblem(
        [0, 0, 1], [0, 1, 1], [5, 6, 7], [1, 1], [1, 1], pinned=[[0, 0]], right_groups=[Group([0])]
    )


def test_an_edited_problem_shares_the_arrays_of_the_edges() -> None:
    """Copying millions of edges for one edit is what the overlay is there to avoid."""
    problem = _small()
    after = edited(problem, [SetScore(0, 1, 9), SetCapacity(Side.LEFT, 0, 2)])
    assert after.score is problem.score
    assert after.right_capacity is problem.right_capacity
    assert problem.left_capacity.tolist() == [1, 1]
    assert after.left_capacity.tolist() == [2, 1]
    assert not after.left_capacity.flags.writeable
    assert after.scores_of(after.find_edges(np.array([[0, 1], [1, 1], [1, 0]]))[:2]).tolist() == [9, 7]
    assert after.find_edge(1, 0) == -1
    assert after.ends_of(after.find_edges(np.array([[0, 1]]))).tolist() == [[0, 1]]


FAULTY: dict[str, tuple[list[Edit], str, Fault]] = {
    "no such pair": ([RemoveEdge(1, 0)], "edits[0]", Fault.UNKNOWN_REFERENCE),
    "pair removed before": ([RemoveEdge(1, 1), SetScore(1, 1, 3)], "edits[1]", Fault.UNKNOWN_REFERENCE),
    "pair listed twice": ([AddEdge(0, 1, 3)], "edits[0]", Fault.DUPLICATE),
    "pinned pair removed": ([RemoveEdge(0, 0)], "edits[0]", Fault.CONTRADICTION),
    "pin of no pair": ([Pin(1, 0)], "edits[0]", Fault.UNKNOWN_REFERENCE),
    "pin twice": ([Pin(0, 0)], "edits[0]", Fault.DUPLICATE),
    "pin without room": ([Pin(0, 1)], "left_capacity[0]", Fault.CONTRADICTION),
    "unpin of no pin": ([Unpin(0, 1)], "edits[0]", Fault.UNKNOWN_REFERENCE),
    "vertex out of range": ([SetCapacity(Side.RIGHT, 2, 1)], "edits[0].vertex", Fault.OUT_OF_RANGE),
    "side unknown": ([SetCapacity("up", 0, 1)], "edits[0].side", Fault.NOT_ALLOWED),  # type: ignore[arg-type]
    "capacity negative": ([SetCapacity(Side.RIGHT, 1, -1)], "edits[0].capacity", Fault.OUT_OF_RANGE),
    "minimum over capacity": ([SetMinimum(Side.RIGHT, 1, 2)], "right_min[1]", Fault.CONTRADICTION),
    "score a float": ([SetScore(0, 1, 1.5)], "edits[0].score", Fault.WRONG_TYPE),  # type: ignore[arg-type]
    "score too large": ([SetScore(0, 1, 2**31 + 1)], "edits[0].score", Fault.OUT_OF_RANGE),
    "limit below pins": ([SetPairLimit(0)], "pair_limit", Fault.CONTRADICTION),
    "minimum above limit": ([SetPairLimit(2), SetPairMin(3)], "pair_min", Fault.CONTRADICTION),
    "group unknown": ([SetGroup(Side.LEFT, 0, 1)], "edits[0].group", Fault.OUT_OF_RANGE),
    "group bounds crossed": ([SetGroup(Side.RIGHT, 0, 3, 2)], "edits[0].least", Fault.CONTRADICTION),
    "vertex in no group": ([AddVertex(Side.RIGHT, 1, 0, 7)], "edits[0].group", Fault.OUT_OF_RANGE),
    "score missing": ([AddEdge(1, 0, None)], "edits[0].score", Fault.WRONG_TYPE),  # type: ignore[arg-type]
    "weights no mapping": ([AddEdge(1, 0, 3, quota_weight=7)], "edits[0].quota_weight", Fault.WRONG_TYPE),  # type: ignore[arg-type]
    "weight of no quota": ([AddEdge(1, 0, 3, quota_weight={0: 1})], "edits[0].quota_weight", Fault.OUT_OF_RANGE),
    "one edit, no list": (Pin(0, 1), "edits", Fault.WRONG_TYPE),  # type: ignore[dict-item]
    "no edit": (["drop"], "edits[0]", Fault.WRONG_TYPE),  # type: ignore[list-item]
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_edit_is_refused_by_place_and_field(name: str) -> None:
    """Whoever sends ten edits must learn which one is wrong, and the problem must stay as it was."""
    edits, path, fault = FAULTY[name]
    problem = _small()
    before = _facts(problem)
    with pytest.raises(InvalidInput) as caught:
        edited(problem, edits)
    assert (path, fault) in [(violation.path, violation.fault) for violation in caught.value.violations]
    assert _facts(problem) == before


def test_all_faulty_edits_are_named_at_once() -> None:
    """One fault per round trip would drive a coordinator mad."""
    with pytest.raises(InvalidInput) as caught:
        edited(_small(), [RemoveEdge(1, 0), Pin(0, 0), SetCapacity(Side.LEFT, 9, 1)])
    assert [violation.path for violation in caught.value.violations] == ["edits[0]", "edits[1]", "edits[2].vertex"]


@pytest.mark.parametrize(
    "copied", [copy.deepcopy, lambda problem: pickle.loads(pickle.dumps(problem))], ids=["copy", "pickle"]
)
def test_a_copy_is_the_same_and_as_frozen(copied: Callable[[AssignmentProblem], AssignmentProblem]) -> None:
    """Problems go to other processes; there too nobody may change one that was checked."""
    edit = AddEdge(1, 0, 9)
    assert copied(edit) == edit
    for problem in (_small(), edited(_small(), [edit, SetCapacity(Side.LEFT, 0, 2)])):
        after = copied(problem)
        assert _facts(after) == _facts(problem)
        held = [after, after.left_groups, after.right_groups, after.quotas, after.overlay]
        arrays = [value for part in held if part for value in vars(part).values() if isinstance(value, np.ndarray)]
        assert not any(array.flags.writeable for array in arrays)
