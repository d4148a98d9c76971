"""Study visits: weeks, places, budgets and costs, held against the profiles as they stand."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from matcher.errors import Infeasible, InvalidInput
from matcher.plans import make_plan
from matcher.plans.exchanges import asking, offers
from matcher.plans.exchanges.costs import Trips, kilometres, persons_of
from matcher.plans.exchanges.weeks import Season, free_days, possible, season_of
from matcher.plans.inputs import hosted_visits
from matcher.plans.types import PairingKind, PairRequest, PlanInputs, StudyVisit, TravelClass, VisitTerms
from matcher.profiles.taxonomy import CefrLevel, Role
from matcher.profiles.types import Authority, LanguageSkill, Territory, Visiting, Window
from matcher.scoring.policy import Rules
from matcher.vectors.classes import squared_chord, unit_vector
from tests.plans.exchanges import ENDS, STARTS, programme_of
from tests.plans.test_exchanges import inputs_of, plan_of
from tests.plans.test_plans import with_programme

VISIT = PairingKind.STUDY_VISIT
SEEDS = range(4)

seeded = pytest.mark.parametrize("seed", SEEDS)


def _held(seed: int) -> Iterator[tuple[StudyVisit, Authority, list[Authority]]]:
    by_id = {authority.id: authority for authority in inputs_of(VISIT, seed).authorities}
    for visit in plan_of(VISIT, seed).visits:
        yield visit, by_id[visit.host_id], [by_id[visitor_id] for visitor_id in visit.visitor_ids]


def _days(visit: StudyVisit) -> list[dt.date]:
    return [visit.starts + dt.timedelta(days=day) for day in range((visit.ends - visit.starts).days + 1)]


def _is_free(authority: Authority, day: dt.date) -> bool:
    windows, blackouts = authority.logistics.windows, authority.logistics.blackouts
    open_to = not windows or any(window.start <= day <= window.end for window in windows)
    return open_to and not any(window.start <= day <= window.end for window in blackouts)


@seeded
def test_visits_are_on_days_on_which_all_can(seed: int) -> None:
    """A visit on a day on which somebody is away is no visit; days are told by the profiles' own dates."""
    length = inputs_of(VISIT, seed).programme.visits.days
    for visit, host, visitors in _held(seed):
        days = _days(visit)
        assert len(days) == length
        assert all(_is_free(one, day) for one in (host, *visitors) for day in days)
        assert visit.week.weekday() == 0
        assert all(0 <= (day - visit.week).days < 5 for day in days)
        assert STARTS <= days[0] <= days[-1] <= ENDS


@seeded
def test_nobody_is_at_two_visits_in_a_week(seed: int) -> None:
    """Whoever hosts is at home, and nobody travels twice."""
    busy = Counter(
        (visit.week, one) for visit in plan_of(VISIT, seed).visits for one in (visit.host_id, *visit.visitor_ids)
    )
    assert max(busy.values()) == 1


