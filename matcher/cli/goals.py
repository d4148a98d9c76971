"""What a plan is the best for, and what proves it, in words."""

from __future__ import annotations

from matcher.cli.cells import score, share
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
    lines = [f"Goal: {plan.goal}, {_MEANING[plan.goal]}.", f"Verdict: {_proved(plan)}"]
    price = plan.quality.fairness_price_micro
    if price is not None:
        best = score(plan.quality.total_micro + price)
        part = share(plan.quality.fairness_price_permille)
        lines.append(f"Price of fairness: {score(price)} less than the greatest total {best} ({part}).")
    return lines


def proved_line(verdict: BundleVerdict) -> str:
    """Return what the check of a bundle has proved."""
    total = score(verdict.objective_micro)
    if verdict.goal is Goal.TOTAL:
        return f"Proved: total {total} is the optimum; no fault found."
    what = "is stable" if verdict.goal is Goal.STABLE else f"is the best by goal {verdict.goal}"
    return f"Proved: the plan of total {total} {what}; no fault found."


def _proved(plan: Plan) -> str:
    total, bound = score(plan.quality.total_micro), score(plan.certificate.bound_micro)
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
