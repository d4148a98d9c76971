"""The hard rules of many pairs at once, over feature blocks: the same answers as ``rules.py``, as bits."""

from __future__ import annotations

import numpy as np

from matcher.scoring.operands import RULE_BIT, Mask, Operands
from matcher.scoring.policy import HardRule, Policy
from matcher.scoring.tiles import (
    Bool,
    Rows,
    both_located,
    exact_product,
    inside,
    interpreter_refused,
    squared_chords,
)


def broken_rules(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Mask:
    """Return the hard rules each pair breaks as bits of ``RULE_BIT``, uint32 [r, c]; 0 means eligible."""
    rules, blocks = policy.rules, operands.blocks
    broken = operands.learner_rules[mentees][:, None] | operands.teacher_rules[mentors][None, :]

    def add(rule: HardRule, where: Bool) -> None:
        broken[where] |= RULE_BIT[rule]

    add(HardRule.SAME_AUTHORITY, mentees[:, None] == mentors[None, :])
    add(HardRule.SAME_FAMILY, _same_family(operands, mentees, mentors))
    add(HardRule.NO_COMMON_THEME, ~_share_a_theme(operands, mentees, mentors))
    if rules.language_required:
        add(HardRule.NO_COMMON_LANGUAGE, ~_can_talk(operands, mentees, mentors, policy))
    if rules.cross_border_required:
        add(HardRule.SAME_COUNTRY, blocks.country_index[mentees][:, None] == blocks.country_index[mentors][None, :])
    if rules.window_days_min:
        add(HardRule.NO_COMMON_WINDOW, ~_can_meet(operands, mentees, mentors))
    limit = np.minimum(operands.travel_limit[mentees][:, None], operands.teacher_travel_limit[mentors][None, :])
    too_far = squared_chords(operands, mentees, mentors) > limit
    add(HardRule.TRAVEL_LIMIT, too_far & both_located(operands, mentees, mentors))
    if rules.association_required:
        has = operands.has_association
        add(HardRule.NO_ASSOCIATION, ~(has[mentees][:, None] | has[mentors][None, :]))
    add(HardRule.NOT_AVAILABLE, _not_ready(operands, mentees, mentors))
    for row, column, bits in inside(operands.extra, mentees, mentors):
        broken[row, column] |= np.uint32(bits)
    return broken


def _share_a_theme(operands: Operands, mentees: Rows, mentors: Rows) -> Bool:
    found: Bool = exact_product(operands.need[mentees], operands.is_offered[mentors]) > 0
    if operands.symmetric:
        found |= exact_product(operands.need[mentors], operands.is_offered[mentees]).T > 0
    return found


def _same_family(operands: Operands, mentees: Rows, mentors: Rows) -> Bool:
    related = _contains(operands, mentees, mentors) | _contains(operands, mentors, mentees).T
    family: Bool = related & (mentees[:, None] != mentors[None, :])
    return family


def _contains(operands: Operands, outer: Rows, inner: Rows) -> Bool:
    enter = operands.family_enter[inner][None, :]
    found: Bool = (operands.family_enter[outer][:, None] <= enter) & (enter < operands.family_leave[outer][:, None])
    return found


def _can_talk(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Bool:
    talk = exact_product(operands.spoken[mentees], operands.spoken[mentors]) > 0
    if policy.rules.interpreter_allowed:
        talk |= ~interpreter_refused(operands, mentees, mentors)
    return talk


def _can_meet(operands: Operands, mentees: Rows, mentors: Rows) -> Bool:
    meet = np.zeros((len(mentees), len(mentors)), dtype=bool)
    for word in range(operands.starts.shape[1]):
        meet |= (operands.starts[mentees, word][:, None] & operands.starts[mentors, word][None, :]) != 0
    return meet


def _not_ready(operands: Operands, mentees: Rows, mentors: Rows) -> Bool:
    country = operands.blocks.country_index
    there = operands.country_not_ready[mentees][:, country[mentors]]
    back = operands.teacher_not_ready[mentors][:, country[mentees]].T
    return there | back