@seeded
def test_visits_keep_the_terms_of_host_and_programme(seed: int) -> None:
    """Hosts say how many they take; the programme says how often, from how many countries, and for how much."""
    inputs, plan = inputs_of(VISIT, seed), plan_of(VISIT, seed)
    terms = inputs.programme.visits
    times: defaultdict[tuple[str, int], int] = defaultdict(int)
    first_monday = STARTS - dt.timedelta(days=STARTS.weekday())
    periods: Counter[tuple[str, int]] = Counter()
    for visit, host, visitors in _held(seed):
        slot = hosted_visits(host)[visit.slot] if host.hosting else None
        if slot is not None:
            assert slot.visitors_min <= len(visitors) <= slot.visitors_max
            assert slot.persons_max is None or visit.persons <= slot.persons_max
            assert slot.themes is None or visit.theme in slot.themes
            assert not slot.windows or all(any(w.start <= day <= w.end for w in slot.windows) for day in _days(visit))
            assert visit.online == slot.online
        assert visit.persons <= (terms.persons_max or 10**6)
        times[host.id, visit.slot] += 1
        assert times[host.id, visit.slot] <= (slot.times_max if slot else 10**6)
        periods[host.id, (visit.week - first_monday).days // 7 // terms.period_weeks] += 1
    assert max(periods.values()) <= terms.host_visits_max
    for host_id, count in Counter(visit.host_id for visit in plan.visits).items():
        role = next(a for a in inputs.authorities if a.id == host_id).role(Role.HOST)
        assert role is not None
        assert count <= role.capacity_max
    assert sum(pairing.cost_eur or 0 for pairing in plan.pairings) <= (terms.budget_eur or 0)


@seeded
def test_costs_and_persons_add_up(seed: int) -> None:
    """The sum the coordinator asks the funder for must be that of the journeys."""
    inputs, plan = inputs_of(VISIT, seed), plan_of(VISIT, seed)
    by_id = {authority.id: authority for authority in inputs.authorities}
    trips = Trips(inputs.programme.visits, inputs.programme.policy.rules)
    for place, visit in enumerate(plan.visits):
        mine = [pairing for pairing in plan.pairings if pairing.group == place]
        assert sorted(pairing.mentee_id for pairing in mine) == list(visit.visitor_ids)
        for field in ("persons", "cost_eur", "carbon_kg", "score_micro"):
            assert sum(getattr(pairing, field) for pairing in mine) == getattr(visit, field)
        for pairing in mine:
            trip = trips.of(by_id[pairing.mentee_id], by_id[pairing.mentor_id], online=visit.online)
            assert (pairing.persons, pairing.cost_eur, pairing.carbon_kg) == (
                trip.persons,
                trip.cost_eur,
                trip.carbon_kg,
            )
            assert (pairing.theme, pairing.starts, pairing.ends) == (visit.theme, visit.starts, visit.ends)
    shown = plan.exchange
    assert shown is not None
    for field in ("persons", "cost_eur", "carbon_kg"):
        assert getattr(shown, field) == sum(getattr(visit, field) for visit in plan.visits)
    spent: Counter[str] = Counter()
    for pairing in plan.pairings:
        spent[pairing.mentee_id] += pairing.cost_eur or 0
    assert all(cost <= (by_id[one].visiting.budget_eur or 10**9) for one, cost in spent.items())


@seeded
def test_a_visit_says_why_its_week(seed: int) -> None:
    """Who asks for another week must hear how many there are."""
    for visit in plan_of(VISIT, seed).visits:
        why = {reason.id: reason.params for reason in visit.reasons}
        assert int(why["WEEK_POSSIBLE"]["weeks"]) >= 1
        assert ("VISIT_ONLINE" in why) == visit.online
        assert ("VISIT_COST" in why) != visit.online


def test_countries_are_mixed_where_the_programme_asks_for_it() -> None:
    """Interreg asks for two countries at each visit."""
    inputs = inputs_of(VISIT, 2)
    country = {authority.id: authority.country for authority in inputs.authorities}
    mixed = make_plan(with_programme(inputs, visits=inputs.programme.visits.model_copy(update={"countries_min": 2})))
    assert mixed.visits
    assert all(len({country[one] for one in visit.visitor_ids}) >= 2 for visit in mixed.visits)


def test_nothing_online_where_the_programme_does_not_want_it() -> None:
    """A programme of travel funds no calls."""
    for seed in SEEDS:
        inputs = inputs_of(VISIT, seed)
        terms = inputs.programme.visits.model_copy(update={"online_ok": False})
        assert not any(visit.online for visit in make_plan(with_programme(inputs, visits=terms)).visits)


def test_nobody_meets_online_who_does_not() -> None:
    """Who has said no to a call must not be sent to one; who has not said anything may be asked."""
    online = [visitors for seed in range(12) for visit, _, visitors in _held(seed) if visit.online]
    assert online
    assert all(visitor.logistics.online_ok is not False for visitors in online for visitor in visitors)


def test_a_limit_of_places_is_kept() -> None:
    """The pair limit bounds the places granted."""
    plan = make_plan(with_programme(inputs_of(VISIT, 1), pair_limit=3))
    assert len(plan.pairings) == 3
    assert any(entry.reason.id == "LEFT_LIMIT" for entry in plan.left_out)


def test_pins_that_no_visit_can_meet_are_refused_by_name() -> None:
    """A visitor without a euro goes nowhere, pinned or not."""
    inputs = inputs_of(VISIT, 0)
    pairing = next(p for p in plan_of(VISIT, 0).pairings if p.cost_eur)
    poor = tuple(
        a.model_copy(update={"visiting": Visiting(budget_eur=0)}) if a.id == pairing.mentee_id else a
        for a in inputs.authorities
    )
    pin = PairRequest(mentee_id=pairing.mentee_id, mentor_id=pairing.mentor_id)
    asked = with_programme(inputs, pins=(pin,)).model_copy(update={"authorities": poor})
    with pytest.raises(InvalidInput, match="could come to") as raised:
        make_plan(asked)
    assert raised.value.violations[0].path == "programme.pins[0]"


def test_pins_that_clash_are_named() -> None:
    """Pins that cannot all be are told with one whose absence mends it."""
    inputs = inputs_of(VISIT, 4)
    pins = tuple(
        PairRequest(mentee_id=p.mentee_id, mentor_id=p.mentor_id) for p in plan_of(VISIT, 4).pairings if p.cost_eur
    )[:2]
    terms = inputs.programme.visits.model_copy(update={"budget_eur": 0})
    cost = max(p.cost_eur or 0 for p in plan_of(VISIT, 4).pairings)
    terms = terms.model_copy(update={"budget_eur": cost})
    with pytest.raises(Infeasible) as raised:
        make_plan(with_programme(inputs, pins=pins, visits=terms))
    assert raised.value.repairs[0].startswith("unpin ")


def test_requests_are_cut_where_they_are_too_many_and_the_plan_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof about a part must not read as one about the whole."""
    monkeypatch.setattr(asking, "COLUMNS_WANTED_MAX", 150)
    plan, whole = make_plan(inputs_of(VISIT, 3)), plan_of(VISIT, 3)
    assert plan.exchange is not None
    assert whole.exchange is not None
    assert plan.exchange.options == whole.exchange.options > plan.exchange.options_considered
    pin = PairRequest(mentee_id=whole.pairings[0].mentee_id, mentor_id=whole.pairings[0].mentor_id)
    assert any(p.pinned for p in make_plan(with_programme(inputs_of(VISIT, 3), pins=(pin,))).pairings)


def test_a_host_holds_no_more_visits_than_its_role_says() -> None:
    """Slots may add up to more than the host has taken on."""
    for seed in range(20):
        inputs = programme_of(seed, VISIT)
        frame = _frame(inputs)
        held: Counter[int] = Counter()
        for slot in offers.slots_of(frame):
            held[slot.host_index] += slot.times
            assert slot.times <= slot.terms.times_max
        room = frame.capacities(frame.mentor_ids, Role.HOST)[1]
        assert all(times <= room[host] for host, times in held.items())


def _frame(inputs: PlanInputs) -> Any:
    from matcher.plans.frame import build_frame

    return build_frame(inputs)


# Weeks


def _bits(*days: dt.date) -> int:
    return sum(1 << (day - STARTS).days for day in days)


def _span(first: dt.date, count: int) -> tuple[dt.date, ...]:
    return tuple(first + dt.timedelta(days=day) for day in range(count))


MONDAY = dt.date(2027, 3, 8)


def test_a_holiday_on_monday_costs_no_week() -> None:
    """After Easter everybody can from Tuesday on; the week must not be lost."""
    tuesday = MONDAY + dt.timedelta(days=1)
    free = _bits(*_span(tuesday, 4))
    season = season_of(STARTS, ENDS, 3, [free], [free])
    assert season.first_days == (tuesday,)
    assert (season.monday(0), season.last_day(0)) == (MONDAY, tuesday + dt.timedelta(days=2))
    assert possible(season, STARTS, [free, _bits(*_span(MONDAY, 3))]).tolist() == [[True], [False]]


def test_the_day_of_a_week_is_the_one_on_which_most_can() -> None:
    """All visits of a week begin on one day, so that any visitors can meet any host; it should suit most."""
    early, late = _bits(*_span(MONDAY, 2)), _bits(*_span(MONDAY + dt.timedelta(days=3), 2))
    season = season_of(STARTS, ENDS, 2, [early, late, late], [early, late])
    assert season.first_days == (MONDAY + dt.timedelta(days=3),)
    assert season_of(STARTS, ENDS, 2, [early, late], [early, late]).first_days == (MONDAY,)


def test_weeks_at_the_ends_of_a_programme_are_cut() -> None:
    """A programme from Wednesday to Wednesday has no Monday in its first week."""
    whole = _bits(*_span(STARTS, (ENDS - STARTS).days + 1))
    three = season_of(STARTS, ENDS, 3, [whole], [whole])
    assert three.first_days[0] == STARTS
    assert three.last_day(len(three.first_days) - 1) <= ENDS
    five = season_of(STARTS, ENDS, 5, [whole], [whole])
    assert five.first_days[0] == MONDAY
    with pytest.raises(KeyError):
        Season(3, (MONDAY,)).week_of(MONDAY + dt.timedelta(days=7))


def test_who_states_no_windows_can_but_for_blackouts() -> None:
    """Where no rule asks for windows, silence keeps nobody at home."""
    one = inputs_of(VISIT, 0).authorities[0]
    silent = one.model_copy(update={"logistics": one.logistics.model_copy(update={"windows": (), "blackouts": ()})})
    whole = (1 << (ENDS - STARTS).days + 1) - 1
    assert free_days(silent, STARTS, ENDS) == whole
    days = _span(MONDAY, 5)
    window = Window(start=days[0], end=days[-1])
    assert free_days(silent, STARTS, ENDS, [window]) == _bits(*days)
    away = silent.model_copy(update={"logistics": silent.logistics.model_copy(update={"blackouts": (window,)})})
    assert free_days(away, STARTS, ENDS) == whole & ~_bits(*days)


# Costs


def _at(authority: Authority, lat: float | None, lon: float | None, language: str = "en") -> Authority:
    skill = LanguageSkill(code=language, level=CefrLevel.C1, people=5)
    return authority.model_copy(update={"territory": Territory(lat=lat, lon=lon), "languages": (skill,)})


def test_a_visit_costs_what_the_table_says() -> None:
    """Vienna to Athens is 1,280 km: two persons for three days, by hand."""
    one, other = inputs_of(VISIT, 0).authorities[:2]
    vienna = _at(one, 48.21, 16.37).model_copy(update={"visiting": Visiting(delegation_size=2)})
    athens = _at(other, 37.98, 23.73)
    trips = Trips(VisitTerms(), Rules())
    trip = trips.of(vienna, athens, online=False)
    assert trip.persons == 2
    assert trip.cost_eur == 2 * (309 + 3 * 140)
    km = kilometres(squared_chord(unit_vector(48.21, 16.37), unit_vector(37.98, 23.73)))
    assert 1_270 < km < 1_295
    assert trip.carbon_kg == round(2 * 2 * km * 160 / 1000)
    deaf = Trips(VisitTerms(), Rules()).of(vienna, _at(other, 37.98, 23.73, "el"), online=False)
    assert deaf.cost_eur == trip.cost_eur + 3 * 600
    online = trips.of(vienna, athens, online=True)
    assert (online.cost_eur, online.carbon_kg, online.persons) == (0, 0, 2)
    nowhere = Trips(VisitTerms(), Rules()).of(vienna, _at(other, None, None), online=False)
    assert (nowhere.cost_eur, nowhere.carbon_kg) == (2 * (309 + 3 * 140), 768)


@seeded
def test_many_costs_are_those_of_each(seed: int) -> None:
    """What decides about budgets is reckoned for many at once, what is shown for each by itself."""
    inputs = inputs_of(VISIT, seed)
    trips = Trips(inputs.programme.visits, inputs.programme.policy.rules)
    some, others = inputs.authorities[:7], inputs.authorities[3:]
    for online in (False, True):
        each = [[trips.of(a, b, online=online).cost_eur for b in others] for a in some]
        assert trips.costs_of(some, others, online=online).tolist() == each
    assert trips.costs_of((), others, online=False).shape == (0, len(others))


def test_a_delegation_is_as_large_as_it_says_up_to_the_cap() -> None:
    """TAIEX pays for three persons, whoever comes with five."""
    one = inputs_of(VISIT, 0).authorities[0]
    sizes = [one.model_copy(update={"visiting": Visiting(delegation_size=size)}) for size in (None, 2, 5)]
    assert [persons_of(visitor, VisitTerms(delegation_max=3)) for visitor in sizes] == [2, 2, 3]
    assert [persons_of(visitor, VisitTerms(delegation_size=4)) for visitor in sizes] == [4, 2, 5]


@pytest.mark.parametrize("km", [0, 1, 9, 100, 499, 2_000, 12_345, 20_000])
def test_kilometres_are_those_of_the_surface(km: int) -> None:
    """A distance shown must be the one between the places, to the kilometre."""
    chord = round((2 * math.sin(km / (2 * 6371.0088)) * 1_000_000) ** 2)
    assert kilometres(chord) == km


def test_a_class_of_travel_begins_where_it_says() -> None:
    """At the border between two amounts an authority must not depend on how a root is rounded."""
    table = VisitTerms().costs.model_copy(
        update={
            "travel": (TravelClass(from_km=0, eur=1, grams_per_km=0), TravelClass(from_km=500, eur=2, grams_per_km=0))
        }
    )
    terms = VisitTerms(days=1, costs=table.model_copy(update={"person_day_eur": 0}))
    one, other = inputs_of(VISIT, 0).authorities[:2]
    origin = _at(one, 0.0, 0.0).model_copy(update={"visiting": Visiting(delegation_size=1)})
    degree = 2 * math.pi * 6371.0088 / 360
    near, far = _at(other, 0.0, 499.9 / degree), _at(other, 0.0, 500.1 / degree)
    assert [Trips(terms, Rules()).of(origin, there, online=False).cost_eur for there in (near, far)] == [1, 2]
