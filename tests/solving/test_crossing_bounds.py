"""The bounds behind the search: any prices bound every plan, and what the solver computes the check confirms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from matcher.certify import check
from matcher.problems import AssignmentProblem, Branch, Certificate, Group, SearchTree, SolveResult, Status
from matcher.solving.crossing import lp_bounds
from matcher.solving.crossing.lp_rows import Box, Decision, Rows
from tests.solving.instances import small_crossing_problem
from tests.solving.oracles import best_by_trying_all

KINDS = [kind for kind in Branch if kind not in (Branch.LEFT_GROUP, Branch.RIGHT_GROUP)]


def _decision(rng: np.random.Generator, rows: Rows) -> Decision | None:
    kind = KINDS[rng.integers(len(KINDS))]
    part = range(rows.problem.edge_count) if kind == Branch.EDGE else range(*rows.part(kind).indices(rows.count))
    if not len(part):
        return None
    threshold = 0 if kind == Branch.EDGE else int(rng.integers(-2 if kind == Branch.QUOTA else 0, 4))
    return Decision(kind, int(rng.integers(len(part))), threshold, above=False)


def _prices(rng: np.random.Generator, rows: Rows, pricer: lp_bounds.Pricer, box: Box) -> lp_bounds.Prices:
    spread = float(np.abs(rows.problem.score).max(initial=1))
    price = rng.normal(0, spread, rows.count) * (rng.random(rows.count) < 0.5)
    return pricer.fitted(box, lp_bounds.rounded(rows, box, price))


def _split(problem: AssignmentProblem, rng: np.random.Generator) -> tuple[SearchTree, int]:
    """A chain of random branches with random prices at its leaves, and the greatest bound of a leaf by the solver."""
    rows = Rows(problem)
    pricer = lp_bounds.Pricer(rows)
    pricer.sort(_prices(rng, rows, pricer, rows.root))
    box, inner, leaves, bounds = rows.root, [], [], []

    def leaf(within: Box) -> None:
        prices = _prices(rng, rows, pricer, within)
        leaves.append(lp_bounds.certificate(rows, prices))
        if not within.is_empty:
            bounds.append(pricer.bound(within, prices).total)

    for _ in range(rng.integers(0, 4)):
        decision = _decision(rng, rows)
        if decision is not None:
            above = Decision(decision.kind, decision.index, decision.threshold, above=True)
            leaf(rows.narrowed(box, above))
            inner.append([decision.kind, decision.index, decision.threshold, len(inner) + 1, -len(leaves)])
            box = rows.narrowed(box, decision)
    leaf(box)
    if inner:
        inner[-1][3] = -len(leaves)
    columns = np.ascontiguousarray(np.array(inner, np.int64).reshape(-1, 5).T)
    return SearchTree(*columns, tuple(leaves), np.zeros(len(leaves), bool)), max(bounds, default=-(2**62))


def _check_bounds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = small_crossing_problem(rng)
    tree, by_solver = _split(problem, rng)
    result = SolveResult(np.zeros((0, 2), np.int64), None, Status.STOPPED, None, proof=tree)
    verdict = check(problem, result)
    assert verdict.violations == ()
    best = best_by_trying_all(problem)
    if verdict.bound is not None:
        assert verdict.bound == by_solver
    if best is not None:
        assert verdict.bound is not None
        assert verdict.bound >= best


@pytest.mark.parametrize("block", range(4))
def test_any_prices_bound_every_plan(block: int) -> None:
    """Weak duality holds for all prices with the right signs, under random branches: no plan may lie above.

    The solver's bound and that of the check are computed apart; what the solver says it has proved, the check confirms.
    """
    for seed in range(50 * block, 50 * block + 50):
        _check_bounds(seed)


@pytest.mark.soak
@pytest.mark.parametrize("block", range(100))
def test_any_prices_bound_every_plan_in_thousands(block: int) -> None:
    """The same, for the rare combinations."""
    for seed in range(1000 + 100 * block, 1100 + 100 * block):
        _check_bounds(seed)


def _two_or_none(price: int) -> tuple[AssignmentProblem, SolveResult]:
    """One mentor with one possible mentee, who wants two or none; the evidence is one price."""
    problem = AssignmentProblem([0], [0], [5], [1], [2], right_min_if_used=[2])
    zero = np.zeros(1, np.int64)
    certificate = Certificate(zero, np.array([price], np.int64), zero)
    return problem, SolveResult(np.zeros((0, 2), np.int64), 0, Status.OPTIMAL, certificate)


def test_a_vertex_that_may_have_none_counts_nothing_where_that_is_better() -> None:
    """At a price of -5 its two pairs would cost 10 and its edge brings 10: the bound is 0 and the empty plan best."""
    assert check(*_two_or_none(-5)).proved_optimal
    assert check(*_two_or_none(-4)).bound == 1
    assert check(*_two_or_none(0)).bound == 5


def test_a_vertex_with_a_pin_has_no_such_choice() -> None:
    """Whoever is pinned is used: the same price must then count in full, and its minimum holds."""
    problem = AssignmentProblem([0, 1], [0, 0], [5, -9], [1, 1], [2], right_min_if_used=[2], pinned=[[0, 0]])
    zero = np.zeros(2, np.int64)
    certificate = Certificate(zero, np.array([-9], np.int64), np.zeros(1, np.int64))
    plan = SolveResult(np.array([[0, 0], [1, 0]]), -4, Status.OPTIMAL, certificate)
    assert check(problem, plan).proved_optimal


def _three_seats(price: int) -> tuple[AssignmentProblem, SolveResult]:
    """Two mentors who want two mentees or none, and room for three pairs in their group: one of them is used."""
    group = Group([0, 1], most=3)
    ends = np.repeat(np.arange(4), 2), np.tile([0, 1], 4)
    problem = AssignmentProblem(*ends, [6] * 8, [1] * 4, [2, 2], right_min_if_used=[2, 2], right_groups=[group])
    zero = np.zeros(4, np.int64)
    prices = Certificate(zero, zero[:2], zero[:1], right_group_price=zero[:1], used_price=np.array([price, 0]))
    return problem, SolveResult(np.array([[0, 0], [1, 0]]), 12, Status.FEASIBLE, prices)


def test_the_number_of_used_vertices_has_a_price() -> None:
    """One of two can be used; its part is worth 24 at most. At a price of 24 the bound is 24, at one of 12 it is 36."""
    assert [check(*_three_seats(price)).bound for price in (0, 12, 24, 30)] == [48, 36, 24, 30]


@pytest.mark.parametrize("price", [[-1, 0], [0, -1], [0], [0, 0, 0], [2**60, 0]], ids=str)
def test_a_price_of_use_that_bounds_nothing_is_refused(price: list[int]) -> None:
    """A reward for using nobody, prices for nobody, and prices too large prove nothing."""
    problem, result = _three_seats(0)
    assert isinstance(result.certificate, Certificate)
    forged = replace(result, certificate=replace(result.certificate, used_price=np.array(price)))
    assert check(problem, forged).violations


def test_a_price_of_use_needs_somebody_who_wants_a_minimum() -> None:
    """Where all may have any number there is nothing to count, and a price is a forgery."""
    problem = AssignmentProblem([0], [0], [5], [1], [1])
    one = np.zeros(1, np.int64)
    priced = Certificate(one, one, one, used_price=np.array([1]))
    assert check(problem, SolveResult(np.array([[0, 0]]), 5, Status.OPTIMAL, priced)).violations
