"""Pairs of peers, of visitors and hosts, and of twins: other roles, both directions in one score, themes of a call."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from matcher.plans.inputs import setting_of
from matcher.profiles.taxonomy import Challenge, Evidence, Role
from matcher.profiles.types import Authority, Consent, Need, Offer, RoleTerms
from matcher.scoring import scorer as scorer_module
from matcher.scoring.policy import Eligibility, HardRule, Policy, Rules, Term
from matcher.scoring.rules import role_rules
from matcher.scoring.scorer import OnePair, Scorer, rules_of
from matcher.scoring.setting import Setting
from tests import drawing
from tests.scoring.test_rules import READY
from tests.scoring.test_terms import make

CODES = list(Challenge)
PEERS, VISITS = (Role.PEER, Role.PEER), (Role.VISITOR, Role.HOST)
# roles, symmetric, whether the programme is about some themes only
SETTINGS = [
    (PEERS, True, False),
    (PEERS, True, True),
    (PEERS, False, True),
    (VISITS, False, False),
    (VISITS, False, True),
]


def _with_roles(authority: Authority, rng: random.Random) -> Authority:
    """Return the authority as a peer, host and visitor, sometimes on some themes only or with no room."""
    roles = tuple(
        RoleTerms(
            role=role,
            capacity_max=rng.choice([0, 1, 2, 3]),
            themes=None if rng.random() < 0.7 else tuple(rng.sample(CODES, 14)),
        )
        for role in (Role.PEER, Role.HOST, Role.VISITOR)
        if rng.random() < 0.85
    )
    return authority.model_copy(update={"roles": roles})


def _open_to_many(authority: Authority, rng: random.Random) -> Authority:
    """Return the authority without bounds of its own, with many needs and offers."""
    needs = tuple(Need(code=code, priority=rng.randint(0, 5)) for code in rng.sample(CODES, 14))
    evidence = list(Evidence)
    offers = tuple(
        Offer(code=code, strength=rng.randint(0, 5), evidence=rng.choice(evidence)) for code in rng.sample(CODES, 14)
    )
    logistics = authority.logistics.model_copy(update={"travel_limit_km": None})
    preferences = authority.preferences.model_copy(update={"countries_not_ready": ()})
    consent = Consent(data_use=True)
    update = {"logistics": logistics, "preferences": preferences, "consent": consent, "needs": needs, "offers": offers}
    return authority.model_copy(update=update)


@cache
def _scorer(seed: int, roles: tuple[Role, Role], symmetric: bool, narrow: bool) -> Scorer:
    """Return the scorer of 12 drawn authorities; with an odd seed few rules hold, so that many pairs are eligible."""
    rng, inputs = random.Random(seed), drawing.inputs(seed, count=12)
    setting = replace(setting_of(inputs), roles=roles, symmetric=symmetric, teacher_travels=roles == PEERS or seed < 2)
    authorities = [_with_roles(authority, rng) for authority in inputs.authorities]
    if seed % 2:
        lenient = Rules(language_required=False, window_days_min=0)
        setting = replace(setting, policy=setting.policy.model_copy(update={"rules": lenient}))
        authorities = [_open_to_many(authority, rng) for authority in authorities]
    themes = frozenset(rng.sample(CODES, 12)) if narrow else None
    return Scorer(authorities, replace(setting, themes=themes))


def _ids(scorer: Scorer) -> list[str]:
    return [authority.id for authority in scorer.authorities]


@pytest.mark.parametrize(("roles", "symmetric", "narrow"), SETTINGS)
@pytest.mark.parametrize("seed", range(4))
def test_both_paths_agree_in_every_setting(seed: int, roles: tuple[Role, Role], symmetric: bool, narrow: bool) -> None:
    """The score that is explained must be the score that was optimised, whoever learns and teaches."""
    scorer = _scorer(seed, roles, symmetric, narrow)
    ids = _ids(scorer)
    table = scorer.table(ids, ids)
    for (row, a), (column, b) in product(enumerate(ids), enumerate(ids)):
        pair = scorer.pair(a, b)
        assert pair.score_micro == table.score[row, column]
        assert pair.broken == rules_of(int(table.broken[row, column]))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_twins_have_one_score_whoever_is_named_first(seed: int, narrow: bool) -> None:
    """A plan of twins holds each pair once; it must not matter in which order."""
    scorer = _scorer(seed, PEERS, True, narrow)
    ids = _ids(scorer)
    table = scorer.table(ids, ids)
    assert np.array_equal(table.score, table.score.T)
    assert np.array_equal(table.broken, table.broken.T)
    for a, b in combinations(ids, 2):
        there, back = scorer.pair(a, b), scorer.pair(b, a)
        assert [(t.permille, t.is_known) for t in there.terms] == [(t.permille, t.is_known) for t in back.terms]
        assert (there.themes, there.fit_there) == (back.return_themes, back.fit_back)
        assert there.broken == back.broken


@pytest.mark.parametrize("seed", range(4))
def test_twins_are_scored_from_the_two_directions(seed: int) -> None:
    """Fit is the harmonic mean of both, so that one-sided benefit counts little; the other directed terms the mean."""
    twins, directed = _scorer(seed, PEERS, True, False), _scorer(seed, PEERS, False, False)
    for a, b in combinations(_ids(twins), 2):
        one, there, back = twins.pair(a, b), directed.pair(a, b), directed.pair(b, a)
        x, y = _permille(there, Term.FIT), _permille(back, Term.FIT)
        assert (one.fit_there, one.fit_back) == (x, y)
        assert _permille(one, Term.FIT) == (2 * x * y // (x + y) if x + y else 0)
        for term in (Term.STAGE_GAP, Term.REVERSE_BENEFIT):
            assert _permille(one, term) == (_permille(there, term) + _permille(back, term)) // 2
        for term in (Term.CONTEXT, Term.PREFERENCES, Term.LANGUAGE, Term.DISTANCE):
            assert _permille(one, term) == _permille(there, term) == _permille(back, term)


def _permille(pair: OnePair, term: Term) -> int:
    return next(scored.permille for scored in pair.terms if scored.term is term)


@pytest.mark.parametrize("seed", range(4))
def test_a_pair_is_open_to_twins_where_either_direction_is(seed: int) -> None:
    """Who has something to learn may come with nothing to teach: it counts less, but nobody is excluded by it."""
    twins, directed = _scorer(seed, PEERS, True, True), _scorer(seed, PEERS, False, True)
    for a, b in combinations(_ids(twins), 2):
        one, there, back = (
            set(twins.pair(a, b).broken),
            set(directed.pair(a, b).broken),
            set(directed.pair(b, a).broken),
        )
        assert (HardRule.NO_COMMON_THEME in one) == (HardRule.NO_COMMON_THEME in there & back)
        for rule in (HardRule.FORBIDDEN, HardRule.NOT_AVAILABLE):
            assert (rule in one) == (rule in there | back)
        others = set(HardRule) - {HardRule.NO_COMMON_THEME, HardRule.FORBIDDEN, HardRule.NOT_AVAILABLE}
        assert one & others == there & others == back & others


@pytest.mark.parametrize(("roles", "symmetric", "narrow"), SETTINGS)
@pytest.mark.parametrize("seed", range(4))
def test_the_table_of_themes_agrees_with_each_pair_on_each_theme(
    seed: int, roles: tuple[Role, Role], symmetric: bool, narrow: bool
) -> None:
    """A visit is planned for a theme: the score on it must be explained by the same number, theme by theme."""
    scorer = _scorer(seed, roles, symmetric, narrow)
    ids = _ids(scorer)
    table = scorer.theme_table(ids, ids)
    found = {
        (ids[row], ids[column], CODES[theme]): score
        for row, column, theme, score in zip(
            *(part.tolist() for part in (table.row, table.column, table.theme, table.score)), strict=True
        )
    }
    assert len(found) == len(table)
    expected = {}
    for a, b in product(ids, ids):
        pair = scorer.pair(a, b)
        for theme in dict(pair.themes + pair.return_themes) if not pair.broken else ():
            on_it = scorer.pair(a, b, theme=theme)
            assert on_it.broken == ()
            assert sum(term.micro for term in on_it.terms) == on_it.score_micro <= pair.score_micro
            expected[a, b, theme] = on_it.score_micro
    assert found == expected
    assert len(found) >= 10 * (seed % 2), "too few to prove anything"


def test_the_best_theme_scores_as_the_pair_does() -> None:
    """Scores on themes and scores of pairs are one scale: the best theme gives the score of the pair."""
    scorer, count = _scorer(1, VISITS, False, False), 0
    for a, b in product(_ids(scorer), _ids(scorer)):
        pair = scorer.pair(a, b)
        if pair.themes:
            count += 1
            assert scorer.pair(a, b, theme=pair.themes[0][0]).score_micro == pair.score_micro
    assert count > 20


def test_tiles_threads_and_order_change_no_theme_score(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places in the table are those of the ids asked for, however the work was cut up."""
    scorer = _scorer(3, VISITS, False, False)
    ids = _ids(scorer)
    whole = scorer.theme_table(ids, ids)
    assert len(whole) > 20
    for rows in (1, 5):
        monkeypatch.setattr(scorer_module, "TILE_ROWS", rows)
        with ThreadPoolExecutor(3) as executor:
            cut = scorer.theme_table(ids, ids, executor)
        assert all(np.array_equal(getattr(cut, name), getattr(whole, name)) for name in cut.__slots__)
    picked = scorer.theme_table(ids[::-1], ids)
    assert sorted(zip(11 - picked.row, picked.column, picked.theme, picked.score, strict=True)) == sorted(
        zip(whole.row, whole.column, whole.theme, whole.score, strict=True)
    )
    assert len(scorer.theme_table([], ids)) == 0


