"""Applies edits to a problem: small arrays are copied, the big ones of the edges are shared with the base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Fault, InvalidInput
from matcher.limits import QUOTA_WEIGHT_MAX, SCORE_ABS_MAX, SIDE_MAX
from matcher.problems import edits as kinds
from matcher.problems import faults
from matcher.problems.assignment import AssignmentProblem
from matcher.problems.edits import Edit, Overlay, Side
from matcher.problems.faults import Faults
from matcher.problems.groups import Groups
from matcher.problems.merging import merged
from matcher.problems.quotas import UNBOUNDED

IntArray = NDArray[np.int64]

OVERLAY_MAX = 2_000  # edges closed or added; with more, and more than a part of all, the edges are written anew
OVERLAY_PART = 16


def edited(problem: AssignmentProblem, edits: Sequence[Edit]) -> AssignmentProblem:
    """Return ``problem`` after ``edits``, in order. The cost goes with the vertices and the edits, not with the edges.

    Where the problem has crossing quotas, minima-or-none or scores of each side, the edges are written anew.

    Raises:
        InvalidInput: with every fault, each naming the edit, its field and the value.
        LimitExceeded: more vertices than ``matcher.limits`` allows.
    """
    if not isinstance(problem, AssignmentProblem):
        raise InvalidInput.one(
            "problem", Fault.WRONG_TYPE, f"is a {type(problem).__name__}", allowed="AssignmentProblem"
        )
    draft = _Draft(problem)
    for at, edit in enumerate(faults.sequence(draft.found, "edits", edits)):
        draft.apply(f"edits[{at}]", edit)
    after = draft.finish()
    changed = 0 if after.overlay is None else after.overlay.closed.size + after.overlay.left.size
    plain = after.is_flow and after.left_score is None
    if plain and changed <= max(OVERLAY_MAX, after.edge_count // OVERLAY_PART):
        return after
    return merged(after, draft.weights, draft.own_scores)


class _Draft:
    """A problem in the course of being edited."""

    def __init__(self, problem: AssignmentProblem) -> None:
        self.found = Faults()
        self.base = problem
        self.after = _twin(problem)
        overlay = problem.overlay
        self.closed: set[int] = set() if overlay is None else set(overlay.closed.tolist())
        self.added: list[tuple[int, int, int]] = (
            []
            if overlay is None
            else list(zip(overlay.left.tolist(), overlay.right.tolist(), overlay.score.tolist(), strict=True))
        )
        self.number_of: dict[tuple[int, int], int] = {} if overlay is None else dict(overlay.number_of)
        self.pins = set(map(tuple, problem.pinned.tolist()))
        self.fresh: set[str] = set()
        self.edges_changed = self.pins_changed = False
        self.weights: dict[int, dict[int, int]] = {}
        self.own_scores: dict[int, tuple[int, int]] = {}

    def apply(self, path: str, edit: Edit) -> None:
        """Apply one edit, or note why it cannot be."""
        handle = _HANDLERS.get(type(edit))
        if handle is None:
            self.found.note(path, Fault.WRONG_TYPE, f"is a {type(edit).__name__}", "", "an edit")
        elif self._within(path, edit):
            handle(self, path, edit)

    def finish(self) -> AssignmentProblem:
        """Return the edited problem, or raise with all faults."""
        after = self.after
        if self.edges_changed:
            self._set("overlay", self._overlay())
        if self.pins_changed or (self.edges_changed and self.pins):
            pins = np.array(sorted(self.pins), np.int64).reshape(-1, 2)
            self._array("pinned", pins)
            self._array("pinned_edge", after.find_edges(pins))
        self._check()
        self.found.raise_if_any()
        for name in self.fresh:
            getattr(after, name).flags.writeable = False
        return after

    def _check(self) -> None:
        """Note what no longer fits together."""
        after = self.after
        for side in Side:
            names = f"{side}_min", f"{side}_capacity"
            if not self.fresh.isdisjoint(names):
                faults.above(self.found, names[0], getattr(after, names[0]), getattr(after, names[1]), names[1])
        if self.pins:
            faults.pin_room(self.found, "left_capacity", after.left_capacity, after.pinned[:, 0])
            faults.pin_room(self.found, "right_capacity", after.right_capacity, after.pinned[:, 1])
        if after.pair_limit is not None:
            most, pins = after.pair_limit, len(self.pins)
            if pins > most:
                self.found.note("pair_limit", Fault.CONTRADICTION, f"is below the {pins} pinned pairs", most)
            if after.pair_min > most:
                self.found.note("pair_min", Fault.CONTRADICTION, "is above pair_limit", after.pair_min, f"<= {most}")

    def _overlay(self) -> Overlay:
        closed = np.array(sorted(self.closed), np.int64)
        left, right, score = (np.array([edge[place] for edge in self.added], np.int64) for place in range(3))
        return Overlay(closed, left.astype(np.int32), right.astype(np.int32), score, self.number_of)

    def _within(self, path: str, edit: Edit) -> bool:
        """Return whether the vertices and figures of an edit are good; note those that are not."""
        before, names, side = len(self.found), _SPANNED.get(type(edit), ()), None
        if "side" in names:
            if edit.side not in tuple(Side):  # type: ignore[union-attr]
                self.found.note(f"{path}.side", Fault.NOT_ALLOWED, "is no side", edit.side, "left, right")  # type: ignore[union-attr]
                return False
            side = Side(edit.side)  # type: ignore[union-attr]
        for name in names:
            value = getattr(edit, name)
            if name == "side" or (value is None and name.endswith("_score")):
                continue
            low, high = self._span(name, side, edit)
            if type(value) is not int or not low <= value <= high:
                faults.whole(self.found, f"{path}.{name}", value, low, high)
        return len(self.found) == before

    def _span(self, name: str, side: Side | None, edit: Edit) -> tuple[int, int]:
        """Return the least and the greatest value of a field of an edit."""
        if name.endswith("score"):
            return -SCORE_ABS_MAX, SCORE_ABS_MAX
        if name in {"capacity", "minimum"}:
            return 0, faults.PLACES_MAX
        if name == "quota":
            return 0, self.after.quotas.count - 1
        if name == "group":
            count = getattr(self.after, f"{side}_groups").count
            return (-1 if isinstance(edit, kinds.AddVertex) else 0), count - 1
        is_left = name == "left" or (name == "vertex" and side is Side.LEFT)
        return 0, (self.after.left_count if is_left else self.after.right_count) - 1

    def _edge(self, left: int, right: int) -> int:
        """Return the edge of a pair, -1 where it is not listed now."""
        if (number := self.number_of.get((left, right), -1)) >= 0:
            return number
        edge = self.base.find_edge(left, right)
        return -1 if edge in self.closed else edge

    def _listed(self, path: str, edit: Any) -> int:
        edge = self._edge(edit.left, edit.right)
        if edge < 0:
            self.found.note(
                path, Fault.UNKNOWN_REFERENCE, "is not a listed pair", (edit.left, edit.right), "listed pairs"
            )
        return edge

    def _close(self, left: int, right: int, edge: int) -> None:
        self.closed.add(edge)
        self.number_of.pop((left, right), None)
        self.edges_changed = True

    def _open(self, left: int, right: int, score: int) -> int:
        number = self.base.edge_count + len(self.added)
        self.added.append((left, right, score))
        self.number_of[left, right] = number
        self.edges_changed = True
        return number

    def add_edge(self, path: str, edit: kinds.AddEdge) -> None:
        """List a pair."""
        pair = (edit.left, edit.right)
        if self._edge(*pair) >= 0:
            self.found.note(path, Fault.DUPLICATE, "is listed already", pair, "Maybe SetScore is meant")
            return
        two_sided = self.base.left_score is not None
        if two_sided and (edit.left_score is None or edit.right_score is None):
            self.found.note(f"{path}.left_score", Fault.MISSING, "and right_score are needed: this problem has both")
            return
        if not isinstance(edit.quota_weight, Mapping):
            kind = type(edit.quota_weight).__name__
            self.found.note(f"{path}.quota_weight", Fault.WRONG_TYPE, f"is a {kind}", "", "weights by quota")
            return
        for quota, weight in edit.quota_weight.items():
            faults.whole(self.found, f"{path}.quota_weight", quota, 0, self.base.quotas.count - 1)
            faults.whole(self.found, f"{path}.quota_weight[{quota}]", weight, -QUOTA_WEIGHT_MAX, QUOTA_WEIGHT_MAX)
        edge = self._open(*pair, edit.score)
        self.weights[edge] = dict(edit.quota_weight)
        self.own_scores[edge] = (edit.left_score or 0, edit.right_score or 0)

    def remove_edge(self, path: str, edit: kinds.RemoveEdge) -> None:
        """Take a pair off the list."""
        edge = self._listed(path, edit)
        if (edit.left, edit.right) in self.pins:
            self.found.note(path, Fault.CONTRADICTION, "is pinned", (edit.left, edit.right), "Unpin it first")
        elif edge >= 0:
            self._close(edit.left, edit.right, edge)

    def set_score(self, path: str, edit: kinds.SetScore) -> None:
        """Close the edge, and list it again with the new score and all else it had."""
        edge = self._listed(path, edit)
        if edge < 0:
            return
        self._close(edit.left, edit.right, edge)
        number = self._open(edit.left, edit.right, edit.score)
        self.weights[number] = self._weights_of(edge)
        self.own_scores[number] = self._own_of(edge)

    def set_edges(self, path: str, edit: kinds.SetEdges) -> None:
        """Close the edges there are, and list those that are due."""
        found, base = self.found, self.base
        if base.left_score is not None or base.quotas.count:
            found.note(
                path, Fault.NOT_ALLOWED, "is for problems without scores of each side and quotas", "", "SetScore"
            )
            return
        before, sizes = len(found), (self.after.left_count, self.after.right_count)
        pairs = faults.pairs(found, path, np.column_stack((edit.left, edit.right)), *sizes)
        score, listed = faults.scores(found, f"{path}.score", edit.score), np.asarray(edit.listed, np.bool_)
        if not len(pairs) == score.size == listed.size:
            found.note(path, Fault.CONTRADICTION, "has arrays of several lengths", score.size, f"{len(pairs)}")
        elif not self.pins.isdisjoint(map(tuple, pairs[~listed].tolist())):
            found.note(path, Fault.CONTRADICTION, "takes a pinned pair off the list", "", "Unpin it first")
        if len(found) > before:
            return
        names = list(map(tuple, pairs.tolist()))
        known = pairs[:, 0] < base.left_start.size - 1
        edges = np.full(len(names), -1, np.int64)
        edges[known] = base.find_edges(pairs[known])
        for name, edge in zip(names, edges.tolist(), strict=True):
            now = self.number_of.pop(name, edge)
            if now >= 0:
                self.closed.add(now)
        number, (left, right) = base.edge_count + len(self.added), pairs[listed].T.tolist()
        self.added += zip(left, right, score[listed].tolist(), strict=True)
        self.number_of.update(zip(zip(left, right, strict=True), range(number, number + len(left)), strict=True))
        self.edges_changed = True

    def _weights_of(self, edge: int) -> dict[int, int]:
        if edge in self.weights:
            return self.weights[edge]
        held = self.base.quotas
        at = np.flatnonzero(held.edge == edge) if held.count else np.zeros(0, np.int64)
        quota = np.searchsorted(held.start, at, side="right") - 1
        return dict(zip(quota.tolist(), held.weight[at].tolist(), strict=True))

    def _own_of(self, edge: int) -> tuple[int, int]:
        if edge in self.own_scores or self.base.left_score is None or self.base.right_score is None:
            return self.own_scores.get(edge, (0, 0))
        return int(self.base.left_score[edge]), int(self.base.right_score[edge])

    def pin(self, path: str, edit: kinds.Pin) -> None:
        """Demand a pair."""
        if (edit.left, edit.right) in self.pins:
            self.found.note(path, Fault.DUPLICATE, "is pinned already", (edit.left, edit.right))
        elif self._listed(path, edit) >= 0:
            self.pins.add((edit.left, edit.right))
            self.pins_changed = True

    def unpin(self, path: str, edit: kinds.Unpin) -> None:
        """Demand a pair no longer."""
        if (edit.left, edit.right) not in self.pins:
            self.found.note(path, Fault.UNKNOWN_REFERENCE, "is not pinned", (edit.left, edit.right), "pinned pairs")
            return
        self.pins.discard((edit.left, edit.right))
        self.pins_changed = True

    def set_capacity(self, _: str, edit: kinds.SetCapacity) -> None:
        """Set the most pairs of a vertex."""
        self._own(f"{edit.side}_capacity")[edit.vertex] = edit.capacity

    def set_minimum(self, _: str, edit: kinds.SetMinimum) -> None:
        """Set the fewest pairs of a vertex."""
        self._own(f"{edit.side}_min")[edit.vertex] = edit.minimum

    def add_vertex(self, _: str, edit: kinds.AddVertex) -> None:
        """Add a vertex after the others."""
        faults.limit(f"vertices on the {edit.side}", getattr(self.after, f"{edit.side}_capacity").size + 1, SIDE_MAX)
        figures = {f"{edit.side}_capacity": edit.capacity, f"{edit.side}_min": edit.minimum}
        if edit.side == Side.RIGHT:
            figures["right_min_if_used"] = 0
        else:
            self.edges_changed = True  # ``left_start`` ends before the new row: only an overlay may say that
        for name, figure in figures.items():
            self._array(name, np.append(getattr(self.after, name), np.int64(figure)))
        groups: Groups = getattr(self.after, f"{edit.side}_groups")
        of_vertex = np.append(groups.of_vertex, np.int32(edit.group))
        of_vertex.flags.writeable = False
        self._set(f"{edit.side}_groups", replace(groups, of_vertex=of_vertex))

    def remove_vertex(self, _: str, edit: kinds.RemoveVertex) -> None:
        """Leave a vertex without room."""
        place = 0 if edit.side == Side.LEFT else 1
        kept = {pair for pair in self.pins if pair[place] != edit.vertex}
        self.pins_changed |= len(kept) < len(self.pins)
        self.pins = kept
        self._own(f"{edit.side}_capacity")[edit.vertex] = 0
        self._own(f"{edit.side}_min")[edit.vertex] = 0

    def set_pair_limit(self, path: str, edit: kinds.SetPairLimit) -> None:
        """Set the most pairs in all."""
        limit = None if edit.limit is None else faults.count(self.found, f"{path}.limit", edit.limit)
        self._set("pair_limit", limit)

    def set_pair_min(self, _: str, edit: kinds.SetPairMin) -> None:
        """Set the fewest pairs in all."""
        self._set("pair_min", edit.minimum)

    def set_group(self, path: str, edit: kinds.SetGroup) -> None:
        """Set the quota of a group."""
        most = faults.PLACES_MAX if edit.most is None else faults.count(self.found, f"{path}.most", edit.most)
        least = faults.count(self.found, f"{path}.least", edit.least)
        self._bound(path, f"{edit.side}_groups", edit.group, (least, most))

    def set_quota(self, path: str, edit: kinds.SetQuota) -> None:
        """Set the bounds of a crossing quota."""
        least = -UNBOUNDED if edit.least is None else faults.whole(self.found, f"{path}.least", edit.least)
        most = UNBOUNDED if edit.most is None else faults.whole(self.found, f"{path}.most", edit.most)
        if edit.least is None and edit.most is None:
            self.found.note(path, Fault.MISSING, "has neither least nor most", "", "one of them")
        self._bound(path, "quotas", edit.quota, (least, most))

    def _bound(self, path: str, name: str, at: int, bounds: tuple[int, int]) -> None:
        """Set least and most of a group or quota."""
        if bounds[0] > bounds[1]:
            self.found.note(f"{path}.least", Fault.CONTRADICTION, "is above most", bounds[0], f"at most {bounds[1]}")
        held = getattr(self.after, name)
        arrays = {"least": held.least.copy(), "most": held.most.copy()}
        for array, bound in zip(arrays.values(), bounds, strict=True):
            array[at] = bound
            array.flags.writeable = False
        self._set(name, replace(held, **arrays))

    def set_minimum_if_used(self, _: str, edit: kinds.SetMinimumIfUsed) -> None:
        """Set the fewest pairs of a right vertex that has any."""
        self._own("right_min_if_used")[edit.vertex] = edit.minimum

    def _own(self, name: str) -> IntArray:
        """Return an array of the edited problem that may be written to."""
        if name not in self.fresh:
            self._array(name, getattr(self.after, name).copy())
        array: IntArray = getattr(self.after, name)
        return array

    def _array(self, name: str, array: IntArray) -> None:
        self._set(name, array)
        self.fresh.add(name)

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self.after, name, value)


def _twin(problem: AssignmentProblem) -> AssignmentProblem:
    """Return a problem with the same arrays, to be edited: as ``copy.copy``, which freezes each of them once more."""
    twin = object.__new__(AssignmentProblem)
    twin.__dict__.update(problem.__dict__)
    return twin


# the fields of each kind of edit that have bounds
_SPANNED: dict[type, tuple[str, ...]] = {
    kind: tuple(
        name for name in ("side", "left", "right", "vertex", "group", "quota", "capacity", "minimum", "score",
                          "left_score", "right_score")
        if name in kind.__dataclass_fields__
    )
    for kind in get_args(Edit)
    if kind is not kinds.SetEdges
}  # fmt: skip


_HANDLERS: dict[type, Callable[[_Draft, str, Any], None]] = {
    kinds.AddEdge: _Draft.add_edge,
    kinds.RemoveEdge: _Draft.remove_edge,
    kinds.SetScore: _Draft.set_score,
    kinds.SetEdges: _Draft.set_edges,
    kinds.Pin: _Draft.pin,
    kinds.Unpin: _Draft.unpin,
    kinds.SetCapacity: _Draft.set_capacity,
    kinds.SetMinimum: _Draft.set_minimum,
    kinds.AddVertex: _Draft.add_vertex,
    kinds.RemoveVertex: _Draft.remove_vertex,
    kinds.SetPairLimit: _Draft.set_pair_limit,
    kinds.SetPairMin: _Draft.set_pair_min,
    kinds.SetGroup: _Draft.set_group,
    kinds.SetQuota: _Draft.set_quota,
    kinds.SetMinimumIfUsed: _Draft.set_minimum_if_used,
}
