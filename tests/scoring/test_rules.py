"""Every hard rule on the smallest case that breaks it, and on its neighbour that does not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from matcher.profiles.types import Authority
from matcher.scoring.policy import Eligibility, HardRule, Policy, Rules
from matcher.scoring.rules import ancestors
from matcher.scoring.scorer import Scorer, rules_of
from matcher.scoring.setting import Setting

WINDOW = {"windows": [{"start": "2027-03-01", "end": "2027-03-31"}]}
READY: dict[str, Any] = {
    "type": "MUNICIPALITY",
    "population": 20_000,
    "codes": {"degurba": 2},
    "languages": [{"code": "en", "level": "C1", "people": 2}],
    "logistics": WINDOW,
    "consent": {"data_use": True},
}
MENTEE: dict[str, Any] = READY | {
    "id": "mentee", "name": "Fictional mentee", "country": "DE",
    "needs": [{"code": "EDU.LANG", "priority": 4}], "roles": [{"role": "MENTEE"}],
}  # fmt: skip
MENTOR: dict[str, Any] = READY | {
    "id": "mentor", "name": "Fictional mentor", "country": "FR",
    "offers": [{"code": "EDU.LANG", "strength": 4}], "roles": [{"role": "MENTOR"}],
}  # fmt: skip

Case = tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]  # mentee, mentor, rules, setting


def _case(
    mentee: dict[str, Any] | None = None,
    mentor: dict[str, Any] | None = None,
    rules: dict[str, Any] | None = None,
    **setting: Any,
) -> Case:
    return mentee or {}, mentor or {}, rules or {}, setting


LATE = {"windows": [{"start": "2027-04-01", "end": "2027-04-30"}]}
FAR = {"territory": {"lat": 60.0, "lon": 20.0}}
PLACE = {"territory": {"lat": 48.0, "lon": 16.0}}
LIMIT = {"logistics": WINDOW | {"travel_limit_km": 1000}}
INTERPRETER = {"logistics": WINDOW | {"interpreter_ok": True}}
NO_INTERPRETER = {"logistics": WINDOW | {"interpreter_ok": False}}
FRENCH = {"languages": [{"code": "fr", "level": "C1", "people": 2}]}

BROKEN: dict[HardRule, list[Case]] = {
    HardRule.SAME_FAMILY: [_case({"parent_authority_id": "mentor"}), _case(None, {"parent_authority_id": "mentee"})],
    HardRule.ROLE_NOT_OFFERED: [_case(None, {"roles": [{"role": "MENTOR", "capacity_max": 0}]})],
    HardRule.PROFILE_INCOMPLETE: [
        _case(None, {"consent": {}}),
    ],
    HardRule.NO_CONSENT: [_case({"consent": {"data_use": False}}), _case(None, {"consent": {"data_use": False}})],
    HardRule.NO_COMMON_THEME: [
        _case(None, {"offers": [{"code": "EDU.CIVIC", "strength": 5}]}),
        _case({"roles": [{"role": "MENTEE", "themes": ["EDU.CIVIC"]}]}),
    ],
    HardRule.NO_COMMON_LANGUAGE: [
        _case(FRENCH | NO_INTERPRETER),
        _case({"languages": [{"code": "en", "level": "B1", "people": 9}]} | NO_INTERPRETER),
        _case({"languages": [{"code": "en", "level": "C2", "people": 1}]} | NO_INTERPRETER),
        _case(FRENCH | INTERPRETER, NO_INTERPRETER),  # one side alone is not enough
        _case(FRENCH | INTERPRETER, INTERPRETER, {"interpreter_allowed": False}),
    ],
    HardRule.SAME_COUNTRY: [_case({"country": "FR"}, None, {"cross_border_required": True})],
    HardRule.COUNTRY_NOT_ELIGIBLE: [_case(None, None, {"mentor": Eligibility(countries=("AT",))})],
    HardRule.POPULATION_NOT_ELIGIBLE: [
        _case(None, None, {"mentor": Eligibility(population_min=20_001)}),
        _case(None, None, {"mentee": Eligibility(population_max=19_999)}),
    ],
    HardRule.DEGURBA_NOT_ELIGIBLE: [
        _case(None, None, {"mentee": Eligibility(degurba=(1, 3))}),
        _case({"codes": {}}, None, {"mentee": Eligibility(degurba=(2,))}),
    ],
    HardRule.NO_COMMON_WINDOW: [
        _case({"logistics": LATE}),
        _case({"logistics": {"windows": [{"start": "2027-03-30", "end": "2027-04-30"}]}}),  # two days, three needed
    ],
    HardRule.TRAVEL_LIMIT: [_case(PLACE | LIMIT, FAR), _case(PLACE, FAR | LIMIT)],
    HardRule.COOL_DOWN: [
        _case(last_paired={("mentee", "mentor"): 2025}),
    ],
    HardRule.NO_ASSOCIATION: [_case(None, None, {"association_required": True})],
    HardRule.FORBIDDEN: [_case(forbidden=frozenset({("mentee", "mentor")}))],
    HardRule.NOT_AVAILABLE: [
        _case(not_available=frozenset({("mentee", "mentor")})),
        _case({"preferences": {"countries_not_ready": ["FR"]}}),
        _case(None, {"preferences": {"countries_not_ready": ["DE"]}}),
    ],
}

KEPT: list[Case] = [
    _case(),
    _case({"parent_authority_id": "a-region"}, {"parent_authority_id": "a-region"}),  # siblings may meet
    _case({"country": "FR"}),
    _case({"logistics": {"windows": [{"start": "2027-03-29", "end": "2027-04-30"}]}}),  # exactly three days
    _case(PLACE | LIMIT, {}),  # an unknown place breaks no limit
    _case(last_paired={("mentee", "mentor"): 2024}),
    _case({"national_association": "One"}, None, {"association_required": True}),
    _case(forbidden=frozenset({("mentor", "mentee")})),  # the other way round is another pair
    _case(FRENCH | INTERPRETER, INTERPRETER),
    _case(FRENCH | INTERPRETER),  # the other side does not say
    _case(FRENCH),  # nor does anybody
    _case({"languages": [{"code": "en", "level": "B2"}]} | NO_INTERPRETER),  # how many is not known
    _case(FRENCH, None, {"language_required": False}),
    _case({"languages": []}, None, {"language_required": False}),  # nobody asks for what no rule looks at
    _case({"logistics": {}}, None, {"window_days_min": 0}),
]


def _broken(case: Case) -> tuple[HardRule, ...]:
    mentee, mentor, rules, setting = case
    authorities = [Authority.model_validate(MENTEE | mentee), Authority.model_validate(MENTOR | mentor)]
    policy = Policy(rules=Rules(**rules))
    frame = Setting(policy, dt.date(2027, 1, 1), dt.date(2027, 12, 31), **setting)
    scorer = Scorer(authorities, frame)
    broken = scorer.pair("mentee", "mentor").broken
    assert broken == rules_of(int(scorer.table(["mentee"], ["mentor"]).broken[0, 0]))
    return broken


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, cases in BROKEN.items() for case in cases])
def test_each_rule_has_its_reason_code(rule: HardRule, case: Case) -> None:
    """Who is excluded must learn by which rule, and by no other."""
    assert _broken(case) == (rule,)


@pytest.mark.parametrize("case", KEPT)
def test_what_breaks_no_rule_is_eligible(case: Case) -> None:
    """A rule must not reach further than it says."""
    assert _broken(case) == ()


def test_every_rule_is_tried() -> None:
    """A new rule without a case here would go untested; SAME_AUTHORITY is tried on a single authority."""
    assert set(BROKEN) | {HardRule.SAME_AUTHORITY} == set(HardRule)
    both = Authority.model_validate(MENTEE | {"offers": MENTOR["offers"], "roles": MENTEE["roles"] + MENTOR["roles"]})
    scorer = Scorer([both], Setting(Policy(), dt.date(2027, 1, 1), dt.date(2027, 12, 31)))
    assert scorer.pair("mentee", "mentee").broken == (HardRule.SAME_AUTHORITY,)


def test_a_circle_of_parents_ends() -> None:
    """Wrong data must not hang the service."""
    a = Authority.model_validate(MENTEE | {"id": "a", "parent_authority_id": "b"})
    b = Authority.model_validate(MENTEE | {"id": "b", "parent_authority_id": "a"})
    assert ancestors(a, {"a": a, "b": b}) == {"b"}
