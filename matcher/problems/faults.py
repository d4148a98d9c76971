"""The checks of a problem's arrays. Each notes every fault it meets, by argument, index and value."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault, InvalidInput, LimitExceeded, Violation, shown
from matcher.limits import EDGES_MAX, SCORE_ABS_MAX, VIOLATIONS_SHOWN_MAX

IntArray = NDArray[np.int64]
PLACES_MAX = 2**31 - 1  # a capacity above this says "no limit"; it keeps price * capacity within exact reach


class Faults:
    """The faults found so far, at most ``VIOLATIONS_SHOWN_MAX`` per check."""

    def __init__(self) -> None:
        self._violations: list[Violation] = []

    def __len__(self) -> int:
        return len(self._violations)

    def note(self, path: str, fault: Fault, message: str, value: object = "", allowed: str = "") -> None:
        """Note one fault."""
        self._violations.append(Violation(path, fault, message, shown(value) if value != "" else "", allowed))

    def raise_if_any(self) -> None:
        """Raise InvalidInput with all faults noted, if there are any."""
        if self._violations:
            raise InvalidInput(self._violations)


def _shown(positions: NDArray[np.intp]) -> Iterable[int]:
    return (int(position) for position in positions[:VIOLATIONS_SHOWN_MAX])


def limit(what: str, found: int, allowed: int) -> None:
    """Raise LimitExceeded if ``found`` is over ``allowed``."""
    if found > allowed:
        raise LimitExceeded(what, found, allowed)


def edge_limit(*sizes: int) -> None:
    """Raise LimitExceeded if an edge array is longer than this package takes."""
    limit("edges", max(sizes), EDGES_MAX)


def integers(found: Faults, name: str, values: ArrayLike, allowed: tuple[int, int], *, dimensions: int = 1) -> IntArray:
    """Return a fresh int64 copy of ``values``; note a wrong shape, a type that is no integer, values out of range.

    After a fault the copy is empty or clipped: usable for further checks, never for a problem.
    """
    low, high = allowed
    array = _as_array(values)
    if array.ndim != dimensions:
        found.note(name, Fault.WRONG_TYPE, f"has {array.ndim} dimensions", array.shape, f"{dimensions} dimensions")
        return np.zeros((0,) * dimensions, np.int64)
    if array.size == 0 and array.dtype == np.float64:  # what numpy makes of []
        return np.zeros(array.shape, np.int64)
    if not np.issubdtype(array.dtype, np.integer):
        _note_type(found, name, array)
        return np.zeros(array.shape, np.int64)
    if array.size == 0 or (array.min() >= low and array.max() <= high):
        return np.array(array, dtype=np.int64, order="C", copy=True)
    wrong = (array < low) | (array > high)
    span = f"{low}..{high}" if high >= low else "nothing: that side is empty"
    for index in zip(*(axis[:VIOLATIONS_SHOWN_MAX].tolist() for axis in np.nonzero(wrong)), strict=True):
        found.note(f"{name}{_at(index)}", Fault.OUT_OF_RANGE, "is out of range", int(array[index]), span)
    clipped = np.clip(array, max(low, np.iinfo(array.dtype).min), min(max(low, high), np.iinfo(array.dtype).max))
    return np.array(clipped, dtype=np.int64, order="C", copy=True)


def scores(found: Faults, name: str, values: ArrayLike, dimensions: int = 1) -> IntArray:
    """Return a fresh int64 copy of scores, micro-points within +-2^31."""
    return integers(found, name, values, (-SCORE_ABS_MAX, SCORE_ABS_MAX), dimensions=dimensions)


def _as_array(values: ArrayLike) -> NDArray[Any]:
    try:
        return np.asarray(values)
    except (ValueError, TypeError, OverflowError):  # ragged lists
        return np.asarray(values, dtype=object)


def _at(index: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, index))}]"


def _note_type(found: Faults, name: str, array: NDArray[Any]) -> None:
    flat = array.reshape(-1)
    if np.issubdtype(array.dtype, np.floating) and not np.isfinite(flat).all():
        for position in _shown(np.flatnonzero(~np.isfinite(flat))):
            index = tuple(int(axis) for axis in np.unravel_index(position, array.shape))
            found.note(f"{name}{_at(index)}", Fault.NOT_FINITE, "is not a number", float(flat[position]), "integers")
        return
    first = flat[0] if flat.size else array.dtype
    message = f"holds {array.dtype} values"
    found.note(f"{name}[{', '.join('0' * array.ndim)}]", Fault.WRONG_TYPE, message, shown(str(first)), "integers")


def sequence(found: Faults, name: str, values: object) -> list[Any]:
    """Return the items of a list; note what is none."""
    if isinstance(values, (list, tuple)):
        return list(values)
    found.note(name, Fault.WRONG_TYPE, f"is a {type(values).__name__}", "", "a list")
    return []


def same_length(found: Faults, name: str, size: int, other: str, other_size: int) -> bool:
    """Note where two arrays that belong together differ in length; return whether they agree."""
    if size != other_size:
        found.note(name, Fault.CONTRADICTION, f"has another length than {other}", size, str(other_size))
    return size == other_size


def above(found: Faults, name: str, values: IntArray, most: IntArray, other: str) -> None:
    """Note every value above its counterpart in ``most``."""
    for index in _shown(np.flatnonzero(values > most)):
        allowed = f"at most {other}[{index}] = {int(most[index])}"
        found.note(f"{name}[{index}]", Fault.CONTRADICTION, f"is above {other}", int(values[index]), allowed)


def duplicates(found: Faults, name: str, key: IntArray, order: NDArray[np.intp], width: int) -> None:
    """Note every pair listed before. ``key`` = left * width + right; ``order`` sorts it stably."""
    again = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    for position in _shown(again):
        index, before = int(order[position + 1]), int(order[position])
        pair = divmod(int(key[index]), max(1, width))
        found.note(f"{name}[{index}]", Fault.DUPLICATE, f"is the same pair as {name}[{before}]", pair, "each pair once")


def whole(found: Faults, name: str, value: object, low: int = -PLACES_MAX, high: int = PLACES_MAX) -> int:
    """Return one integer within the span as a plain one; note what is none, or lies outside."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        found.note(name, Fault.WRONG_TYPE, f"is a {type(value).__name__}", value, "an integer")
        return max(0, low)
    if not low <= value <= high:
        found.note(name, Fault.OUT_OF_RANGE, "is out of range", int(value), f"{low}..{high}")
    return min(high, max(low, int(value)))


