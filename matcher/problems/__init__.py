"""Frozen statements of the problems, their results, and the verdicts on them. Facts only: nothing here solves."""

from matcher.problems.alternates import Alternates, AlternatesVerdict, OpenPart
from matcher.problems.assignment import AssignmentProblem
from matcher.problems.causes import Cause, CauseVerdict, Change, HallSet, Repair, Rule, RuleKind, rules_of
from matcher.problems.curves import BudgetCurve, CurveVerdict, FloorCurve
from matcher.problems.editing import edited
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
    SetMinimumIfUsed,
    SetPairLimit,
    SetPairMin,
    SetQuota,
    SetScore,
    Side,
    Unpin,
)
from matcher.problems.groups import Group, Groups
from matcher.problems.merging import merged
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
    "Alternates",
    "AlternatesVerdict",
    "AssignmentProblem",
    "Blocking",
    "Branch",
    "BudgetCurve",
    "Cause",
    "CauseVerdict",
    "Certificate",
    "Change",
    "CurveVerdict",
    "Edit",
    "FloorCurve",
    "Goal",
    "GoalProof",
    "Group",
    "Groups",
    "HallSet",
    "Level",
    "OpenPart",
    "Overlay",
    "Pin",
    "ProofFault",
    "ProofViolation",
    "Quota",
    "Quotas",
    "RemoveEdge",
    "RemoveVertex",
    "Repair",
    "Rule",
    "RuleKind",
    "SearchTree",
    "SetCapacity",
    "SetGroup",
    "SetMinimum",
    "SetMinimumIfUsed",
    "SetPairLimit",
    "SetPairMin",
    "SetQuota",
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
    "rules_of",
]
