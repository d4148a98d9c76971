"""Wall-clock times of every stage from a file of profiles to a proved plan, in one warm process."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

from matcher.certify import check
from matcher.library import read_inputs
from matcher.plans.assemble import describe
from matcher.plans.frame import build_frame
from matcher.plans.types import Plan, PlanInputs
from matcher.profiles import FileFormat, Profiles, write_profiles
from matcher.scoring.scorer import Executor
from matcher.solving import solve

STAGES = ("read", "score", "solve", "check", "explain")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each stage and of all, medians over ``repeats``.

    ``best`` and ``worst`` are the fastest and the slowest run; ``cpu`` is processor time of all threads, which other
    work on the machine changes less.
    """

    setting: str
    file_format: str
    authorities: int
    pairs: int
    threads: int
    repeats: int
    stages: dict[str, float]
    total: float
    best: float
    worst: float
    cpu: float


def write_file(folder: Path, inputs: PlanInputs, file_format: FileFormat) -> Path:
    """Write ``inputs`` as a file and return its path: JSON with the programme, a spreadsheet with the profiles."""
    path = folder / f"{inputs.programme.id}-{len(inputs.authorities)}.{file_format.lower()}"
    if file_format is FileFormat.JSON:
        path.write_text(inputs.model_dump_json(exclude={"not_available"}), encoding="utf-8")
    else:
        profiles = Profiles(inputs.authorities, inputs.past_pairings)
        path.write_bytes(write_profiles(profiles, file_format, with_confidential=True))
    return path


def measure(setting: str, path: Path, *, repeats: int, threads: int, tick: Callable[[], None] | None = None) -> Timing:
    """Return the times of ``repeats`` runs over the file at ``path``, after one that is not counted."""
    with ThreadPoolExecutor(threads) as pool:
        executor = pool if threads > 1 else None
        _, plan = run(path, executor)
        runs, cpu = [], []
        for _ in range(repeats):
            start = process_time()
            runs.append(run(path, executor)[0])
            cpu.append(process_time() - start)
            if tick:
                tick()
    totals = [sum(times.values()) for times in runs]
    return Timing(
        setting=setting,
        file_format=path.suffix[1:],
        authorities=len(read_inputs(path).authorities),
        pairs=plan.quality.pairs,
        threads=threads,
        repeats=repeats,
        stages={stage: median(times[stage] for times in runs) for stage in STAGES},
        total=median(totals),
        best=min(totals),
        worst=max(totals),
        cpu=median(cpu),
    )


def run(path: Path, executor: Executor | None = None) -> tuple[dict[str, float], Plan]:
    """Return the seconds of each stage of one run from file to proved plan, and the plan.

    Raises:
        ProofFailed: where the plan is not proved.
    """
    times: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], T]) -> T:
        start = perf_counter()
        done = work()
        times[stage] = perf_counter() - start
        return done

    inputs = timed("read", lambda: read_inputs(path))
    frame = timed("score", lambda: build_frame(inputs, executor=executor))
    problem, result = timed("solve", lambda: (problem := frame.problem(), solve(problem)))
    verdict = timed("check", lambda: check(problem, result))
    plan = timed("explain", lambda: describe(frame, result, verdict))
    return times, plan


def hot_spots(path: Path, count: int) -> list[tuple[str, int, float, float]]:
    """Return the functions that take most time of their own: (file:line name, calls, own s, s with callees)."""
    run(path)
    profile = cProfile.Profile()
    profile.runcall(run, path)
    entries: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = vars(pstats.Stats(profile))["stats"]
    spots = [
        (f"{_short(file)}:{line} {name}", calls, own, within)
        for (file, line, name), (_, calls, own, within, _) in entries.items()
    ]
    return sorted(spots, key=lambda spot: -spot[2])[:count]


def _short(file: str) -> str:
    parts = Path(file).parts
    for root in ("site-packages", "matcher"):
        if root in parts:
            return "/".join(parts[parts.index(root) + (root == "site-packages") :])
    return parts[-1] if parts else file
