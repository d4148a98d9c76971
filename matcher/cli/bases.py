"""Where scenarios start from: a file of profiles, planned now, or the plan that a saved bundle holds."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from matcher.cli.progress import Report, run, waiting
from matcher.cli.reading import Overrides, is_bundle, load, note, read_small
from matcher.errors import Fault, InvalidInput
from matcher.library import bundle_of
from matcher.plans.types import Plan, PlanInputs
from matcher.problems import StopToken

if TYPE_CHECKING:
    from matcher.scenarios import Base

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a file says of a base: its inputs and, where the file is a bundle, its plan."""

    inputs: PlanInputs
    plan: Plan | None = None


def origin_of(file: Path | None, overrides: Overrides) -> Origin:
    """Return the inputs in ``file``, and its plan where it is a bundle; a bundle is proved again, and taken as it is.

    Raises:
        InvalidInput: with every fault of the file; a bundle that is not proved, or that flags would change.
        LimitExceeded, OSError: as ``load``.
    """
    data = b"" if file is None or file.suffix.lower() != ".json" else read_small(file)
    if file is None or not is_bundle(data, file.name):
        return Origin(load(file, overrides))
    if overrides != Overrides():
        message = "holds a plan as it was made; flags that change its programme do not go with it"
        raise InvalidInput.one("FILE", Fault.CONTRADICTION, message, value=file.name, allowed="the edits of a scenario")
    with waiting(f"proving {file.name}"):
        inputs, plan = bundle_of(data)
    note(f"{file.name}: the saved plan of {inputs.programme.name}, proved again, is the base.")
    return Origin(inputs, plan)


def ask(origin: Origin, question: Callable[[Base, StopToken, Report], T]) -> tuple[Base, T]:
    """Return the base of ``origin`` and what ``question(base, stop, report)`` answers, with a bar while it takes long.

    Raises:
        Stopped: after Ctrl-C; and whatever the question raises.
    """
    from matcher.scenarios import Base

    def work(stop: StopToken, report: Report, executor: Executor) -> tuple[Base, T]:
        base = Base(origin.inputs, origin.plan, executor=executor, stop=stop, progress=report)
        return base, question(base, stop, report)

    return run(work)
