"""Frozen statements of the problems, their results, and the verdicts on them. Facts only: nothing here solves."""

from matcher.problems.assignment import AssignmentProblem
from matcher.problems.editing import edited, merged
from matcher.problems.edits import (
    AddEdge,
    AddVertex,
    Edit,
    Overlay,
    Pin,
    RemoveEdge,
    RemoveVertex,
    SetCapacity,
    SetGroup,
    SetMinimum,
    SetPairLimit,
    SetPairMin,
    SetScore,
    Side,
    Unpin,
)
from matcher.problems.groups import Group, Groups
from matcher.problems.quotas import UNBOUNDED, Quota, Quotas
from matcher.problems.results import (
    Branch,
    Certificate,
    Goal,
    GoalProof,
    Level,
    SearchTree,
    SolveResult,
    Status,
)
from matcher.problems.stopping import StopToken
from matcher.problems.verdicts import Blocking, ProofFault, ProofViolation, Step, StepKind, Verdict

__all__ = [
    "UNBOUNDED",
    "AddEdge",
    "AddVertex",
    "AssignmentProblem",
    "Blocking",
    "Branch",
    "Certificate",
    "Edit",
    "Goal",
    "GoalProof",
    "Group",
    "Groups",
    "Level",
    "Overlay",
    "Pin",
    "ProofFault",
    "ProofViolation",
    "Quota",
    "Quotas",
    "RemoveEdge",
    "RemoveVertex",
    "SearchTree",
    "SetCapacity",
    "SetGroup",
    "SetMinimum",
    "SetPairLimit",
    "SetPairMin",
    "SetScore",
    "Side",
    "SolveResult",
    "Status",
    "Step",
    "StepKind",
    "StopToken",
    "Unpin",
    "Verdict",
    "edited",
    "merged",
]
