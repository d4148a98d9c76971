"""The first solve in a new process, imports included, with the kernel cache warm.

It is the start users have: in the project's own environment where there is one, not in that of the peers.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.side_by_side.lines import Line, Settings, within
from benchmarks.side_by_side.timing import Spread

COLD_S = 1.5
OWN = Path(__file__).parents[2] / ".venv" / "bin" / "python"
FIRST_SOLVE = """
import numpy as np
from matcher.certify import check
from matcher.solving import AssignmentProblem, solve
rng = np.random.default_rng({seed})
score, places = rng.integers(0, 1_000_001, (300, 300)), rng.integers(1, 4, 300)
problem = AssignmentProblem.from_dense(score, left_capacity=np.ones(300, np.int64), right_capacity=places)
assert check(problem, solve(problem)).proved_optimal
"""


def cold(settings: Settings) -> Iterator[Line]:
    """Yield the time of a process that solves and checks 300 x 300; the first, which may compile, is not counted."""
    seed, taken = settings.seeds[0], []
    python = OWN if OWN.exists() else sys.executable
    for _ in range(settings.runs + 1):
        begun = settings.clock.read()
        subprocess.run([python, "-P", "-c", FIRST_SOLVE.format(seed=seed)], check=True)
        taken.append(settings.clock.read() - begun)
    yield within("first solve in a new process, 300 x 300", seed, Spread.of(taken[1:]), COLD_S)
