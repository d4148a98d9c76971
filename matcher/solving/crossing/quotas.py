"""Drives the solving of problems that are no flow: crossing quotas, and a minimum or none.

The way of a solve: the linear program over promising edges, with the others priced in until its bound is that of all
edges; a plunge for a first plan; then branch and bound (``branching``) over the edges whose reduced score is within the
gap of 0, since no better plan can hold another one (reduced-cost fixing), until no leaf allows anything better or the
effort is spent.

Sources: as in ``branching`` and ``lp``. Cost: see there; the effort is bounded by ``EFFORT_MAX``.
Stopping: the token is asked at every step of the simplex method, and between the passes over all edges that put the
program together and bound it. Measured at 500 x 500 with 350 quotas on two busy cores: 2-30 ms from a cancel to the
result in the search, 40-100 ms while the program is put together, 0.2 s at most.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matcher.problems import AssignmentProblem, SolveResult, Status, StopToken, merged
from matcher.solving.crossing import lp_bounds
from matcher.solving.crossing.branching import Found, Search, look
from matcher.solving.crossing.branching_plans import Best, plunge
from matcher.solving.crossing.lp import Outcome, Program
from matcher.solving.crossing.lp_bounds import Pricer
from matcher.solving.crossing.lp_rows import IntArray, Rows

Progress = Callable[[int, int], None]

FEW_EDGES = 3_000  # so many are all put into the program at once
NEAR_PER_VERTEX = 12  # edges per vertex, of each class, that a program begins with
CORE_EDGES = 2_500  # of the program in which a first plan is looked for
EFFORT_MAX = 140_000_000  # rows times steps of the simplex method: some twelve seconds


def solve_crossing(problem: AssignmentProblem, stop: StopToken, progress: Progress | None = None) -> SolveResult:
    """Return the best plan with a search tree that proves it; or the best one found, with the bound that is proved.

    Args:
        problem: the problem, with or without quotas that cross.
        stop: asked at every step; the result is then FEASIBLE, or STOPPED where no plan was found.
        progress: called with (pairs so far, pairs at most) when a better plan is found, never with less than before.
    """
    problem = merged(problem)
    rows = Rows(problem)
    best, pricer = Best(rows, _teller(problem, progress)), Pricer(rows)
    program = Program(rows, _promising(problem, stop), stop)
    root = look(pricer, program, rows.root, lp_bounds.plain(rows), best)
    search = Search(pricer, best, stop, root)
    if root.outcome == Outcome.SOLVED and not best.reaches(root.total) and not stop.stopped:
        pricer.sort(root.prices)
        program = program if stop.stopped else _first_plan(rows, pricer, best, stop)
        if best.value is not None and not stop.stopped:
            near = np.union1d(problem.pinned_edge, pricer.near(root.total - best.value))
            program = Program(rows, near, stop) if near.size < program.edges.size else program
        search.run(program, EFFORT_MAX)
    return _result(rows, best, root, search)


def _first_plan(rows: Rows, pricer: Pricer, best: Best, stop: StopToken) -> Program:
    """Offer the plan of a plunge; return the program it was found in."""
    program = Program(rows, np.union1d(rows.problem.pinned_edge, pricer.nearest(CORE_EDGES)), stop)
    relaxed = program.within(rows.root)
    if relaxed.outcome == Outcome.SOLVED:
        plunge(program, rows.root, relaxed, best)
    return program


def _teller(problem: AssignmentProblem, progress: Progress | None) -> Callable[[int], None]:
    most = int(min(problem.left_capacity.sum(), problem.right_capacity.sum(), problem.edge_count))
    most = most if problem.pair_limit is None else min(most, problem.pair_limit)
    told = 0

    def tell(pairs: int) -> None:
        nonlocal told
        told = max(told, pairs)
        if progress is not None:
            progress(told, most)

    return tell


def _promising(problem: AssignmentProblem, stop: StopToken) -> IntArray:
    """Return the edges a program begins with, ascending: the best of each vertex, in and out of large quotas.

    Once stopped, those found so far: the program is not going to be solved.
    """
    if problem.edge_count <= FEW_EDGES:
        return np.arange(problem.edge_count)
    keep = np.zeros(problem.edge_count, bool)
    keep[problem.pinned_edge] = True
    classes, quotas = [np.ones(problem.edge_count, bool)], problem.quotas
    for quota in range(quotas.count):
        if stop.stopped:
            return np.flatnonzero(keep)
        part = slice(quotas.start[quota], quotas.start[quota + 1])
        counted = quotas.edge[part][quotas.weight[part] > 0]
        if counted.size > problem.edge_count // 10:
            inside = np.zeros(problem.edge_count, bool)
            inside[counted] = True
            classes += [inside, ~inside]
        else:
            best = np.argsort(-problem.score[counted], kind="stable")
            keep[counted[best[:NEAR_PER_VERTEX]]] = True
    if stop.stopped:
        return np.flatnonzero(keep)
    by_score = np.argsort(-problem.score, kind="stable")
    small = np.uint16 if max(problem.left_count, problem.right_count) < 2**16 else np.int32  # sorted far faster
    for index in (problem.left_index, problem.right_index):
        order = by_score[np.argsort(index[by_score].astype(small), kind="stable")]
        for inside in classes:
            if stop.stopped:
                return np.flatnonzero(keep)
            edges = order[inside[order]]
            often = np.bincount(index[edges])
            rank = np.arange(edges.size) - np.repeat(np.cumsum(often) - often, often)
            keep[edges[rank < NEAR_PER_VERTEX]] = True
    return np.flatnonzero(keep)


def _result(rows: Rows, best: Best, root: Found, search: Search) -> SolveResult:
    certificate, tree, bound = lp_bounds.certificate(rows, root.prices), search.tree(), search.bound
    if best.edges is None:
        status = Status.INFEASIBLE if bound is None else Status.STOPPED
        return SolveResult(np.zeros((0, 2), np.int64), None, status, certificate, proof=tree)
    status = Status.OPTIMAL if bound is None or best.reaches(bound) else Status.FEASIBLE
    return SolveResult(rows.problem.ends_of(best.edges), best.value, status, certificate, proof=tree)
