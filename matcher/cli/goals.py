"""What a plan is the best for, and what proves it, in words."""

from __future__ import annotations

from matcher.cli.cells import UNKNOWN, score, share
from matcher.plans.types import BundleVerdict, Goal, Plan

_MEANING = {
    Goal.TOTAL: "the greatest sum of scores",
    Goal.MOST_PAIRS: "the most pairs, then the greatest sum of scores",
    Goal.FLOOR: "the most pairs, then the best worst pair, then the greatest sum of scores",
    Goal.FAIREST: "the most pairs, then the best worst pair, the best second worst, and so on",
    Goal.STABLE: "no two would both rather have each other; they go by the same score, so the best pair comes first",
}


def goal_lines(plan: Plan) -> list[str]:
    """Return what the goal of ``plan`` is, what is proved, and what that costs in total."""
    found = _within(plan) if plan.verdict == "BOUND_PROVED" else _proved(plan)
    lines = [f"Goal: {plan.goal}, {_MEANING[plan.goal]}.", f"Verdict: {found}"]
    price = plan.quality.fairness_price_micro
    if price is not None:
        best = score(plan.quality.total_micro + price)
        part = share(plan.quality.fairness_price_permille)
        lines.append(f"Price of fairness: {score(price)} less than the greatest total {best} ({part}).")
    return lines


def proved_line(verdict: BundleVerdict) -> str:
    """Return what the check of a bundle has proved."""
    total = score(verdict.objective_micro)
    if not verdict.optimal:
        gap = gap_percent(verdict.objective_micro, verdict.bound_micro)
        return f"Proved: the plan of total {total} keeps every rule and is within {gap} of the best; no fault found."
    if verdict.goal is Goal.TOTAL:
        return f"Proved: total {total} is the optimum; no fault found."
    what = "is stable" if verdict.goal is Goal.STABLE else f"is the best by goal {verdict.goal}"
    return f"Proved: the plan of total {total} {what}; no fault found."


def gap_percent(best: int, bound: int | None) -> str:
    """Return by how much the best plan there may be exceeds ``best`` at most, as a share of it, rounded up."""
    if bound is None or bound <= 0:
        return UNKNOWN
    tenths = -(-1000 * (bound - best) // bound)
    return f"{tenths // 10}.{tenths % 10} %"


def _bound(plan: Plan) -> int | None:
    return plan.certificate.bound_micro if plan.evidence is None else plan.evidence.bound_micro


def _within(plan: Plan) -> str:
    """Return how far the plan may be from the best one: it is not said to be the best."""
    total, bound = plan.quality.total_micro, _bound(plan)
    near = f"within {gap_percent(total, bound)} of the best: the total is {score(total)}"
    return f"{near}, and it is proved that no plan{_as_good(plan)} exceeds {score(bound)}."


def _as_good(plan: Plan) -> str:
    pairs = f" with {plan.quality.pairs:,} pairs"
    match plan.goal:
        case Goal.MOST_PAIRS:
            return f"{pairs}, the most there can be,"
        case Goal.FLOOR:
            return f"{pairs}, the most there can be, and no pair below {score(plan.quality.worst_micro)}"
        case _:
            return ""


def _proved(plan: Plan) -> str:
    total, bound = score(plan.quality.total_micro), score(_bound(plan))
    reached = f"the total {total} reaches the bound {bound} exactly."
    pairs = f"optimal, proved. No plan has more than {plan.quality.pairs:,} pairs"
    worst = score(plan.quality.worst_micro)
    if not plan.pairings and plan.goal in {Goal.MOST_PAIRS, Goal.FLOOR, Goal.FAIREST}:
        return "optimal, proved. No plan has any pair."
    match plan.goal:
        case Goal.TOTAL:
            return f"optimal, proved. {reached.capitalize()}"
        case Goal.MOST_PAIRS:
            return f"{pairs}; among those with so many, {reached}"
        case Goal.FLOOR:
            return f"{pairs}, none with so many a better worst pair than {worst}; among the rest, {reached}"
        case Goal.FAIREST:
            levels = max(0, len(plan.certificate.steps) - 1)
            return f"{pairs}; in {levels:,} steps, from the worst score {worst} up, none with so many is fairer."
        case Goal.STABLE:
            return f"stable, proved. None of the pairs that could be blocks it; the total is {total}."
