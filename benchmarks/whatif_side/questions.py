"""Questions that matter to a base plan: drop-outs, forbids of its pairs and pins of others, places, new profiles."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from matcher.profiles.taxonomy import Role
from matcher.scenarios import Base
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import ScenarioEdit

Maker = Callable[[random.Random, Base], ScenarioEdit]


def drop_out_of_mentor(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return the drop-out of a mentor who has a mentee."""
    return kinds.DropOut(authority_id=rng.choice(base.plan.pairings).mentor_id)


def drop_out_of_mentee(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return the drop-out of a mentee who has a mentor, as a mentee."""
    return kinds.DropOut(authority_id=rng.choice(base.plan.pairings).mentee_id, role=Role.MENTEE)


def forbid(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return the forbid of a pair of the plan."""
    pair = rng.choice(base.plan.pairings)
    return kinds.ForbidPair(mentee_id=pair.mentee_id, mentor_id=pair.mentor_id)


def pin(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return the pin of a pair that is eligible and not in the plan."""
    if base.frame is None:
        raise ValueError("a base that was not scored")
    table = base.frame.table
    while True:
        row, column = rng.randrange(len(table.mentee_ids)), rng.randrange(len(table.mentor_ids))
        pair = table.mentee_ids[row], table.mentor_ids[column]
        if table.broken[row, column] == 0 and pair not in base.scores:
            return kinds.PinPair(mentee_id=pair[0], mentor_id=pair[1])


def place_more(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return one place more at a mentor who has a mentee."""
    mentor = base.by_id[rng.choice(base.plan.pairings).mentor_id]
    terms = mentor.role(Role.MENTOR)
    return kinds.ChangeCapacity(
        authority_id=mentor.id, role=Role.MENTOR, capacity_max=1 + (terms.capacity_max if terms else 0)
    )


def pairs_fewer(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return a limit a little below the pairs there are."""
    return kinds.SetPairLimit(pair_limit=max(0, len(base.plan.pairings) - rng.randint(1, 5)))


def profile(rng: random.Random, base: Base) -> ScenarioEdit:
    """Return other needs of a mentee who has a mentor: those of another one."""
    one, other = (base.by_id[rng.choice(base.plan.pairings).mentee_id] for _ in range(2))
    return kinds.ChangeProfile(authority_id=one.id, fields={"needs": other.model_dump(mode="json")["needs"]})


KINDS: dict[str, Maker] = {
    "a mentor drops out": drop_out_of_mentor,
    "a mentee drops out": drop_out_of_mentee,
    "a pair is forbidden": forbid,
    "a pair is pinned": pin,
    "a place more": place_more,
    "a few pairs fewer": pairs_fewer,
}
SLOW: dict[str, Maker] = {"a profile changes": profile}


def drawn(base: Base, maker: Maker, count: int, seed: int = 0) -> Iterator[ScenarioEdit]:
    """Yield ``count`` questions of one kind."""
    rng = random.Random(seed)
    for _ in range(count):
        yield maker(rng, base)
