"""Which rules of a programme clash where quotas cross: capacities are taken as given, the rest is left out in turn.

An irreducible clash of all rules, capacities included, may take hundreds of searches there. This one takes at most
``LOOKS_MAX``, each of whose answers is checked: what is left out is proved to be no part of the clash.
Source: the deletion filter, J. W. Chinneck, E. W. Dravnieks, 1991, doi:10.1287/ijoc.3.2.157.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matcher.certify import check
from matcher.plans.frame import go_on
from matcher.problems import AssignmentProblem, Status, StopToken
from matcher.problems.causes import Rule, RuleKind, only, rules_of
from matcher.solving import solve

LOOKS_MAX: Final = 60
# In this order: what a coordinator would rather not hear of first is tried to be left out first.
_BLOCKS: Final = (RuleKind.MINIMUM, RuleKind.PIN)
_SINGLES: Final = (
    RuleKind.PAIR_MIN,
    RuleKind.PAIR_LIMIT,
    RuleKind.GROUP_LEAST,
    RuleKind.GROUP_MOST,
    RuleKind.QUOTA_MOST,
    RuleKind.QUOTA_LEAST,
)


def clash_of(problem: AssignmentProblem, stop: StopToken | None = None) -> tuple[tuple[Rule, ...], bool]:
    """Return rules that cannot all be kept under the capacities there are, and whether each of them is needed.

    Args:
        problem: a problem that was proved to have no plan.
        stop: ends the search.

    Raises:
        Stopped: where ``stop`` came before the end.
    """
    search = _Search(problem, stop)
    for kind in _BLOCKS:
        search.leave_out([rule for rule in search.kept if rule.kind is kind])
    for kind in (*_SINGLES, *_BLOCKS):
        for rule in [rule for rule in search.kept if rule.kind is kind]:
            search.leave_out([rule])
    rules = tuple(rule for rule in search.kept if rule.kind is not RuleKind.CAPACITY)
    return rules, search.looks <= LOOKS_MAX


class _Search:
    """The rules that are still kept; without those left out there is no plan either."""

    def __init__(self, problem: AssignmentProblem, stop: StopToken | None) -> None:
        self.problem, self.stop, self.looks = problem, stop, 0
        self.kept = rules_of(problem)

    def leave_out(self, rules: Iterable[Rule]) -> None:
        """Leave ``rules`` out where the others clash as well, which is proved."""
        gone = set(rules)
        if not gone:
            return
        self.looks += 1
        if self.looks > LOOKS_MAX:
            return
        rest = tuple(rule for rule in self.kept if rule not in gone)
        part = only(self.problem, rest)
        result = solve(part, stop=self.stop)
        go_on(self.stop)
        if result.status is Status.INFEASIBLE and check(part, result).proved_infeasible:
            self.kept = rest
