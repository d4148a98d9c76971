"""A scenario with a name, and what a plan that was adopted from one came from."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from matcher import limits
from matcher.profiles.values import Frozen, Name, ResourceId, Text
from matcher.scenarios.edits import ScenarioEdit


class NamedScenario(Frozen):
    """Edits of a plan's inputs that somebody wants to keep.

    Attributes:
        plan_id: the plan it starts from.
        display_name: what people call it.
        note: what it is for.
        edits: what changes, in order.
    """

    plan_id: ResourceId
    display_name: Name
    note: Text = ""
    edits: Annotated[tuple[ScenarioEdit, ...], Field(max_length=limits.EDITS_MAX)] = ()


class Adoption(Frozen):
    """Where an adopted plan came from: the scenario as it was then, which may have changed since, or be gone."""

    plan_id: ResourceId
    base_plan_id: ResourceId
    scenario_id: ResourceId
    display_name: Name
    note: Text = ""
    edits: tuple[ScenarioEdit, ...] = ()
