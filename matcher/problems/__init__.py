"""Frozen statements of the problems, their results, and the verdicts on them. Facts only: nothing here solves."""

from matcher.problems.alternates import Alternates, AlternatesVerdict, OpenPart
from matcher.problems.assignment import AssignmentProblem
from matcher.problems.causes import Cause, CauseVerdict, Change, HallSet, Repair, Rule, RuleKind, rules_of
from matcher.problems.curves import BudgetCurve, CurveVerdict, FloorCurve
from matcher.problems.cycles import CycleProblem, CycleResult
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
    SetEdges,
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
from matcher.problems.programs import Leaf, Program, ProgramResult, ProgramTree
from matcher.problems.quotas import UNBOUNDED, Quota, Quotas
from matcher.problems.regrets import NO_WAY, Forced, Move, PlaceValues, Regrets, RegretVerdict, Ways
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
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import OddSet, TwinProof, TwinResult, TwinSteps
from matcher.problems.verdicts import Blocking, ProofFault, ProofViolation, Step, StepKind, Verdict
from matcher.problems.visits import VisitProblem, VisitResult

__all__ = [
    "NO_WAY",
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
    "CycleProblem",
    "CycleResult",
    "Edit",
    "FloorCurve",
    "Forced",
    "Goal",
    "GoalProof",
    "Group",
    "Groups",
    "HallSet",
    "Leaf",
    "Level",
    "Move",
    "OddSet",
    "OpenPart",
    "Overlay",
    "Pin",
    "PlaceValues",
    "Program",
    "ProgramResult",
    "ProgramTree",
    "ProofFault",
    "ProofViolation",
    "Quota",
    "Quotas",
    "RegretVerdict",
    "Regrets",
    "RemoveEdge",
    "RemoveVertex",
    "Repair",
    "Rule",
    "RuleKind",
    "SearchTree",
    "SetCapacity",
    "SetEdges",
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
    "TwinProblem",
    "TwinProof",
    "TwinResult",
    "TwinSteps",
    "Unpin",
    "Verdict",
    "VisitProblem",
    "VisitResult",
    "Ways",
    "edited",
    "merged",
    "rules_of",
]
