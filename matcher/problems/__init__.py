"""Frozen statements of the problems, their results, and the verdicts on them. Facts only: nothing here solves."""

from matcher.problems.assignment import AssignmentProblem
from matcher.problems.results import Certificate, SolveResult, Status
from matcher.problems.stopping import StopToken
from matcher.problems.verdicts import ProofFault, ProofViolation, Verdict

__all__ = [
    "AssignmentProblem",
    "Certificate",
    "ProofFault",
    "ProofViolation",
    "SolveResult",
    "Status",
    "StopToken",
    "Verdict",
]
