"""Walls that keep modules and functions readable, and names that say where something is."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
HAND_WRITTEN = sorted(
    path
    for folder in ("matcher", "fixtures", "benchmarks", "protos")
    for path in (ROOT / folder).rglob("*.py")
    if path.relative_to(ROOT).parts[:2] != ("matcher", "v1")
) + [path for path in [ROOT / "server.py"] if path.exists()]
MODULE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
SERVER_LINES_MAX = 200


def test_modules_are_short() -> None:
    """Above this length nobody reads a module whole, and what nobody reads whole is changed blindly."""
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in HAND_WRITTEN}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES_MAX} == {}


def test_functions_are_short() -> None:
    """Above this length a function does more than its name says."""
    long = {
        f"{path.relative_to(ROOT)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in HAND_WRITTEN
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES_MAX} == {}


def test_the_composition_root_only_composes() -> None:
    """Decisions that hide in the start of the program are tested by nobody."""
    server = ROOT / "server.py"
    assert server.exists()
    assert len(server.read_text("utf-8").splitlines()) <= SERVER_LINES_MAX


def test_no_module_is_a_drawer() -> None:
    """A module whose name says nothing takes everything."""
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    assert [str(path) for path in HAND_WRITTEN if drawers & {path.stem, path.parent.name}] == []
