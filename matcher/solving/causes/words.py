"""Causes and repairs in plain words, in the names of the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.problems import AssignmentProblem, Side
from matcher.problems.causes import Cause, Change, HallSet, Repair, Rule, RuleKind

SHOWN_MAX = 8  # names and rules told one by one; the rest are counted


@dataclass(frozen=True)
class Names:
    """What the parts of a problem are called; what has no name is called by its index.

    Attributes:
        left, right: one per vertex.
        left_role, right_role: what a vertex of that side is to its partners, in the singular ("mentee", "mentor").
        left_groups, right_groups, quotas: one per group or quota.
        percents: of each quota the least share of 100 pairs that it stands for, ``None`` for one that is no share.
        percents_after: the share that there is after a repair, where that is known.
    """

    left: Sequence[str] = ()
    right: Sequence[str] = ()
    left_role: str = "partner"
    right_role: str = "partner"
    left_groups: Sequence[str] = ()
    right_groups: Sequence[str] = ()
    quotas: Sequence[str] = ()
    percents: Sequence[int | None] = ()
    percents_after: Sequence[int | None] = ()

    def vertex(self, side: Side, index: int) -> str:
        """Return the name of a vertex."""
        names = self.left if side is Side.LEFT else self.right
        return names[index] if index < len(names) else f"{side} {index}"

    def group(self, side: Side, index: int) -> str:
        """Return the name of a group."""
        names = self.left_groups if side is Side.LEFT else self.right_groups
        return names[index] if index < len(names) else f"{side}_groups[{index}]"

    def quota(self, index: int) -> str:
        """Return the name of a quota."""
        return self.quotas[index] if index < len(self.quotas) else f"quotas[{index}]"

    def percent(self, index: int, *, after: bool = False) -> int | None:
        """Return the least share that a quota stands for, or the share after a repair; ``None`` where there is none."""
        shares = self.percents_after if after else self.percents
        return shares[index] if 0 <= index < len(shares) else None

    def partners(self, side: Side, count: int) -> str:
        """Return a number of partners of a vertex of ``side``: "1 mentor", "2 mentors"."""
        role = self.right_role if side is Side.LEFT else self.left_role
        return f"{count} {role}" if count == 1 else f"{count} {role}s"


def names_of(
    problem: AssignmentProblem,
    left: Sequence[str] = (),
    right: Sequence[str] = (),
    *,
    left_role: str = "partner",
    right_role: str = "partner",
) -> Names:
    """Return the names of a problem: those of its groups and quotas, and the caller's for its vertices."""
    return Names(
        left,
        right,
        left_role,
        right_role,
        problem.left_groups.names,
        problem.right_groups.names,
        problem.quotas.names,
    )


def sentence(cause: Cause, names: Names | None = None) -> str:
    """Return a cause as one sentence, without a full stop."""
    names = Names() if names is None else names
    if cause.hall is not None:
        return _hall(cause.hall, cause.rules, names)
    if len(cause.rules) == 1:
        return f"{rule_words(cause.rules[0], names)}, which no choice of the listed pairs can keep"
    asked_first = sorted(cause.rules, key=lambda rule: rule.kind is RuleKind.CAPACITY)  # there are many of these
    rules = [rule_words(rule, names) for rule in asked_first]
    return f"these cannot all be kept, though without any one of them the others can: {_listed(rules, '; ')}"


def rule_words(rule: Rule, names: Names | None = None) -> str:
    """Return one rule in words."""
    names = Names() if names is None else names
    bound, side = rule.bound, rule.side or Side.LEFT
    match rule.kind:
        case RuleKind.MINIMUM:
            return f"{names.vertex(side, rule.index)} must have at least {names.partners(side, bound)}"
        case RuleKind.CAPACITY:
            return f"{names.vertex(side, rule.index)} takes at most {names.partners(side, bound)}"
        case RuleKind.MINIMUM_IF_USED:
            return f"{names.vertex(side, rule.index)} takes at least {names.partners(side, bound)} or none"
        case RuleKind.PIN:
            return f"{names.vertex(Side.LEFT, rule.index)} is pinned to {names.vertex(Side.RIGHT, rule.other)}"
        case RuleKind.PAIR_MIN:
            return f"a plan must hold at least {_pairs(bound)}"
        case RuleKind.PAIR_LIMIT:
            return f"a plan may hold at most {_pairs(bound)}"
        case RuleKind.GROUP_LEAST:
            return f"{names.group(side, rule.index)} must have at least {_pairs(bound)}"
        case RuleKind.GROUP_MOST:
            return f"{names.group(side, rule.index)} may have at most {_pairs(bound)}"
        case RuleKind.QUOTA_LEAST if percent := names.percent(rule.index):
            return f"at least {percent} of 100 pairs must be {names.quota(rule.index)}"
        case RuleKind.QUOTA_LEAST:
            return f"{names.quota(rule.index)} must come to at least {bound}"
        case RuleKind.QUOTA_MOST:
            return f"{names.quota(rule.index)} may come to at most {bound}"


