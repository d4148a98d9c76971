"""What each term must say on cases a person can judge."""

from __future__ import annotations

import datetime as dt
from math import sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.profiles.taxonomy import Challenge, OriginGroup, Role
from matcher.profiles.types import Authority
from matcher.scoring import terms
from matcher.scoring.policy import NEUTRAL_PERMILLE, ContextPart, Policy, Term
from matcher.scoring.tables import KNOWN_GROUPS_MIN
from matcher.vectors.classes import (
    available_days,
    distance_km,
    squared_chord,
    squared_chord_of_km,
    unit_vector,
    visit_starts,
)

POLICY = Policy()


def make(authority_id: str, **fields: Any) -> Authority:
    """Return a complete authority, changed by ``fields``."""
    base: dict[str, Any] = {
        "id": authority_id,
        "name": f"Fictional {authority_id}",
        "country": "DE",
        "type": "MUNICIPALITY",
        "population": 20_000,
        "roles": [{"role": role} for role in (Role.MENTEE, Role.MENTOR)],
    }
    return Authority.model_validate(base | fields)


def value(term: Term, mentee: Authority, mentor: Authority, policy: Policy = POLICY) -> terms.Value:
    """Return one term of a pair."""
    return terms.TERMS[term](terms.side(mentee, policy), terms.side(mentor, policy), policy)


def _need(code: str, priority: int) -> dict[str, Any]:
    return {"needs": [{"code": code, "priority": priority}]}


def _offer(code: str, strength: int, evidence: str = "EVALUATED") -> dict[str, Any]:
    return {"offers": [{"code": code, "strength": strength, "evidence": evidence}]}


def test_a_perfect_offer_for_the_only_need_is_a_full_fit() -> None:
    """The scale must be reached, else weights do not mean what they say."""
    assert value(Term.FIT, make("a", **_need("HOU.ACCESS", 5)), make("b", **_offer("HOU.ACCESS", 5))) == (1000, True)


def test_better_evidence_is_worth_more() -> None:
    """A self-declared practice counts less than an evaluated one of the same strength."""
    mentee = make("a", **_need("HOU.ACCESS", 5))
    declared = value(Term.FIT, mentee, make("b", **_offer("HOU.ACCESS", 4, "SELF_DECLARED")))[0]
    evaluated = value(Term.FIT, mentee, make("b", **_offer("HOU.ACCESS", 4)))[0]
    assert declared < evaluated


def test_a_sibling_counts_for_breadth_but_is_no_theme() -> None:
    """Help on a neighbouring code is some help, but a pairing needs a theme both sides named."""
    mentee, mentor = make("a", **_need("HOU.ACCESS", 5)), make("b", **_offer("HOU.AREA", 5))
    policy_side = terms.side(mentee, POLICY), terms.side(mentor, POLICY)
    assert terms.themes(*policy_side) == []
    assert value(Term.FIT, mentee, mentor)[0] == 300 * 500 // 1000


def test_a_theme_closed_to_the_role_does_not_count() -> None:
    """A mentor that offers itself on one theme only is not asked about others."""
    mentor = make("b", **_offer("HOU.ACCESS", 5), roles=[{"role": "MENTOR", "themes": ["EDU.LANG"], "capacity_max": 1}])
    assert value(Term.FIT, make("a", **_need("HOU.ACCESS", 5)), mentor)[0] == 0


@pytest.mark.parametrize(
    ("learner", "teacher", "expected"), [(1, 3, 1000), (1, 2, 700), (2, 4, 1000), (3, 3, 300), (4, 2, 0), (1, 5, 600)]
)
def test_the_stage_gap_is_a_bump(learner: int, teacher: int, expected: int) -> None:
    """One or two stages ahead is best; level or behind is of little use, far ahead of less."""
    mentee = make("a", **_need("GOV.DATA", 3), stages={"GOV.DATA": learner})
    mentor = make("b", **_offer("GOV.DATA", 3), stages={"GOV.DATA": teacher})
    assert value(Term.STAGE_GAP, mentee, mentor) == (expected, True)


