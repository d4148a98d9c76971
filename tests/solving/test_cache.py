"""The cache of compiled code must never serve code that is no longer in the source."""

from __future__ import annotations

import hashlib
import importlib
import re
from pathlib import Path

import pytest

import matcher.solving

ROOT = Path(matcher.solving.__file__ or "").parent
COMPILED = sorted(path for path in ROOT.rglob("*.py") if "COMPILED_WITH" in path.read_text("utf-8"))


@pytest.mark.parametrize("source", COMPILED, ids=lambda path: path.stem)
def test_a_change_in_a_called_module_changes_the_caller(source: Path) -> None:
    """Numba looks at the caller's file only: without a new digest there, yesterday's heap would go on working inside.

    The digests to put in are those this test finds.
    """
    called = re.findall(r"^from matcher\.solving\.([\w.]+) import", source.read_text("utf-8"), re.MULTILINE)
    paths = {name.rpartition(".")[2]: ROOT / f"{name.replace('.', '/')}.py" for name in called}
    paths = {name: path for name, path in paths.items() if path.exists()}  # a package is named for its drivers only
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for name, path in sorted(paths.items())}
    module = importlib.import_module(".".join(("matcher.solving", *source.relative_to(ROOT).with_suffix("").parts)))
    assert digests == module.COMPILED_WITH
