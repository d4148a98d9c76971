"""Why there is no plan of an exchange, as simply as it can be told: which rules, left out, leave one."""

from __future__ import annotations

from typing import Any

from matcher.errors import Infeasible, Stopped
from matcher.plans.exchanges.statement import Statement
from matcher.plans.frame import go_on
from matcher.problems import StopToken
from matcher.problems.results import Goal


def infeasible(statement: Statement[Any], stop: StopToken | None = None) -> Infeasible:
    """Return the error that names the first rules of ``statement`` whose absence leaves a plan.

    Each absence is tried by a search, whose plan is checked, so that what is said to mend it does. Rules that clash
    only together with others are named together with them.

    Args:
        statement: a problem that was proved to have no plan.
        stop: ends the search for reasons; then it is told that there was no time for them.
    """
    try:
        for relaxation in statement.relaxed():
            go_on(stop)
            if _has_plan(relaxation.statement, stop):
                told = f"no plan keeps all rules: {relaxation.rules}. Maybe {relaxation.without}"
                return Infeasible(told, (relaxation.rules,), (relaxation.without,))
    except Stopped:
        return Infeasible("no plan keeps all rules; there was no time to find out which of them clash")
    return Infeasible("no plan keeps all rules, even without pins and minima")


def _has_plan(statement: Statement[Any], stop: StopToken | None) -> bool:
    seconds = statement.frame.inputs.programme.search_seconds
    result = statement.search(Goal.TOTAL, stop.within(seconds) if stop else StopToken(), None, None)
    go_on(stop)
    return statement.check(result, Goal.TOTAL).feasible
