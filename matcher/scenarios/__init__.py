"""What if: a plan and edits of its inputs; what would be best then, what changes, what each edit costs."""

from __future__ import annotations

from matcher.scenarios.applying import apply
from matcher.scenarios.base import Base
from matcher.scenarios.curve import repair_curve
from matcher.scenarios.edits import ScenarioEdit, parse_edits
from matcher.scenarios.repair import repair
from matcher.scenarios.running import run_light, run_scenario
from matcher.scenarios.sweep import share, sweep

__all__ = [
    "Base",
    "ScenarioEdit",
    "apply",
    "parse_edits",
    "repair",
    "repair_curve",
    "run_light",
    "run_scenario",
    "share",
    "sweep",
]
