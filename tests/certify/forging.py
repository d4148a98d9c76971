"""How the forgeries are made: one field bent, everything else left as it was."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from matcher.certify import check
from matcher.problems import AssignmentProblem, Certificate, Goal, ProofFault, SolveResult

Forgery = Callable[[SolveResult], SolveResult]


def claim(**changes: Any) -> Forgery:
    """The result with other fields."""
    return lambda result: dataclasses.replace(result, **changes)


def plan(problem: AssignmentProblem, *pairs: tuple[int, int]) -> Forgery:
    """Another plan, with the value it has: only the broken rule gives the forger away."""
    table = np.array(sorted(pairs), np.int64).reshape(-1, 2)
    edges = problem.find_edges(table)
    return claim(pairs=table, objective=int(problem.scores_of(edges[edges >= 0]).sum()))


def price(name: str, index: int, by: int) -> Forgery:
    """One price moved by so much."""
    return lambda result: dataclasses.replace(result, certificate=moved(result.certificate, name, index, by))


def moved(certificate: Certificate | None, name: str, index: int, by: int) -> Certificate:
    """A certificate with one price moved by so much."""
    assert certificate is not None
    prices = getattr(certificate, name).copy()
    prices[index] += by
    return dataclasses.replace(certificate, **{name: prices})


def prices(**changes: Any) -> Forgery:
    """Other prices."""

    def forge(result: SolveResult) -> SolveResult:
        assert result.certificate is not None
        return dataclasses.replace(result, certificate=dataclasses.replace(result.certificate, **changes))

    return forge


def proof(**changes: Any) -> Forgery:
    """A proof with other fields, each computed from the proof."""

    def forge(result: SolveResult) -> SolveResult:
        made = {name: change(result.proof) for name, change in changes.items()}
        return dataclasses.replace(result, proof=dataclasses.replace(result.proof, **made))  # type: ignore[type-var]

    return forge


def assert_refused(
    problem: AssignmentProblem, forged: SolveResult, expected: ProofFault, goal: Goal = Goal.TOTAL
) -> None:
    """The verdict names the fault and proves nothing."""
    verdict = check(problem, forged, goal)
    assert expected in [violation.fault for violation in verdict.violations], verdict.violations
    assert not verdict.proved_optimal
    assert not verdict.proved_infeasible
    assert all(str(violation) for violation in verdict.violations)
