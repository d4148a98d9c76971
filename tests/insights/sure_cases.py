"""Small programmes with every rule that a plan may have, and what the best plan is worth by other ways."""

from __future__ import annotations

import random
from collections.abc import Iterator

from fixtures.generator import generate
from matcher.errors import MatcherError
from matcher.plans.frame import build_frame
from matcher.plans.types import PairRequest, PlanInputs
from matcher.problems import AssignmentProblem, Pin, edited
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scenarios import Base
from matcher.scoring.policy import Term, Weights
from matcher.scoring.setting import PairId
from matcher.solving import solve
from tests import drawing


def bases(seeds: range, count: int = 12, least_pairs: int = 2) -> Iterator[tuple[int, Base]]:
    """Yield bases of random programmes: with ties, pins, limits and least numbers, each in some of them."""
    for seed in seeds:
        try:
            inputs = generate(count, seed) if seed % 4 else drawing.inputs(seed, 2 * count)  # complete, or little known
            base = Base(varied(inputs, seed))
        except MatcherError:
            continue  # rules that clash, or a pin that breaks one
        if len(base.plan.pairings) >= least_pairs:
            yield seed, base


def varied(inputs: PlanInputs, seed: int) -> PlanInputs:
    """Return a programme with some of its authorities twice, a pin, bounds on pairs, least numbers of partners."""
    rng = random.Random(seed)
    authorities = list(inputs.authorities)
    if seed % 2:  # the same twice: ties everywhere
        authorities += [one.model_copy(update={"id": f"{one.id}-too"}) for one in rng.sample(authorities, 4)]
    if seed % 3 == 0:
        authorities = [_with_least(one) if rng.random() < 0.1 else one for one in authorities]
    update: dict[str, object] = {"pair_limit": rng.randint(3, 6)} if seed % 3 == 2 else {}
    update |= {"pair_min": 2} if seed % 5 == 0 else {}
    programme = inputs.programme.model_copy(update=update)
    found = inputs.model_copy(update={"authorities": tuple(authorities), "programme": programme})
    if seed % 7 == 0:
        frame = build_frame(found)
        row, column = rng.choice(list(zip(*frame.table.is_eligible.nonzero(), strict=True)) or [(None, None)])
        if row is not None:
            pin = PairRequest(mentee_id=frame.mentee_ids[row], mentor_id=frame.mentor_ids[column])
            programme = programme.model_copy(update={"pins": (pin,)})
    return PlanInputs.model_validate(dict(found) | {"programme": programme})


def _with_least(one: Authority) -> Authority:
    roles = tuple(
        terms.model_copy(update={"capacity_min": 1}) if terms.capacity_max and terms.role is Role.MENTEE else terms
        for terms in one.roles
    )
    return one.model_copy(update={"roles": roles})


class Weighed:
    """A programme scored from nothing by other weights."""

    def __init__(self, inputs: PlanInputs, weights: list[int]) -> None:
        policy = inputs.programme.policy
        new = Weights(**{term.value: weight for term, weight in zip(Term, weights, strict=True)})
        programme = inputs.programme.model_copy(update={"policy": policy.model_copy(update={"weights": new})})
        self.frame = build_frame(inputs.model_copy(update={"programme": programme}))
        self.problem = self.frame.problem()
        self.best = worth(self.problem)

    def ends(self, pair: PairId) -> tuple[int, int]:
        """Return the indices of a pair."""
        return self.frame.mentee_ids.index(pair[0]), self.frame.mentor_ids.index(pair[1])

    def stays(self, pair: PairId) -> bool:
        """Return whether a pair is in some best plan: with it pinned, the total is as great."""
        row, column = self.ends(pair)
        if [row, column] in self.problem.pinned.tolist():
            return True
        return worth(edited(self.problem, [Pin(row, column)])) == self.best

    def total(self, pairs: list[PairId]) -> int:
        """Return the total of a plan."""
        return sum(int(self.frame.table.score[self.ends(pair)]) for pair in pairs)


def worth(problem: AssignmentProblem) -> int | None:
    """Return the greatest total, solved from nothing; ``None`` without a plan."""
    return solve(problem).objective
