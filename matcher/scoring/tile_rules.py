"""The hard rules of many pairs at once, over feature blocks: the same answers as ``rules.py``, as bits."""

from __future__ import annotations

from collections.abc import Callable, Set

import numpy as np

from matcher.scoring.operands import RULE_BIT, Mask, Operands
from matcher.scoring.policy import HardRule, Policy, Rules
from matcher.scoring.tiles import (
    Bool,
    Rows,
    both_located,
    exact_product,
    inside,
    interpreter_refused,
    squared_chords,
)

ROLE_RULES = frozenset(
    {
        HardRule.ROLE_NOT_OFFERED,
        HardRule.PROFILE_INCOMPLETE,
        HardRule.NO_CONSENT,
        HardRule.COUNTRY_NOT_ELIGIBLE,
        HardRule.POPULATION_NOT_ELIGIBLE,
        HardRule.DEGURBA_NOT_ELIGIBLE,
    }
)
SPARSE_RULES = frozenset({HardRule.COOL_DOWN, HardRule.FORBIDDEN, HardRule.NOT_AVAILABLE})
_ALL = frozenset(HardRule)


def broken_rules(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy, of: Set[HardRule] = _ALL) -> Mask:
    """Return the hard rules each pair breaks as bits of ``RULE_BIT``, uint32 [r, c]; 0 means eligible.

    Only rules ``of`` are looked at; all of ``ROLE_RULES`` where any of them is.
    """
    broken = np.zeros((len(mentees), len(mentors)), np.uint32)
    if not ROLE_RULES.isdisjoint(of):
        broken |= operands.learner_rules[mentees][:, None] | operands.teacher_rules[mentors][None, :]
    for rule, check in PAIR_RULES.items():
        if rule in of and _ASKED.get(rule, _always)(policy.rules):
            broken[check(operands, mentees, mentors, policy)] |= RULE_BIT[rule]
    sparse = sum(int(RULE_BIT[rule]) for rule in SPARSE_RULES & of)
    if sparse:
        for row, column, bits in inside(operands.extra, mentees, mentors):
            broken[row, column] |= np.uint32(bits & sparse)
    return broken


def _always(_: Rules) -> bool:
    return True


_ASKED: dict[HardRule, Callable[[Rules], object]] = {
    HardRule.NO_COMMON_LANGUAGE: lambda rules: rules.language_required,
    HardRule.SAME_COUNTRY: lambda rules: rules.cross_border_required,
    HardRule.NO_COMMON_WINDOW: lambda rules: rules.window_days_min,
    HardRule.NO_ASSOCIATION: lambda rules: rules.association_required,
}


def _same_authority(_: Operands, mentees: Rows, mentors: Rows, __: Policy) -> Bool:
    same: Bool = mentees[:, None] == mentors[None, :]
    return same


def _same_country(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    country = operands.blocks.country_index
    same: Bool = country[mentees][:, None] == country[mentors][None, :]
    return same


def _too_far(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    limit = np.minimum(operands.travel_limit[mentees][:, None], operands.teacher_travel_limit[mentors][None, :])
    far: Bool = squared_chords(operands, mentees, mentors) > limit
    return far & both_located(operands, mentees, mentors)


def _no_association(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    has = operands.has_association
    found: Bool = ~(has[mentees][:, None] | has[mentors][None, :])
    return found


def _no_common_theme(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    found: Bool = exact_product(operands.need[mentees], operands.is_offered[mentors]) > 0
    if operands.symmetric:
        found |= exact_product(operands.need[mentors], operands.is_offered[mentees]).T > 0
    return ~found


def _same_family(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    related = _contains(operands, mentees, mentors) | _contains(operands, mentors, mentees).T
    family: Bool = related & (mentees[:, None] != mentors[None, :])
    return family


def _contains(operands: Operands, outer: Rows, inner: Rows) -> Bool:
    enter = operands.family_enter[inner][None, :]
    found: Bool = (operands.family_enter[outer][:, None] <= enter) & (enter < operands.family_leave[outer][:, None])
    return found


def _cannot_talk(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Bool:
    talk: Bool = exact_product(operands.spoken[mentees], operands.spoken[mentors]) > 0
    if policy.rules.interpreter_allowed:
        talk |= ~interpreter_refused(operands, mentees, mentors)
    return ~talk


def _cannot_meet(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    meet = np.zeros((len(mentees), len(mentors)), dtype=bool)
    for word in range(operands.starts.shape[1]):
        meet |= (operands.starts[mentees, word][:, None] & operands.starts[mentors, word][None, :]) != 0
    return ~meet


def _not_ready(operands: Operands, mentees: Rows, mentors: Rows, _: Policy) -> Bool:
    country = operands.blocks.country_index
    there = operands.country_not_ready[mentees][:, country[mentors]]
    back = operands.teacher_not_ready[mentors][:, country[mentees]].T
    return there | back


PAIR_RULES: dict[HardRule, Callable[[Operands, Rows, Rows, Policy], Bool]] = {
    HardRule.SAME_AUTHORITY: _same_authority,
    HardRule.SAME_FAMILY: _same_family,
    HardRule.NO_COMMON_THEME: _no_common_theme,
    HardRule.NO_COMMON_LANGUAGE: _cannot_talk,
    HardRule.SAME_COUNTRY: _same_country,
    HardRule.NO_COMMON_WINDOW: _cannot_meet,
    HardRule.TRAVEL_LIMIT: _too_far,
    HardRule.NO_ASSOCIATION: _no_association,
    HardRule.NOT_AVAILABLE: _not_ready,
}