def count(found: Faults, name: str, value: object) -> int:
    """Return a number of pairs as a plain integer."""
    return whole(found, name, value, 0)


def pair_bounds(found: Faults, limit: int | None, least: int) -> tuple[int | None, int]:
    """Return the limit (``None`` for none) and the minimum of pairs in all; note a minimum above the limit."""
    most = None if limit is None else whole(found, "pair_limit", limit, 0, 2**62)
    most = None if most is None else min(most, EDGES_MAX)  # more pairs than edges there cannot be
    fewest = count(found, "pair_min", least)
    if most is not None and fewest > most:
        found.note("pair_min", Fault.CONTRADICTION, "is above pair_limit", fewest, f"at most pair_limit = {most}")
    return most, fewest


def pairs(found: Faults, name: str, values: ArrayLike | None, lefts: int, rights: int) -> IntArray:
    """Return pairs, int64 [p, 2], as they came; note bad shapes, indices out of range and repeats."""
    if values is None:
        return np.zeros((0, 2), np.int64)
    array = _as_array(values)
    if array.size == 0:
        return np.zeros((0, 2), np.int64)
    if array.ndim != 2 or array.shape[1] != 2:
        found.note(name, Fault.WRONG_TYPE, "has the wrong shape", array.shape, "[pairs, 2]")
        return np.zeros((0, 2), np.int64)
    table = integers(found, name, array, (0, max(lefts, rights) - 1), dimensions=2)
    for axis, side, size in ((0, "left", lefts), (1, "right", rights)):
        for index in _shown(np.flatnonzero(table[:, axis] >= max(size, 1))):
            value = int(table[index, axis])
            found.note(f"{name}[{index}, {axis}]", Fault.OUT_OF_RANGE, f"is no {side} index", value, f"0..{size - 1}")
    key = table[:, 0] * np.int64(max(1, lefts, rights)) + table[:, 1]
    order = np.argsort(key, kind="stable")
    duplicates(found, name, key, order, max(lefts, rights))
    return table


