"""Keeps frozen what is copied or sent to another process: numpy forgets that an array was read-only."""

from __future__ import annotations

from typing import Any

import numpy as np


class FrozenArrays:
    """A base of dataclasses whose arrays nobody may write to, copies and unpickled ones included."""

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
            object.__setattr__(self, name, value)