def repair_sentence(repair: Repair, names: Names | None = None) -> str:
    """Return a repair as one imperative sentence, without a full stop."""
    return _listed([change_words(change, names) for change in repair.changes], ", ")


def change_words(change: Change, names: Names | None = None) -> str:
    """Return one change in words."""
    names = Names() if names is None else names
    rule, side = change.rule, change.rule.side or Side.LEFT
    if rule.kind is RuleKind.PIN:
        return f"unpin {names.vertex(Side.LEFT, rule.index)} from {names.vertex(Side.RIGHT, rule.other)}"
    if rule.kind is RuleKind.QUOTA_LEAST and (percent := names.percent(rule.index)):
        after = names.percent(rule.index, after=True)
        to = "" if after is None else f" to {after}"
        return f"lower the share of {names.quota(rule.index)} from {percent}{to} of 100"
    verb = "raise" if change.after > change.before else "lower"
    what = {
        RuleKind.MINIMUM: "the minimum of {vertex}",
        RuleKind.CAPACITY: "the capacity of {vertex}",
        RuleKind.MINIMUM_IF_USED: "the minimum-if-used of {vertex}",
        RuleKind.PAIR_MIN: "the minimum of pairs",
        RuleKind.PAIR_LIMIT: "the limit of pairs",
        RuleKind.GROUP_LEAST: "the least of {group}",
        RuleKind.GROUP_MOST: "the most of {group}",
        RuleKind.QUOTA_LEAST: "the least of {quota}",
        RuleKind.QUOTA_MOST: "the most of {quota}",
    }[rule.kind]
    at = max(0, rule.index)
    called = {"vertex": names.vertex(side, at), "group": names.group(side, at), "quota": names.quota(at)}
    return f"{verb} {what.format(**called)} from {change.before} to {change.after}"


def _hall(hall: HallSet, rules: Sequence[Rule], names: Names) -> str:
    """Return who must have how many partners, and whom they may only have."""
    side, other = hall.side, Side.RIGHT if hall.side is Side.LEFT else Side.LEFT
    bounds = {rule.index: rule.bound for rule in rules if rule.kind is RuleKind.MINIMUM}
    one, alike = len(hall.vertices) == 1, len(set(bounds.values())) == 1
    called = [names.vertex(side, vertex) for vertex in hall.vertices]
    if alike:
        demand = f"must {'' if one else 'each '}have {names.partners(side, bounds[hall.vertices[0]])}"
    else:
        called = [f"{name} ({bounds[vertex]})" for name, vertex in zip(called, hall.vertices, strict=True)]
        demand = f"must have {names.partners(side, hall.demanded)} in all"
    subject = f"{_listed(called)} {demand}, but "
    if not hall.neighbours:
        return subject + ("there is nobody it may be paired with" if one else "there is nobody they may be paired with")
    far = _listed([names.vertex(other, vertex) for vertex in hall.neighbours])
    whom = f"{'' if one else 'together they '}may only be paired with {far}"
    if one and len(hall.neighbours) == hall.places:
        return subject + whom
    place = "takes" if len(hall.neighbours) == 1 else "together take"
    return f"{subject}{whom}, which {place} {hall.places or 'nobody'}"


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count} pairs"


def _listed(parts: list[str], between: str = ", ") -> str:
    if len(parts) > SHOWN_MAX:
        parts = [*parts[: SHOWN_MAX - 1], f"{len(parts) - SHOWN_MAX + 1} more"]
    return " and ".join((between.join(parts[:-1]), parts[-1])) if len(parts) > 1 else parts[0]
