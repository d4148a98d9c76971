"""Bases to ask questions of: random programmes with bounds, minima and pins, and what other ways answer."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from fixtures.generator import generate
from matcher.errors import Infeasible, InvalidInput
from matcher.plans import make_plan
from matcher.plans.types import PairRequest, PlanInputs
from matcher.profiles.types import Avoid
from matcher.scenarios import Base, apply
from matcher.scenarios.edits import ScenarioEdit

SEEDS = range(4)
SECRET = "a quarrel nobody must hear of"


@cache
def some_base(seed: int) -> Base:
    """Return the base of a random programme that has a plan; each seed bounds it otherwise."""
    for attempt in range(50):
        base = _bounded(seed, seed + 1000 * attempt)
        if base is not None and len(base.plan.pairings) > 3:
            return base
    raise AssertionError("no programme with a plan")


def _bounded(seed: int, drawn: int) -> Base | None:
    inputs = _secretive(generate(20, drawn, least_percent=20 * (seed % 3), missing=0.2), drawn)
    try:
        free = Base(inputs)
        pairs = len(free.plan.pairings)
        if pairs < 4:
            return None
        changes: list[dict[str, Any]] = [
            {},
            {"pair_limit": max(1, pairs - 2)},
            {"pair_min": pairs},
            {"pins": _pins(free, drawn)},
        ]
        programme = inputs.programme.model_copy(update=changes[seed % 4])
        return Base(inputs.model_copy(update={"programme": programme}))
    except (Infeasible, InvalidInput):
        return None


def _secretive(inputs: PlanInputs, seed: int) -> PlanInputs:
    """Return the inputs in which some avoid others, and some pairs are confidentially out."""
    rng = random.Random(seed)
    ids = [one.id for one in inputs.authorities]
    authorities = []
    for one in inputs.authorities:
        avoid = tuple(Avoid(authority_id=other, reason=SECRET) for other in rng.sample(ids, 2) if other != one.id)
        preferences = one.preferences.model_copy(update={"avoid": avoid})
        authorities.append(one.model_copy(update={"preferences": preferences}))
    pairs = [rng.sample(ids, 2) for _ in range(6)]
    forbids = tuple(PairRequest(mentee_id=a, mentor_id=b, confidential=at % 2 == 0) for at, (a, b) in enumerate(pairs))
    programme = inputs.programme.model_copy(update={"forbids": forbids})
    return inputs.model_copy(update={"programme": programme, "authorities": tuple(authorities)})


def _pins(base: Base, seed: int) -> tuple[PairRequest, ...]:
    """Return a pin of a pair of the plan, and one of another pair that is eligible."""
    rng = random.Random(seed)
    frame = base.frame
    assert frame is not None
    own = rng.sample(sorted(base.scores), 1)
    rows, columns = frame.table.is_eligible.nonzero()
    pairs = [(frame.mentee_ids[a], frame.mentor_ids[b]) for a, b in zip(rows.tolist(), columns.tolist(), strict=True)]
    others = [pair for pair in pairs if pair not in base.scores and pair[0] != own[0][0] and pair[1] != own[0][1]]
    return tuple(PairRequest(mentee_id=a, mentor_id=b) for a, b in own + rng.sample(others, min(1, len(others))))


def cold_total(inputs: PlanInputs, edits: Sequence[ScenarioEdit] = ()) -> int | None:
    """Return the greatest total after edits, solved from nothing; ``None`` where there is no plan."""
    try:
        return make_plan(apply(inputs, edits)).quality.total_micro
    except (Infeasible, InvalidInput):
        return None


def eligible_pairs(base: Base) -> list[tuple[str, str]]:
    """Return the pairs that break no rule."""
    frame = base.frame
    assert frame is not None
    rows, columns = frame.table.is_eligible.nonzero()
    return [(frame.mentee_ids[a], frame.mentor_ids[b]) for a, b in zip(rows.tolist(), columns.tolist(), strict=True)]
