"""Replies for scripts: JSON on stdout, and nothing else."""

from __future__ import annotations

import io
import sys

from pydantic import BaseModel


def print_json(model: BaseModel) -> None:
    """Write a value."""
    write_json(model.model_dump_json(indent=1))


def write_json(text: str) -> None:
    """Write a JSON text in UTF-8, which JSON is in, whatever letters the terminal knows."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.stdout.write(text + "\n")