def _pair_of_twins(first: dict[str, Any], second: dict[str, Any], **setting: Any) -> OnePair:
    roles = {"roles": [{"role": "PEER"}]}
    both = [make(i, **READY | roles | fields) for i, fields in (("a", first), ("b", second))]
    frame = Setting(Policy(), drawing.FIRST, drawing.LAST, roles=PEERS, symmetric=True, **setting)
    return Scorer(both, frame).pair("a", "b")


def _peer(need: str, offer: str, strength: int = 5) -> dict[str, Any]:
    return {
        "needs": [{"code": need, "priority": 5}],
        "offers": [{"code": offer, "strength": strength, "evidence": "EVALUATED"}],
    }


def test_one_sided_twins_are_punished_and_not_excluded() -> None:
    """Two who teach each other a little must come before two of whom one teaches much and learns nothing."""
    one_sided = _pair_of_twins(_peer("EDU.LANG", "GOV.DATA"), _peer("HLT.ACCESS", "EDU.LANG"))
    mutual = _pair_of_twins(_peer("EDU.LANG", "GOV.DATA", 2), _peer("GOV.DATA", "EDU.LANG", 2))
    assert one_sided.broken == mutual.broken == ()
    assert (one_sided.fit_there, one_sided.fit_back) == (1000, 0)
    assert one_sided.return_themes == ()
    assert _permille(one_sided, Term.FIT) == 0 < _permille(mutual, Term.FIT) == mutual.fit_there == mutual.fit_back


