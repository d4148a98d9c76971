"""The checks of a visit problem's weeks and sets of requests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault
from matcher.limits import QUOTAS_MAX, SIDE_MAX, VIOLATIONS_SHOWN_MAX
from matcher.problems import faults
from matcher.problems.faults import Faults
from matcher.problems.quotas import UNBOUNDED

IntArray = NDArray[np.int64]


def periods(found: Faults, values: ArrayLike | None, weeks: int) -> IntArray:
    """Return the period of each week, int64 [weeks]; note what does not ascend from 0."""
    if values is None:
        return np.zeros(weeks, np.int64)
    array = faults.integers(found, "period", values, (0, weeks - 1))
    if not faults.same_length(found, "period", array.size, "the weeks", weeks):
        return np.zeros(weeks, np.int64)
    if array[0] != 0:
        found.note("period[0]", Fault.OUT_OF_RANGE, "is not the first period", int(array[0]), "0")
    for week in np.flatnonzero(np.diff(array) < 0).tolist():
        message = "comes after a later period"
        found.note(f"period[{week + 1}]", Fault.CONTRADICTION, message, int(array[week + 1]), f">= {array[week]}")
    return array


def weeks_table(found: Faults, name: str, table: ArrayLike, rows: int, weeks: int) -> NDArray[np.bool_]:
    """Return a fresh table of possible weeks, bool [rows, weeks]; note another type or shape."""
    try:
        array = np.asarray(table)
    except ValueError:  # ragged lists
        array = np.asarray(table, dtype=object)
    if array.size == 0 and rows == 0:
        return np.zeros((0, weeks), bool)
    if array.dtype != np.bool_:
        found.note(name, Fault.WRONG_TYPE, f"holds {array.dtype} values", "", "bool")
    elif array.shape != (rows, weeks):
        found.note(name, Fault.CONTRADICTION, "has the wrong shape", array.shape, f"[{rows}, {weeks}]")
    else:
        return np.array(array, order="C", copy=True)
    return np.zeros((rows, weeks), bool)


def below_none(found: Faults, name: str, values: IntArray, most: int) -> None:
    """Note caps that are neither within ``most`` nor ``UNBOUNDED``."""
    for index in np.flatnonzero((values > most) & (values != UNBOUNDED))[:VIOLATIONS_SHOWN_MAX].tolist():
        allowed = f"at most {most}, or {UNBOUNDED} for no cap"
        found.note(f"{name}[{index}]", Fault.OUT_OF_RANGE, "is out of range", int(values[index]), allowed)


def request_sets(found: Faults, sets: Sequence[ArrayLike] | None, order: NDArray[np.intp]) -> tuple[IntArray, ...]:
    """Return sets of requests as ascending numbers of sorted requests, int64 each; note positions that are none.

    Args:
        found: where faults are noted.
        sets: positions in the caller's list.
        order: the caller's position of each sorted request.
    """
    if sets is None:
        return ()
    number = np.empty(order.size, np.int64)
    number[order] = np.arange(order.size)
    read = []
    given = faults.sequence(found, "pinned_any", sets)
    faults.limit("sets of pinned_any", len(given), max(QUOTAS_MAX, SIDE_MAX))
    for index, positions in enumerate(given):
        before = len(found)
        array = faults.integers(found, f"pinned_any[{index}]", positions, (0, order.size - 1))
        if not array.size and len(found) == before:
            found.note(f"pinned_any[{index}]", Fault.MISSING, "has no requests", "", "at least one")
        if len(found) == before:
            read.append(np.unique(number[array]))
            read[-1].flags.writeable = False
    return tuple(read)
