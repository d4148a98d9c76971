"""Writing files: whole or not at all, in the form that the ending of the name stands for."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from matcher.errors import Fault, InvalidInput, Violation
from matcher.plans.types import PairingKind, Plan, PlanInputs

PlanWriter = Callable[[Plan, PlanInputs], Path]


def plan_writer(path: Path) -> PlanWriter:
    """Return what writes a plan to ``path``: .json a bundle, .csv the pairs, .xlsx a workbook, .ics a calendar.

    Raises:
        InvalidInput: for any other ending, before anything is computed.
        FileNotFoundError: where its folder does not exist.
    """
    from matcher import plans

    forms: dict[str, Callable[[Plan, PlanInputs], bytes]] = {
        ".json": plans.bundle_json,
        ".csv": plans.plan_csv,
        ".xlsx": plans.plan_xlsx,
        ".ics": _calendar,
    }
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


def plan_writers(paths: Sequence[Path]) -> list[PlanWriter]:
    """Return what writes a plan to each path. Raises as ``plan_writer``."""
    return [plan_writer(path) for path in paths]


def calendar_flags(paths: Sequence[Path]) -> list[str]:
    """Return the flag that asks for a calendar, where one of the paths is one."""
    return ["--save"] * any(path.suffix.lower() == ".ics" for path in paths)


def save_with(writers: Sequence[PlanWriter], plan: Plan | None, inputs: PlanInputs) -> None:
    """Write ``plan``, where there is one, with all ``writers``, and say where to."""
    from matcher.cli.reading import note

    if plan is not None:
        for write in writers:
            note(f"wrote {write(plan, inputs)}")


def calendars_writer(folder: Path) -> PlanWriter:
    """Return what writes a calendar for each authority with a date into ``folder``, which is made if it is not there.

    Raises:
        FileExistsError: where the folder holds anything, or is a file. Calendars of an earlier plan would be
            overwritten, or left beside the new ones and taken for them.
        FileNotFoundError: where the folder above it does not exist.
    """
    require_folder(folder)
    _require_empty(folder)

    def write(plan: Plan, inputs: PlanInputs) -> Path:
        folder.mkdir(exist_ok=True)
        _require_empty(folder)  # computing takes a while, in which somebody else may have written there
        dated = [pair for pair in plan.pairings if pair.starts or pair.return_starts]
        for authority_id in sorted({one for pair in dated for one in (pair.mentee_id, pair.mentor_id)}):
            write_whole(folder / f"{authority_id}.ics", _calendar(plan, inputs, authority_id))
        return folder

    return write


def _calendar(plan: Plan, inputs: PlanInputs, authority_id: str | None = None) -> bytes:
    """Return a calendar of now: by its time, programs know the events of a newer plan from those of an older one."""
    from matcher import plans

    return plans.plan_ics(plan, inputs, authority_id, stamp=dt.datetime.now(dt.UTC))


def require_dates(inputs: PlanInputs, *, flags: list[str]) -> None:
    """Refuse calendars of a plan that will have no dates, before it is computed.

    Raises:
        InvalidInput: for mentoring.
    """
    if not flags or inputs.programme.kind is not PairingKind.MENTORING:
        return
    raise InvalidInput(
        Violation(flag, Fault.NOT_ALLOWED, "writes a calendar, but a mentoring plan has no dates", "", allowed)
        for flag, allowed in ((flag, "programmes of twins, cycles or study visits") for flag in flags)
    )


def _require_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(17, "is a file, not a folder for calendars", str(folder))
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(17, "is not empty. Maybe choose a new folder for the calendars", str(folder))


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