def test_unknown_is_neutral_and_says_so() -> None:
    """A missing figure must neither help nor harm, and must be shown as not known."""
    mentee, mentor = make("a", **_need("GOV.DATA", 3)), make("b", **_offer("GOV.DATA", 3))
    for term in (Term.STAGE_GAP, Term.REVERSE_BENEFIT, Term.PREFERENCES, Term.LANGUAGE, Term.DISTANCE):
        assert value(term, mentee, mentor) == (NEUTRAL_PERMILLE[term], False)
        changed = Policy(neutral_permille={term: 123})
        assert value(term, mentee, mentor, changed) == (123, False)


def test_a_known_zero_is_not_unknown() -> None:
    """An authority that says it offers nothing back differs from one that says nothing."""
    mentor = make("b", **_offer("GOV.DATA", 3), **_need("EDU.LANG", 4))
    silent = make("a", **_need("GOV.DATA", 3))
    no_help = make("a", **_need("GOV.DATA", 3), **_offer("HOU.ACCESS", 5))
    nothing = make("a", **_need("GOV.DATA", 3), **_offer("EDU.LANG", 0))
    assert value(Term.REVERSE_BENEFIT, silent, mentor) == (40, False)
    assert value(Term.REVERSE_BENEFIT, no_help, mentor) == value(Term.REVERSE_BENEFIT, nothing, mentor) == (0, True)


def test_wishes_rank_and_go_both_ways() -> None:
    """A first wish counts more than a second, and one from either side counts."""
    wish = {"preferences": {"wishes": [{"authority_id": "b"}, {"authority_id": "c"}]}}
    mentee = make("a", **wish)
    first, second = value(Term.PREFERENCES, mentee, make("b"))[0], value(Term.PREFERENCES, mentee, make("c"))[0]
    assert first > second > 500
    assert value(Term.PREFERENCES, make("b"), mentee)[0] == first


def test_the_weaker_side_decides_the_language() -> None:
    """One fluent delegation does not make the other fluent."""
    fluent = make("a", languages=[{"code": "fr", "level": "NATIVE", "people": 3}])
    weak = make("b", languages=[{"code": "fr", "level": "B1", "people": 3}])
    assert value(Term.LANGUAGE, fluent, weak) == (400, True)
    assert value(Term.LANGUAGE, fluent, fluent) == (1000, True)


@given(
    st.dictionaries(st.sampled_from(OriginGroup), st.integers(0, 10_000), min_size=0),
    st.dictionaries(st.sampled_from(OriginGroup), st.integers(0, 10_000), min_size=0),
)
def test_affinity_is_the_bhattacharyya_coefficient_of_known_groups(a: dict[Any, int], b: dict[Any, int]) -> None:
    """The integer form must be the published measure, symmetric, and full for equal profiles."""
    found = terms.affinity(a, b, OriginGroup, 100)
    common = a.keys() & b
    mass_a, mass_b = sum(a[g] for g in common), sum(b[g] for g in common)
    if len(common) < KNOWN_GROUPS_MIN or not mass_a or not mass_b:
        assert found is None
        return
    exact = sum(sqrt(a[g] * b[g]) for g in common) / sqrt(mass_a * mass_b) * 1000
    assert found == terms.affinity(b, a, OriginGroup, 100)
    assert found is not None
    assert 0 <= found <= 1000
    # each integer root is at most 1 below; against masses of at least 100 that is under 10 %
    if min(mass_a, mass_b) >= 2_000:
        assert abs(found - exact) < 25


