"""Random programmes and random edits that fit them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from fixtures.generator import generate
from matcher.errors import InvalidInput
from matcher.plans.types import Goal, PlanInputs
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scenarios import apply
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit
from matcher.scoring.policy import Term, Weights
from tests import drawing


def programme(seed: int, count: int = 24) -> PlanInputs:
    """Return a random programme: every third one with complete profiles, the others with much that is unknown."""
    return generate(count, seed) if seed % 3 == 0 else drawing.inputs(seed, count)


def newcomer(seed: int, number: int) -> Authority:
    """Return an authority that is in no programme of ``programme``."""
    rng = random.Random(seed)
    return drawing.authority(rng, number, 24).model_copy(update={"id": f"new{number:03}"})


def edit(rng: random.Random, inputs: PlanInputs, *, warm: bool = True) -> ScenarioEdit:
    """Return a random edit; it need not fit. ``warm``: one that leaves weights, rules and goal alone."""
    ids = [authority.id for authority in inputs.authorities]
    one, other = rng.sample(ids, 2)
    pair = {"mentee_id": one, "mentor_id": other}
    pins, forbids = inputs.programme.pins, inputs.programme.forbids
    makers = {
        "PIN": lambda: kinds.PinPair(**pair),
        "UNPIN": lambda: kinds.UnpinPair(**(_pair(rng.choice(pins)) if pins else pair)),
        "FORBID": lambda: kinds.ForbidPair(**pair),
        "ALLOW": lambda: kinds.AllowPair(**(_pair(rng.choice(forbids)) if forbids else pair)),
        "DROP_OUT": lambda: kinds.DropOut(authority_id=one, role=rng.choice([None, Role.MENTEE, Role.MENTOR])),
        "ADD_AUTHORITY": lambda: kinds.AddAuthority(authority=newcomer(rng.randint(0, 999), rng.randint(0, 99))),
        "CHANGE_PROFILE": lambda: kinds.ChangeProfile(authority_id=one, fields=_fields(rng)),
        "CAPACITY": lambda: kinds.ChangeCapacity(
            authority_id=one,
            role=rng.choice([Role.MENTEE, Role.MENTOR]),
            capacity_min=rng.choice([None, None, 0, 1]),
            capacity_max=rng.randint(0, 3),
        ),
        "PAIR_LIMIT": lambda: kinds.SetPairLimit(pair_limit=rng.choice([None, 3, 6, 9])),
        "PAIR_MIN": lambda: kinds.SetPairMin(pair_min=rng.randint(0, 4)),
        "WEIGHTS": lambda: kinds.ChangeWeights(weights=_weights(rng)),
        "RULES": lambda: kinds.ChangeRules(fields={"interpreter_allowed": rng.random() < 0.5}),
        "GOAL": lambda: kinds.SetGoal(goal=rng.choice([Goal.MOST_PAIRS, Goal.FLOOR, Goal.TOTAL])),
    }
    usual = [name for name in makers if name not in {"WEIGHTS", "RULES", "GOAL"}]
    return makers[rng.choice(usual if warm else list(makers))]()


def fitting(rng: random.Random, inputs: PlanInputs, count: int, *, warm: bool = True) -> list[ScenarioEdit]:
    """Return up to ``count`` edits that can be applied one after the other."""
    found: list[ScenarioEdit] = []
    for _ in range(10 * count):
        if len(found) == count:
            break
        drawn = edit(rng, apply(inputs, found), warm=warm)
        if applies(inputs, [*found, drawn]):
            found.append(drawn)
    return found


def applies(inputs: PlanInputs, edits: Sequence[ScenarioEdit]) -> bool:
    """Return whether edits contradict neither each other nor the inputs."""
    try:
        apply(inputs, edits)
    except InvalidInput:
        return False
    return True


def _pair(request: object) -> dict[str, str]:
    return {"mentee_id": request.mentee_id, "mentor_id": request.mentor_id}  # type: ignore[attr-defined]


def _fields(rng: random.Random) -> dict[str, object]:
    fresh = drawing.authority(rng, rng.randint(0, 23), 24).model_dump(mode="json")
    names = ["needs", "offers", "stages", "languages", "population", "roles", "migrants", "consent", "country"]
    return {name: fresh[name] for name in rng.sample(names, rng.randint(1, 3))}


def _weights(rng: random.Random) -> Weights:
    cuts = sorted(rng.randint(0, 1_000_000) for _ in range(len(Term) - 1))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, 1_000_000], strict=True)]
    return Weights(**{term.value: part for term, part in zip(Term, parts, strict=True)})
