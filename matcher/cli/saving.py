"""Writing files: whole or not at all, in the form that the ending of the name stands for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from matcher.errors import Fault, InvalidInput
from matcher.plans.types import Plan, PlanInputs

PlanWriter = Callable[[Plan, PlanInputs], Path]


def plan_writer(path: Path) -> PlanWriter:
    """Return what writes a plan to ``path``: .json a bundle, .csv the pairs, .xlsx a workbook.

    Raises:
        InvalidInput: for any other ending, before anything is computed.
        FileNotFoundError: where its folder does not exist.
    """
    from matcher import plans

    forms = {".json": plans.bundle_json, ".csv": plans.plan_csv, ".xlsx": plans.plan_xlsx}
    form = forms.get(path.suffix.lower())
    if form is None:
        raise InvalidInput.one(
            "--save",
            Fault.NOT_ALLOWED,
            "has an ending that is not written here",
            value=path.name,
            allowed=", ".join(forms),
        )
    require_folder(path)
    return lambda plan, inputs: write_whole(path, form(plan, inputs))


def require_folder(path: Path) -> None:
    """Raise FileNotFoundError where the folder of ``path`` does not exist."""
    if not path.parent.is_dir():
        raise FileNotFoundError(2, "no such folder", str(path.parent))


def write_whole(path: Path, data: bytes) -> Path:
    """Write ``data`` to ``path`` so that nobody ever sees half of it, not even after a crash; return ``path``."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:80]}.", delete=False) as beside:
        try:
            beside.write(data)
            beside.flush()
            os.fsync(beside.fileno())
            os.fchmod(beside.fileno(), _mode_for(path))
            Path(beside.name).replace(path)
        finally:
            Path(beside.name).unlink(missing_ok=True)
    return path


def _mode_for(path: Path) -> int:
    """Return the permissions of the file that is there, else those a new file gets; a temporary one is private."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
