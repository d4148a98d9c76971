"""The cache of compiled code must never serve code that is no longer in the source."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from types import ModuleType

import pytest

from matcher.solving import (
    auction,
    claims,
    dense,
    goals_arcs,
    goals_paths,
    goals_transport,
    ground,
    kernel,
    market,
    prices,
    searches,
)


@pytest.mark.parametrize(
    "module",
    [prices, kernel, market, auction, dense, claims, searches, ground, goals_arcs, goals_transport, goals_paths],
    ids=lambda module: module.__name__,
)
def test_a_change_in_a_called_module_changes_the_caller(module: ModuleType) -> None:
    """Numba looks at the caller's file only: without a new digest there, yesterday's heap would go on working inside.

    The digests to put in are those this test finds.
    """
    source = Path(module.__file__ or "")
    called = re.findall(r"^from matcher\.solving\.(\w+) import", source.read_text("utf-8"), re.MULTILINE)
    digests = {
        name: hashlib.sha256(source.with_name(f"{name}.py").read_bytes()).hexdigest()[:12] for name in sorted(called)
    }
    assert digests == module.COMPILED_WITH