def test_affinity_of_equal_profiles_is_full() -> None:
    """Two places with the same origins are as alike as can be, whatever their size."""
    shares = {OriginGroup.EU27: 400, OriginGroup.UKRAINE: 900, OriginGroup.TURKIYE: 2500}
    assert terms.affinity(shares, shares, OriginGroup, 100) == 1000
    assert terms.affinity(shares, {g: s // 100 for g, s in shares.items()}, OriginGroup, 100) == 1000


@given(st.integers(0, 2**80), st.integers(1, 40))
def test_visit_starts_match_a_day_by_day_search(days: int, length: int) -> None:
    """The shift trick must find exactly the days on which the whole visit fits."""
    expected = {d for d in range(90) if all(days >> (d + i) & 1 for i in range(length))}
    assert {d for d in range(90) if visit_starts(days, length) >> d & 1} == expected


def test_blackouts_cut_windows() -> None:
    """A day is open when a window holds it and no blackout does, both ends included."""
    one = make(
        "a",
        logistics={
            "windows": [{"start": "2027-03-01", "end": "2027-03-10"}],
            "blackouts": [{"start": "2027-03-04", "end": "2027-03-05"}],
        },
    )
    days = available_days(one, dt.date(2027, 3, 2), dt.date(2027, 3, 31))
    assert [d for d in range(31) if days >> d & 1] == [0, 1, 4, 5, 6, 7, 8]


def test_distances_are_those_of_the_map() -> None:
    """Squared chords must order and measure like distances on the ground (Vienna to Stockholm: 1,240 km)."""
    squared = squared_chord(unit_vector(48.2085, 16.3721), unit_vector(59.3294, 18.0687))
    assert distance_km(squared) == pytest.approx(1242, abs=8)
    assert squared_chord_of_km(1200) < squared < squared_chord_of_km(1300)


def test_every_code_has_a_family_and_words() -> None:
    """One list of codes serves needs and offers; each must read as words."""
    assert len(Challenge) == 28
    assert all(code.label and code.family in code.value for code in Challenge)


def _migrants(a: Authority, b: Authority) -> terms.Value:
    sides = terms.side(a, POLICY), terms.side(b, POLICY)
    return terms.context_details(*sides, POLICY)[ContextPart.MIGRANTS]


def _counted(level: str, percent: float = 12.0, measure: str = "FOREIGN_BORN") -> dict[str, Any]:
    return {"percent": percent, "measure": measure, "level": level, "year": 2021, "source": "fictional"}


@pytest.mark.parametrize(
    ("level", "codes_a", "codes_b", "is_known"),
    [
        ("NUTS3", {"nuts3": "DE111"}, {"nuts3": "DE111"}, False),
        ("NUTS3", {"nuts3": "DE111"}, {"nuts3": "DE112"}, True),
        ("NUTS2", {"nuts3": "DE111"}, {"nuts2": "DE11"}, False),
        ("NUTS1", {"nuts3": "DE111"}, {"nuts2": "DE12"}, False),
        ("COUNTRY", {}, {}, False),
        ("AUTHORITY", {"nuts3": "DE111"}, {"nuts3": "DE111"}, True),
        ("NUTS3", {}, {"nuts3": "DE111"}, True),  # nothing says that it is the same row
    ],
)
def test_the_figure_of_a_shared_region_says_nothing_about_two_places(
    level: str, codes_a: dict[str, Any], codes_b: dict[str, Any], is_known: bool
) -> None:
    """One row of a table compared with itself is no likeness; it would favour pairs of one country."""
    shares = {"shares": {"EU27": 3.0, "UKRAINE": 2.0, "TURKIYE": 1.0}, "level": level, "year": 2021, "source": "f"}
    for migrants in ({"figures": [_counted(level)]}, {"origins": shares}):
        a, b = (make(i, codes=codes, migrants=migrants) for i, codes in (("a", codes_a), ("b", codes_b)))
        value_of, known = _migrants(a, b)
        assert known == is_known
        assert (value_of > 500) == is_known


def test_another_measure_steps_in_for_a_shared_one() -> None:
    """Where one figure is shared, the next one that both know of themselves is compared."""
    own = [_counted("NUTS3"), _counted("AUTHORITY", measure="FOREIGN_CITIZENS")]
    a, b = (make(i, codes={"nuts3": "DE111"}, migrants={"figures": own}) for i in "ab")
    assert _migrants(a, b)[1]
