"""Replies for scripts: JSON on stdout, and nothing else."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

from pydantic import BaseModel
from rich.console import Console


def show(answer: BaseModel, words: Callable[[Console], None], *, as_json: bool) -> None:
    """Write an answer: as JSON, or in words and tables."""
    if as_json:
        print_json(answer)
    else:
        words(Console(markup=False, highlight=False, emoji=False))


def print_json(model: BaseModel) -> None:
    """Write a value."""
    write_json(model.model_dump_json(indent=1))


def write_json(text: str) -> None:
    """Write a JSON text in UTF-8, which JSON is in, whatever letters the terminal knows."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.write(text + "\n")
