"""How often the planted partner is found again: by the score, and by simpler ways to rank partners.

All methods rank the same eligible partners and make their plan with the same exact solver, each on its own ranking
figure, so that a difference between them is a difference between figures. Ties share their ranks evenly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.methods.baselines import need_times_offer, population_gap, theme_overlap
from benchmarks.methods.intervals import Estimate, of_mean
from benchmarks.methods.market import Bool, Float, Int, Market, build_market
from benchmarks.methods.world import World, plant
from matcher.problems import AssignmentProblem
from matcher.solving import solve

RANKINGS: dict[str, Callable[[Market], Int]] = {
    "score": lambda market: market.score,
    "need x offer": need_times_offer,
    "theme overlap": theme_overlap,
    "nearest population": lambda market: (-10_000 * population_gap(market)).astype(np.int64),
    "chance": lambda market: np.zeros_like(market.score),  # all eligible partners tie
}
METHODS = tuple(RANKINGS)

HEADS = {
    "eligible_percent": "% partners\neligible",
    "hit1_percent": "% hit at 1",
    "hit3_percent": "% hit at 3",
    "mean_rank": "mean rank",
    "in_plan_percent": "% planted pairs\nin the plan",
    "gain_percent": "% of true gain\nin the plan",
}

Tick = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Cell:
    """One method at one level: every figure of ``HEADS``, with its interval over worlds.

    ``advantage`` is the paired difference to the score, positive where the method finds more.
    """

    kind: str
    noise: float
    missing: float
    method: str
    figures: dict[str, Estimate]
    advantage: dict[str, Estimate]

    def beats_score(self, key: str) -> bool:
        """Return whether the method is better than the score here, with an interval that excludes a tie."""
        return self.advantage[key].value > 0 and self.advantage[key].excludes_zero()


def sweep(
    levels: Sequence[tuple[str, float, float]], worlds: int, *, seed: int = 0, tick: Tick | None = None
) -> list[Cell]:
    """Return the cells of all (kind, noise, missing) ``levels``, each over the same ``worlds`` latent worlds."""
    cells = []
    for kind, noise, missing in levels:
        found: dict[str, list[dict[str, float]]] = {method: [] for method in METHODS}
        for number in range(worlds):
            world = plant(seed + number, noise=noise, missing=missing, kind=kind)
            for method, outcome in recover(world).items():
                found[method].append(outcome)
            if tick:
                tick()
        for method, outcomes in found.items():
            figures, gains = _estimates(outcomes, found["score"])
            cells.append(Cell(kind, noise, missing, method, figures, gains))
    return cells


def _estimates(
    outcomes: Sequence[dict[str, float]], score: Sequence[dict[str, float]]
) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    figures, advantage = {}, {}
    for key in HEADS:
        sign = -1 if key == "mean_rank" else 1
        figures[key] = of_mean([outcome[key] for outcome in outcomes])
        pairs = zip(outcomes, score, strict=True)
        advantage[key] = of_mean([sign * (own[key] - other[key]) for own, other in pairs])
    return figures, advantage


def recover(world: World) -> dict[str, dict[str, float]]:
    """Return the figures of every method on one world.

    Raises:
        ValueError: where somebody is not ready to be planned, so that profiles and benefit do not line up.
    """
    market = build_market(world.inputs)
    if market.score.shape != world.benefit.shape:
        raise ValueError(f"{market.score.shape} pairs are ready of {world.benefit.shape}")
    partner = world.benefit.argmax(axis=1)
    best = planted_plan(world)
    is_eligible = market.frame.table.is_eligible
    found = {}
    for method, ranking in RANKINGS.items():
        key = ranking(market)
        plan = solve(_problem(market, key)).pairs
        rank, hits = ranks_of(key, is_eligible, partner)
        found[method] = {
            "eligible_percent": 100 * float(is_eligible[np.arange(len(key)), partner].mean()),
            **_figures(rank, hits),
            **_of_plan(plan, best, world.benefit),
        }
    return found


def _problem(market: Market, key: Int) -> AssignmentProblem:
    """Return the programme's problem on another figure; lifted above zero, so that it serves as many as possible."""
    problem = market.problem
    value = key[problem.left_index, problem.right_index]
    lifted = value if value.min(initial=1) > 0 else value - value.min(initial=0) + 1
    return AssignmentProblem(
        problem.left_index, problem.right_index, lifted, problem.left_capacity, problem.right_capacity
    )


def ranks_of(key: Int, is_eligible: Bool, partner: Int) -> tuple[Float, Float]:
    """Return the expected rank of each row's ``partner`` and its chances to stand first, and among the first three.

    A partner that a hard rule excludes is never suggested: no hit, and the mean rank of all that are excluded.

    Args:
        key: int64 [r, c], higher is better.
        is_eligible: bool [r, c].
        partner: int64 [r], column of the planted partner.
    """
    rows = np.arange(len(key))
    own = key[rows, partner][:, None]
    above = ((key > own) & is_eligible).sum(axis=1)
    tied = ((key == own) & is_eligible).sum(axis=1)
    eligible = is_eligible.sum(axis=1)
    is_listed = is_eligible[rows, partner]
    unlisted_rank = eligible + (key.shape[1] - eligible + 1) / 2
    rank: Float = np.where(is_listed, above + (tied + 1) / 2, unlisted_rank)
    hits = [np.clip((upto - above) / np.maximum(tied, 1), 0, 1) * is_listed for upto in (1, 3)]
    return rank, np.array(hits)


def _figures(rank: Float, hits: Float) -> dict[str, float]:
    return {
        "hit1_percent": 100 * float(hits[0].mean()),
        "hit3_percent": 100 * float(hits[1].mean()),
        "mean_rank": float(rank.mean()),
    }


def planted_plan(world: World) -> Int:
    """Return the plan of the largest total true benefit, int64 [p, 2], by assignment of mentees to single places."""
    seats = np.repeat(np.arange(len(world.capacity)), world.capacity)
    rows, chosen = linear_sum_assignment(world.benefit[:, seats], maximize=True)
    return np.column_stack((rows, seats[chosen])).astype(np.int64)


def _of_plan(plan: Int, best: Int, benefit: Float) -> dict[str, float]:
    """Return how much of the planted plan is there; true gain is counted from each mentee's mean over all mentors."""
    gain = benefit - benefit.mean(axis=1, keepdims=True)
    shared = set(map(tuple, plan.tolist())) & set(map(tuple, best.tolist()))
    most = float(gain[best[:, 0], best[:, 1]].sum())
    return {
        "in_plan_percent": 100 * len(shared) / len(best),
        "gain_percent": 100 * float(gain[plan[:, 0], plan[:, 1]].sum()) / most,
    }
