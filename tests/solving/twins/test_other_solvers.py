"""Problems too large to count out, against solvers that know nothing of ours."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

from matcher.certify.twins import check_twins
from matcher.problems.twin_problem import TwinProblem
from matcher.solving.twins.twins import solve_twins
from tests.solving.twins.middle import middle


def _by_blossoms(problem: TwinProblem, most_pairs: bool) -> tuple[int, int]:
    """Pairs and value by the blossom algorithm of networkx; every vertex has one place."""
    graph = nx.Graph()
    graph.add_nodes_from(range(problem.num_vertices))
    for u, v, score in zip(problem.u.tolist(), problem.v.tolist(), problem.score.tolist(), strict=True):
        graph.add_edge(u, v, weight=score)
    pairs = nx.max_weight_matching(graph, maxcardinality=most_pairs)
    return len(pairs), sum(graph[u][v]["weight"] for u, v in pairs)


def _by_highs(problem: TwinProblem) -> int | None:
    """Value by HiGHS as an integer program; ``None`` where it finds that there is no plan."""
    size, edges = problem.num_vertices, problem.edge_count
    ends = np.concatenate((problem.u, problem.v))
    at = csr_matrix((np.ones(2 * edges), (ends, np.tile(np.arange(edges), 2))), shape=(size, edges))
    limit = np.inf if problem.pair_limit is None else problem.pair_limit
    rules = [LinearConstraint(at, problem.least, problem.capacity), LinearConstraint(np.ones((1, edges)), 0, limit)]
    found = milp(-problem.score.astype(float), constraints=rules, integrality=np.ones(edges), bounds=Bounds(0, 1))
    assert found.status in {0, 2}
    return None if found.status == 2 else round(-found.fun)


def _compare_blossoms(seed: int) -> None:
    problem = middle(seed)
    total, steps = solve_twins(problem), solve_twins(problem, "most_pairs")
    assert check_twins(problem, total).proved_optimal, seed
    assert check_twins(problem, steps, "most_pairs").proved_optimal, seed
    assert total.objective == _by_blossoms(problem, most_pairs=False)[1], seed
    assert (len(steps.pairs), steps.objective) == _by_blossoms(problem, most_pairs=True), seed


def _compare_highs(seed: int) -> None:
    problem = middle(seed, places=3, largest=24)
    result = solve_twins(problem)
    verdict = check_twins(problem, result)
    assert result.objective == _by_highs(problem), seed
    assert verdict.proved_infeasible if result.objective is None else verdict.proved_optimal, seed
    assert result.proof is not None
    assert len(result.proof.tree.leaves) == 1, seed  # type: ignore[union-attr]


@pytest.mark.parametrize("first", range(0, 49, 7))
def test_one_place_each_against_blossoms(first: int) -> None:
    """Another algorithm, another implementation: the same value, with and without the most pairs first."""
    for seed in range(first, first + 7):
        _compare_blossoms(seed)


@pytest.mark.parametrize("first", range(0, 30, 10))
def test_several_places_against_an_integer_program(first: int) -> None:
    """Places, limits and minima: HiGHS needs many nodes where one leaf proves the same value."""
    for seed in range(first, first + 10):
        _compare_highs(seed)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(1000, 3000, 100))
def test_thousands(first: int) -> None:
    """What is rare is met in thousands."""
    for seed in range(first, first + 100):
        _compare_blossoms(seed)
        problem = middle(seed, places=3)
        result = solve_twins(problem)
        verdict = check_twins(problem, result)
        assert verdict.proved_infeasible or verdict.proved_optimal, seed
        assert len(result.proof.tree.leaves) == 1, seed  # type: ignore[union-attr]
