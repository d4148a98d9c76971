"""Why no plan has a pair, or none is without it: the rules that clash, by name."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.plans.clashes import infeasible
from matcher.problems import Forced, Side, StopToken, edited
from matcher.problems.causes import Rule, RuleKind
from matcher.scenarios.base import Warm
from matcher.solving import names_of
from matcher.solving.causes.words import rule_words


def clash_of(warm: Warm, found: Forced, stop: StopToken | None) -> tuple[str, ...]:
    """Return the rules that leave no plan with a pair forced, or without it, in words.

    Args:
        warm: the solved base.
        found: that there is no plan, proved.
        stop: ends the search; then nothing is told.

    Raises:
        ProofFailed: where the rules found do not pass their check.
    """
    frame, rules = warm.place.frame, tuple(_overfull(warm, found))
    if not rules:
        problem = edited(warm.problem, found.edits)
        return infeasible(frame, problem, found.result.certificate, stop).causes
    names = names_of(warm.problem, frame.mentee_ids, frame.mentor_ids, left_role="mentee", right_role="mentor")
    return tuple(rule_words(rule, names) for rule in rules)


def _overfull(warm: Warm, found: Forced) -> Iterator[Rule]:
    """Yield a bound and the pins that are too many for it, where a forced pair is one pin too many."""
    if not found.added:
        return
    problem = warm.problem
    pins = [*map(tuple, problem.pinned.tolist()), (found.left, found.right)]
    for side, at, capacity in ((Side.LEFT, 0, problem.left_capacity), (Side.RIGHT, 1, problem.right_capacity)):
        vertex = (found.left, found.right)[at]
        own, most = [pin for pin in pins if pin[at] == vertex], int(capacity[vertex])
        if len(own) > most:
            yield Rule(RuleKind.CAPACITY, side, vertex, bound=most)
            yield from (Rule(RuleKind.PIN, None, *pin) for pin in own)
            return
    if problem.pair_limit is not None and len(pins) > problem.pair_limit:
        yield Rule(RuleKind.PAIR_LIMIT, bound=problem.pair_limit)
        yield from (Rule(RuleKind.PIN, None, *pin) for pin in pins)
