"""The other ways to make twins, cycles and visits keep every rule: a method that cheats proves nothing."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest

from benchmarks.methods.exchange_baselines import Cycle, fill_cycles, fill_twins, fill_visits
from matcher.certify.visits import check_visits
from matcher.problems import Status, StopToken
from matcher.problems.cycles import CycleProblem
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.visits import VisitProblem, VisitResult
from matcher.solving.cycles.listing import cycles_of

SEEDS = range(60)


def arcs_of(cycle: Cycle) -> list[tuple[int, int]]:
    return list(zip(cycle, cycle[1:] + cycle[:1], strict=True))


def twins(seed: int) -> TwinProblem:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 1000, (9, 9))
    return TwinProblem.from_dense(
        np.triu(table) + np.triu(table, 1).T,
        rng.integers(0, 3, 9),
        forbidden=(drawn := rng.random((9, 9)) < 0.3) | drawn.T,
        pair_limit=int(rng.integers(2, 9)),
    )


def cycles(seed: int) -> tuple[CycleProblem, list[Cycle]]:
    rng = np.random.default_rng(seed)
    source, target = np.nonzero((rng.random((7, 7)) < 0.5) & ~np.eye(7, dtype=bool))
    problem = CycleProblem(7, source, target, rng.integers(0, 1000, source.size), 3, rng.integers(0, 3, 7))
    listed = set(zip(source.tolist(), target.tolist(), strict=True))
    found = [c for n in (2, 3) for c in permutations(range(7), n) if c[0] == min(c) and set(arcs_of(c)) <= listed]
    return problem, found


def visits(seed: int) -> VisitProblem:
    """All rules at once: some visitors host, visits want two countries, budgets bite."""
    rng = np.random.default_rng(seed)
    hosts, visitors, weeks, offers = 3, 10, 6, 6
    who, what = np.nonzero(rng.random((visitors, offers)) < 0.6)
    return VisitProblem(
        weeks=weeks,
        period=np.arange(weeks) // 3,
        host_visits=rng.integers(0, 3, hosts),
        slot_host=[0, 0, 1, 2],
        slot_times=rng.integers(0, 3, 4),
        offer_slot=[0, 0, 1, 2, 3, 3],
        visitors_min=[1, 2, 1, 2, 3, 1],
        visitors_max=[3, 3, 2, 4, 4, 2],
        persons_max=rng.integers(4, 9, offers),
        countries_min=[1, 2, 1, 2, 1, 1],
        offer_week=rng.random((offers, weeks)) < 0.7,
        visitor_visits=rng.integers(0, 3, visitors),
        visitor_persons=rng.integers(1, 4, visitors),
        visitor_country=rng.integers(0, 3, visitors),
        visitor_budget=rng.integers(20, 200, visitors),
        visitor_host=[0, 1, *[-1] * (visitors - 2)],
        visitor_week=rng.random((visitors, weeks)) < 0.7,
        visitor_index=who,
        offer_index=what,
        score=rng.integers(1, 1000, who.size),
        cost=rng.integers(1, 90, who.size),
        budget=int(rng.integers(100, 500)),
        visit_limit=int(rng.integers(2, 12)) if seed % 2 else None,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_twins_keep_every_rule_and_leave_no_room(seed: int) -> None:
    """Pairs are allowed, within capacity and limit; greedy never stops while two that may still could be paired."""
    problem = twins(seed)
    pairs = fill_twins(problem, problem.score)
    listed = set(zip(problem.u.tolist(), problem.v.tolist(), strict=True))
    taken = list(map(tuple, pairs.tolist()))
    used = np.bincount(pairs.ravel(), minlength=9)
    assert set(taken) <= listed
    assert len(set(taken)) == len(taken) <= (problem.pair_limit or 0)
    assert (used <= problem.capacity).all()
    has_room = used < problem.capacity
    assert len(taken) == problem.pair_limit or not any(has_room[u] and has_room[v] for u, v in listed - set(taken))


@pytest.mark.parametrize("seed", SEEDS)
def test_cycles_share_no_arc_and_keep_capacity(seed: int) -> None:
    """As above; and the best of all is taken first."""
    problem, listed = cycles(seed)
    found = cycles_of(problem, StopToken())
    assert found is not None
    score = dict(zip(zip(problem.source.tolist(), problem.target.tolist(), strict=True), problem.score, strict=True))
    worth = np.array([sum(score[arc] for arc in arcs_of(cycle)) for cycle in listed], np.int64)
    chosen = fill_cycles(problem, found, found.score)
    assert set(chosen) <= set(listed)
    assert all(count == 1 for count in Counter(arc for cycle in chosen for arc in arcs_of(cycle)).values())
    used = np.bincount([vertex for cycle in chosen for vertex in cycle], minlength=7)
    assert (used <= problem.capacity).all()
    possible = [w for w, cycle in zip(worth, listed, strict=True) if all(problem.capacity[list(cycle)])]
    taken = [worth[listed.index(cycle)] for cycle in chosen]
    assert max(possible, default=0) == max(taken, default=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_visits_that_come_about_keep_every_rule(seed: int) -> None:
    """The independent check finds no fault with them, whatever the order in which visitors come."""
    problem = visits(seed)
    order = np.random.default_rng(seed).permutation(problem.request_count)
    held, granted = fill_visits(problem, order.tolist())
    worth = int(problem.score[granted[:, 0]].sum())
    verdict = check_visits(problem, VisitResult(held, granted, worth, Status.FEASIBLE, None))
    assert verdict.violations == ()
    assert verdict.objective == worth


def test_visits_do_come_about() -> None:
    """The test above would pass for a method that grants nothing."""
    granted = [len(fill_visits(visits(seed), range(visits(seed).request_count))[1]) for seed in SEEDS]
    assert sum(granted) > 2 * len(granted)


def test_whoever_was_called_off_may_come_once_more() -> None:
    """A visit for three with two visitors is called off; both find room elsewhere, in the same week."""
    problem = VisitProblem(
        weeks=1,
        host_visits=[1, 1],
        slot_host=[0, 1],
        offer_slot=[0, 1],
        visitors_min=[3, 1],
        visitors_max=[3, 3],
        offer_week=np.ones((2, 1), bool),
        visitor_visits=[1, 1, 1],
        visitor_week=np.ones((3, 1), bool),
        visitor_index=[0, 0, 1, 1, 2],
        offer_index=[0, 1, 0, 1, 1],
        score=[9, 5, 9, 5, 5],
    )
    held, granted = fill_visits(problem, [0, 2, 4, 1, 3])
    assert held.tolist() == [[1, 0]]
    assert granted.tolist() == [[1, 0], [3, 0], [4, 0]]
