"""Hard rules for one pair, straight from the two profiles. ``tiles.py`` applies them to many pairs at once."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.profiles.completeness import LANGUAGES, WINDOWS, missing_blocks, takes_role
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scoring.languages import can_talk
from matcher.scoring.policy import Eligibility, HardRule, Rules
from matcher.scoring.setting import Setting
from matcher.scoring.terms import side, squared_chord_between, themes
from matcher.vectors.classes import available_days, squared_chord_of_km, visit_starts

LEARNING = frozenset({Role.MENTEE, Role.VISITOR, Role.PEER})
TEACHING = frozenset({Role.MENTOR, Role.HOST, Role.PEER})
_RULES = tuple(HardRule)


def role_rules(authority: Authority, role: Role, rules: Rules) -> list[HardRule]:
    """Return the rules that keep ``authority`` out of ``role`` whoever the partner is, each once.

    Whoever learns must be eligible as a mentee, whoever teaches as a mentor, and a peer, who does both, as both.
    """
    broken = []
    if not takes_role(authority, role):
        broken.append(HardRule.ROLE_NOT_OFFERED)
    if missing(authority, role, rules):
        broken.append(HardRule.PROFILE_INCOMPLETE)
    if authority.consent.data_use is False:
        broken.append(HardRule.NO_CONSENT)
    if role in LEARNING:
        broken += _not_eligible(authority, rules.mentee)
    if role in TEACHING:
        broken += (rule for rule in _not_eligible(authority, rules.mentor) if rule not in broken)
    return broken


def missing(authority: Authority, role: Role, rules: Rules) -> tuple[str, ...]:
    """Return the blocks that ``role`` needs under ``rules`` and the profile lacks.

    Languages and windows are asked for only where a rule looks at them.
    """
    waived = () if rules.language_required else (LANGUAGES,)
    return missing_blocks(authority, role, waived if rules.window_days_min else (*waived, WINDOWS))


def _not_eligible(authority: Authority, eligibility: Eligibility) -> list[HardRule]:
    broken = []
    if eligibility.countries is not None and authority.country not in eligibility.countries:
        broken.append(HardRule.COUNTRY_NOT_ELIGIBLE)
    low, high = eligibility.population_min, eligibility.population_max
    if (low is not None and authority.population < low) or (high is not None and authority.population > high):
        broken.append(HardRule.POPULATION_NOT_ELIGIBLE)
    # An unknown degree of urbanisation cannot meet a rule that asks for one.
    if eligibility.degurba is not None and authority.codes.degurba not in eligibility.degurba:
        broken.append(HardRule.DEGURBA_NOT_ELIGIBLE)
    return broken


def pair_rules(
    mentee: Authority,
    mentor: Authority,
    setting: Setting,
    by_id: Mapping[str, Authority],
    *,
    share_theme: bool | None = None,
) -> tuple[HardRule, ...]:
    """Return every hard rule that the pair breaks, in the order of ``HardRule``; empty means eligible.

    Args:
        mentee: the learning side.
        mentor: the teaching side.
        setting: programme dates, policy, requests and history.
        by_id: all authorities of the programme, to follow parents.
        share_theme: whether there is a theme that one of them can learn from the other, where that is known.
    """
    if share_theme is None:
        share_theme = _common_themes(mentee, mentor, setting)
    rules = setting.policy.rules
    learns, teaches = setting.roles
    broken = {*role_rules(mentee, learns, rules), *role_rules(mentor, teaches, rules)}
    checks = {
        HardRule.SAME_AUTHORITY: mentee.id == mentor.id,
        HardRule.SAME_FAMILY: mentor.id in ancestors(mentee, by_id) or mentee.id in ancestors(mentor, by_id),
        HardRule.NO_COMMON_THEME: not share_theme,
        HardRule.NO_COMMON_LANGUAGE: rules.language_required and not can_talk(mentee, mentor, rules),
        HardRule.SAME_COUNTRY: rules.cross_border_required and mentee.country == mentor.country,
        HardRule.NO_COMMON_WINDOW: not _can_meet(mentee, mentor, setting),
        HardRule.TRAVEL_LIMIT: _too_far(mentee, mentor, setting),
        HardRule.COOL_DOWN: _cooling(mentee, mentor, setting),
        HardRule.NO_ASSOCIATION: rules.association_required
        and not (mentee.national_association or mentor.national_association),
        HardRule.FORBIDDEN: setting.holds(setting.forbidden, mentee.id, mentor.id),
        HardRule.NOT_AVAILABLE: setting.holds(setting.not_available, mentee.id, mentor.id)
        or _not_ready(mentee, mentor, setting),
    }
    broken |= {rule for rule, is_broken in checks.items() if is_broken}
    return tuple(rule for rule in _RULES if rule in broken) if broken else ()


def ancestors(authority: Authority, by_id: Mapping[str, Authority]) -> frozenset[str]:
    """Return the ids of all authorities that contain this one; a circle of parents ends where it closes."""
    found: set[str] = set()
    parent_id = authority.parent_authority_id
    while parent_id is not None and parent_id not in found:
        found.add(parent_id)
        parent = by_id.get(parent_id)
        parent_id = parent.parent_authority_id if parent else None
    return frozenset(found - {authority.id})


def _common_themes(a: Authority, b: Authority, setting: Setting) -> bool:
    """Return whether one of the two can learn from the other: the first from the second, twins either way."""
    sides = [side(x, setting.policy, setting.roles, setting.themes) for x in (a, b)]
    return bool(themes(*sides) or (setting.symmetric and themes(*sides[::-1])))


def _can_meet(a: Authority, b: Authority, setting: Setting) -> bool:
    length = setting.policy.rules.window_days_min
    if length == 0:
        return True
    starts = [visit_starts(available_days(x, setting.starts, setting.ends), length) for x in (a, b)]
    return starts[0] & starts[1] != 0


def _too_far(learner: Authority, teacher: Authority, setting: Setting) -> bool:
    squared = squared_chord_between(learner, teacher)
    travelling = (learner, teacher) if setting.teacher_travels else (learner,)
    limits = [x.logistics.travel_limit_km for x in travelling if x.logistics.travel_limit_km is not None]
    return squared is not None and any(squared > squared_chord_of_km(limit) for limit in limits)


def _cooling(a: Authority, b: Authority, setting: Setting) -> bool:
    year = setting.last_paired.get((min(a.id, b.id), max(a.id, b.id)))
    return year is not None and setting.in_cool_down(year)


def _not_ready(learner: Authority, teacher: Authority, setting: Setting) -> bool:
    if teacher.country in learner.preferences.countries_not_ready:
        return True
    return setting.teacher_travels and learner.country in teacher.preferences.countries_not_ready
