"""Checks the result of a visit problem against the problem alone, in exact integers.

The plan is judged rule by rule (``visit_rules``); the evidence bounds every plan of the program that states the problem
(``programs``). Nothing the solver says is believed.

Cost: stating the program, some 0.1 s for 50,000 columns, and a pass over its columns and priced rows for each leaf.
"""

from __future__ import annotations

from dataclasses import replace

from matcher.certify.claims import check_claim
from matcher.certify.notes import Violations, kind, note
from matcher.certify.programs import bound_of_tree
from matcher.certify.visit_rules import read_visits
from matcher.problems import ProofFault, Status, Verdict
from matcher.problems.programs import Program
from matcher.problems.visit_program import program_of
from matcher.problems.visits import VisitProblem, VisitResult


def check_visits(problem: VisitProblem, result: object, program: Program | None = None) -> Verdict:
    """Return what the plan and the evidence in ``result`` prove about ``problem``.

    Args:
        problem: the problem, which is trusted.
        result: what a solver claims; it may be anything.
        program: ``program_of(problem)``, where the caller has made it already.
    """
    found: Violations = []
    if not isinstance(result, VisitResult):
        note(found, ProofFault.MALFORMED, f"the result is a {kind(result)}")
        return Verdict(None, None, None, tuple(found))
    objective = read_visits(problem, result, found)
    bound = ray_bound = None
    if result.tree is not None:
        proved = bound_of_tree(program_of(problem) if program is None else program, result.tree)
        bound, ray_bound = proved.bound, proved.ray_bound
        found += proved.violations
    elif result.status in {Status.OPTIMAL, Status.INFEASIBLE}:
        note(found, ProofFault.NO_CERTIFICATE, f"status {result.status} without evidence")
    verdict = Verdict(objective, bound, ray_bound, tuple(found))
    if not found:
        check_claim(result.status, verdict, found)
    return replace(verdict, violations=tuple(found)) if found else verdict