def pins(found: Faults, pinned: IntArray, pinned_edge: IntArray) -> None:
    """Note every pin that is no listed edge (-1 in ``pinned_edge``)."""
    for index in _shown(np.flatnonzero(pinned_edge < 0)):
        pair = (int(pinned[index, 0]), int(pinned[index, 1]))
        found.note(f"pinned[{index}]", Fault.UNKNOWN_REFERENCE, "is not a listed pair", pair, "listed pairs")


def pin_room(found: Faults, name: str, capacity: IntArray, pinned: NDArray[np.integer[Any]]) -> None:
    """Note every vertex with more pins than capacity. ``pinned`` holds the vertex of each pin."""
    used = np.bincount(pinned, minlength=capacity.size)
    for index in _shown(np.flatnonzero(used > capacity)):
        message = f"is below the {int(used[index])} pinned pairs there"
        found.note(f"{name}[{index}]", Fault.CONTRADICTION, message, int(capacity[index]), f">= {int(used[index])}")


def dense(found: Faults, score: ArrayLike, forbidden: ArrayLike | None) -> tuple[IntArray, NDArray[np.bool_]]:
    """Return the score table and the table of allowed pairs."""
    value = scores(found, "score", score, 2)
    limit("edges", value.size, EDGES_MAX)
    if forbidden is None:
        return value, np.ones(value.shape, bool)
    mask: NDArray[Any] = _as_array(forbidden)
    if mask.dtype != np.bool_:
        found.note("forbidden", Fault.WRONG_TYPE, f"holds {mask.dtype} values", "", "bool")
    elif mask.shape != value.shape:
        found.note("forbidden", Fault.CONTRADICTION, "has another shape than score", mask.shape, str(value.shape))
    else:
        return value, np.logical_not(mask)
    return value, np.ones(value.shape, bool)


def dense_like(found: Faults, name: str, table: ArrayLike | None, score: IntArray) -> IntArray | None:
    """Return a second table of scores, which must have the shape of the first."""
    if table is None:
        return None
    values = scores(found, name, table, 2)
    if values.shape != score.shape:
        found.note(name, Fault.CONTRADICTION, "has another shape than score", values.shape, str(score.shape))
        return None
    return values


def dense_sides(found: Faults, score: IntArray, left_capacity: ArrayLike, right_capacity: ArrayLike) -> None:
    """Note a side that has not one capacity per row or column of the score table."""
    if len(found):
        return  # the shape of a faulty table says nothing
    for name, capacity, size in zip(
        ("left_capacity", "right_capacity"), (left_capacity, right_capacity), score.shape, strict=True
    ):
        array = _as_array(capacity)
        if array.ndim == 1:
            same_length(found, name, array.size, "that side of score", size)


def forbidden_pins(found: Faults, pinned: ArrayLike | None, allowed: NDArray[np.bool_]) -> None:
    """Note every pin that the mask forbids. Other faults of ``pinned`` are noted later, with the edges."""
    ignored = Faults()
    for index, (left, right) in enumerate(pairs(ignored, "pinned", pinned, *allowed.shape)):
        if left < allowed.shape[0] and right < allowed.shape[1] and not allowed[left, right]:
            pair = (int(left), int(right))
            found.note(f"pinned[{index}]", Fault.CONTRADICTION, "is pinned and forbidden", pair, "one of both")
