"""How violations are put down while a check goes on."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.problems import ProofFault, ProofViolation

IntArray = NDArray[np.int64]
Violations = list[ProofViolation]


def note(found: Violations, fault: ProofFault, message: str, /, **numbers: int | None) -> None:
    """Note one violation; ``numbers`` are count, index, found and due."""
    found.append(ProofViolation(fault, message, **numbers))  # type: ignore[arg-type]


def note_where(
    found: Violations, fault: ProofFault, what: str, wrong: NDArray[np.bool_], *, values: IntArray, due: IntArray
) -> None:
    """Note one violation for all places where ``wrong`` holds; the first one is shown."""
    places = np.flatnonzero(wrong)
    if places.size:
        first = int(places[0])
        value, right = int(values[first]), int(due[first])
        message = f"{what}[{first}] is {value}, due {right}"
        found.append(ProofViolation(fault, message, int(places.size), first, value, right))


def is_int_array(array: object, dimensions: int = 1) -> bool:
    """Return whether something is an int64 array of so many dimensions."""
    return isinstance(array, np.ndarray) and array.dtype == np.int64 and array.ndim == dimensions


def kind(value: Any) -> str:
    """Return what something is, for messages."""
    return f"{value.dtype} {list(value.shape)}" if isinstance(value, np.ndarray) else type(value).__name__