@pytest.mark.parametrize(("tied", "broken"), [("host", ()), ("visitor", (HardRule.TRAVEL_LIMIT,))])
def test_only_who_travels_is_held_to_its_limits(tied: str, broken: tuple[HardRule, ...]) -> None:
    """Who has no money to travel must still be able to host; who has none cannot visit."""
    places = {"visitor": {"lat": 48.2, "lon": 16.4}, "host": {"lat": 40.4, "lon": -3.7}}
    both = [
        make(role, **READY | _peer("EDU.LANG", "EDU.LANG"), roles=[{"role": role.upper()}], territory=place)
        for role, place in places.items()
    ]
    both = [
        one.model_copy(update={"logistics": one.logistics.model_copy(update={"travel_limit_km": 1})})
        if one.id == tied
        else one
        for one in both
    ]
    frame = Setting(Policy(), drawing.FIRST, drawing.LAST, roles=VISITS, teacher_travels=False)
    assert Scorer(both, frame).pair("visitor", "host").broken == broken


def test_a_theme_outside_the_programme_is_no_theme() -> None:
    """A call on housing must not pair two for their work on language."""
    sides = _peer("EDU.LANG", "GOV.DATA"), _peer("GOV.DATA", "EDU.LANG")
    assert _pair_of_twins(*sides, themes=frozenset({Challenge("EDU.LANG")})).return_themes == ()
    assert _pair_of_twins(*sides, themes=frozenset({Challenge("HOU.AREA")})).broken == (HardRule.NO_COMMON_THEME,)


def test_a_theme_that_is_not_eligible_breaks_the_rule() -> None:
    """A pair pinned to a theme that it does not share must be refused by name, not scored as if it did."""
    scorer, count = _scorer(1, VISITS, False, False), 0
    for a, b in product(_ids(scorer), _ids(scorer)):
        pair = scorer.pair(a, b)
        other = next(code for code in CODES if code not in dict(pair.themes))
        on_it = scorer.pair(a, b, theme=other)
        assert set(on_it.broken) == {*pair.broken, HardRule.NO_COMMON_THEME}
        assert on_it.score_micro <= pair.score_micro
        count += not pair.broken
    assert count > 5


@pytest.mark.parametrize(
    ("role", "broken"),
    [
        (Role.VISITOR, [HardRule.POPULATION_NOT_ELIGIBLE]),
        (Role.HOST, [HardRule.COUNTRY_NOT_ELIGIBLE, HardRule.POPULATION_NOT_ELIGIBLE]),
        (Role.PEER, [HardRule.POPULATION_NOT_ELIGIBLE, HardRule.COUNTRY_NOT_ELIGIBLE]),
    ],
)
def test_who_learns_is_held_to_the_mentees_rules_and_who_teaches_to_the_mentors(
    role: Role, broken: list[HardRule]
) -> None:
    """A programme states eligibility once; peers do both and are held to both, each rule named once."""
    rules = Rules(mentee=Eligibility(population_max=10), mentor=Eligibility(countries=("FR",), population_max=10))
    ready = READY | _peer("EDU.LANG", "GOV.DATA") | {"roles": [{"role": role}]}
    assert role_rules(make("a", **ready), role, rules) == broken
