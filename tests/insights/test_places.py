"""Reserve lists, values of places and themes short of mentors: each against solving for the change itself."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from fixtures.generator import generate
from matcher import limits
from matcher.errors import InvalidInput, LimitExceeded, ProofFailed, Stopped
from matcher.insights import paths
from matcher.insights.answers import PlaceValue
from matcher.insights.places import places
from matcher.insights.reserve import reserve, reserve_all
from matcher.insights.themes import copies, theme_shortage
from matcher.plans.types import PairingKind, PlanInputs
from matcher.problems import PlaceValues, Regrets, StopToken
from matcher.profiles.taxonomy import Challenge, Role
from matcher.scenarios import Base, run_light
from matcher.scenarios.edits import AddAuthority, ChangeCapacity, ForbidPair, PinPair, ScenarioEdit
from matcher.solving import find_regrets, place_values
from tests.insights.bases import SEEDS, eligible_pairs, some_base


def total_after(base: Base, edits: list[ScenarioEdit]) -> int | None:
    """Return the greatest total after edits; ``None`` where there is no plan."""
    try:
        return run_light(base, edits).value_micro
    except InvalidInput:
        return None


def test_a_reserve_list_is_in_the_order_of_the_prices_of_pins() -> None:
    """Whoever is asked next must be the one whom the plan can best afford; forcing each of them is the other method."""
    assert_reserves(SEEDS, 2)
    every = reserve_all(some_base(0), 2).lists
    assert every == tuple(reserve(some_base(0), one.authority_id, one.role, 2) for one in every)


def test_lists_that_fill_the_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lists of everybody grow with the square of a programme: they have a bound, and none is cut in silence."""
    base = some_base(0)
    assert base.frame is not None
    mentees, mentors = len(base.frame.mentee_ids), len(base.frame.mentor_ids)
    monkeypatch.setattr(limits, "RESERVES_MAX", 2 * (mentees + mentors))
    assert reserve_all(base, 2).lists
    with pytest.raises(LimitExceeded, match="shorter ones"):
        reserve_all(base, 3)
    monkeypatch.setattr(limits, "RESERVES_MAX", 2 * mentees * mentors)  # a list is no longer than there are partners
    assert reserve_all(base, 1_000).lists


@pytest.mark.soak
def test_figures_of_many_programmes() -> None:
    """The same for many more."""
    assert_reserves(range(6, 40), 5)
    assert_places(range(6, 60), 20)
    assert_gains(range(6, 60), 20)


def assert_reserves(seeds: Iterable[int], count: int) -> None:
    """Lists of ``count`` authorities of each side are those of prices of pins."""
    impossible = 0
    for seed in seeds:
        base, rng = some_base(seed), random.Random(seed)
        assert base.frame is not None
        for role, ids in zip(base.frame.roles, (base.frame.mentee_ids, base.frame.mentor_ids), strict=True):
            for authority_id in rng.sample(ids, min(count, len(ids))):
                own = 0 if role is Role.MENTEE else 1
                eligible = [pair for pair in eligible_pairs(base) if pair[own] == authority_id]
                prices = {}
                for pair in (one for one in eligible if one not in base.scores):
                    total = total_after(base, [PinPair(mentee_id=pair[0], mentor_id=pair[1])])
                    if total is not None:
                        prices[pair[1 - own]] = base.value - total
                found = reserve(base, authority_id, role, 1000)
                assert {one.partner_id: one.loss_micro for one in found.reserve} == prices
                losses = [one.loss_micro for one in found.reserve]
                assert losses == sorted(losses)
                assert found.partner_ids == tuple(sorted(p[1 - own] for p in base.scores if p[own] == authority_id))
                assert found.eligible == len(eligible)
                assert found.impossible == len(eligible) - len(prices) - len(found.partner_ids)
                impossible += found.impossible
                assert reserve(base, authority_id, role, 1).reserve == found.reserve[:1]
    assert impossible


def test_a_place_is_worth_what_changing_the_capacity_brings() -> None:
    """Both figures are one-sided: neither may be read off a dual price, which is not unique."""
    assert_places(SEEDS, 5)


def assert_places(seeds: Iterable[int], count: int) -> None:
    """Values of places of ``count`` authorities of each side are what edits of the capacity bring."""
    seen = set()
    for seed in seeds:
        base = some_base(seed)
        found = places(base)
        for values in (found.mentors, found.mentees):
            assert [one.one_more_micro for one in values] == sorted(
                (one.one_more_micro for one in values), reverse=True
            )
            for one in random.Random(seed).sample(values, min(count, len(values))):
                assert one.one_more_micro == _changed(base, one, 1)
                less = _changed(base, one, -1)
                assert one.one_less_micro == (None if less is None else -less)
                own = {Role.MENTEE: 0, Role.MENTOR: 1}[one.role]
                assert one.used == sum(pair[own] == one.authority_id for pair in base.scores)
                assert one.free == one.places - one.used >= 0
                seen.add((one.one_more_micro > 0, one.one_less_micro is None, bool(one.one_less_micro)))
    assert len(seen) > 3


def _changed(base: Base, one: PlaceValue, by: int) -> int | None:
    if one.places + by < 0:
        return None
    edit = ChangeCapacity(authority_id=one.authority_id, role=one.role, capacity_max=one.places + by)
    total = total_after(base, [edit])
    return None if total is None else total - base.value


def test_one_more_mentor_brings_what_adding_it_brings() -> None:
    """The gain is told without adding anybody; so it must be that of adding just that authority."""
    assert_gains(SEEDS, 8)


def assert_gains(seeds: Iterable[int], count: int) -> None:
    """What ``count`` copies bring is at most what is told of their theme, and just that for the best of it."""
    gains = 0
    for seed in seeds:
        base = some_base(seed)
        assert base.warm is not None
        listed = list(copies(base, base.warm))
        found = {one.theme: one for one in theme_shortage(base).themes}
        best: dict[Challenge, int] = {}
        for copy in random.Random(seed).sample(listed, min(count, len(listed))) + [
            c for c in listed if c.theme == listed[0].theme
        ]:
            edits: list[ScenarioEdit] = [AddAuthority(authority=copy.authority)]
            if copy.like_id in base.warm.place.mentees:
                edits.append(ForbidPair(mentee_id=copy.like_id, mentor_id=copy.authority.id))
            total = total_after(base, edits)
            assert total is not None
            told = found[copy.theme].best
            assert told is not None
            assert told.gain_micro >= total - base.value
            if told.like_id == copy.like_id:
                assert told.gain_micro == total - base.value
                gains += told.gain_micro > 0
            best[copy.theme] = max(best.get(copy.theme, 0), total - base.value)
        whole = found[listed[0].theme]
        assert whole.best is not None
        assert best[listed[0].theme] == whole.best.gain_micro
    assert gains


def test_themes_are_counted_as_profiles_and_plan_have_them() -> None:
    """Counted again from the profiles, in the plainest way."""
    base = some_base(2)
    assert base.frame is not None
    for one in theme_shortage(base).themes:
        wanting = [
            i for i in base.frame.mentee_ids if any(n.code is one.theme and n.priority for n in base.by_id[i].needs)
        ]
        offering = {
            i for i in base.frame.mentor_ids if any(o.code is one.theme and o.strength for o in base.by_id[i].offers)
        }
        met = {a for a, b in base.scores if b in offering}
        assert (one.mentees, one.mentors) == (len(wanting), len(offering))
        assert one.unmet == len(set(wanting) - met)
        assert one.mentees_first <= one.mentees
        assert one.pairs == sum(p.theme is one.theme for p in base.plan.pairings)
        assert one.short == (one.best is not None and one.best.gain_micro > 0 and one.mentees > one.places)
        assert (one.best is None) == (not offering)


def test_the_order_of_the_input_decides_nothing() -> None:
    """Names of authorities and the order of a file are no reasons."""
    inputs = generate(16, 5)
    mixed = list(inputs.authorities)
    random.Random(1).shuffle(mixed)
    one, two = Base(inputs), Base(PlanInputs(programme=inputs.programme, authorities=tuple(mixed)))
    for ask in (places, theme_shortage, reserve_all):
        assert ask(one) == ask(two)


def test_what_cannot_be_asked_is_refused() -> None:
    """Prices of flows say nothing of exchanges; and who is not ready has no reserve list."""
    base = some_base(0)
    assert base.frame is not None
    learner, learns_only = base.frame.mentee_ids[0], next(i for i in base.by_id if i not in base.frame.mentor_ids)
    twins = Base(generate(8, 2, kind=PairingKind.TWIN))
    for ask in (
        lambda: places(twins),
        lambda: theme_shortage(twins),
        lambda: reserve_all(twins),
        lambda: reserve(base, "nobody", Role.MENTEE),
        lambda: reserve(base, learner, Role.HOST),
        lambda: reserve(base, learns_only, Role.MENTOR),
        lambda: reserve(base, learner, Role.MENTEE, 0),
    ):
        with pytest.raises(InvalidInput):
            ask()
    stop = StopToken()
    stop.cancel()
    for stopped in (places, theme_shortage, reserve_all):
        with pytest.raises(Stopped):
            stopped(base, stop=stop)


def test_figures_that_fail_their_check_are_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check is asked before the answer is given, each time."""
    base = some_base(0)
    solvers = find_regrets, place_values

    def regrets(*args: object, **more: object) -> Regrets:
        found = solvers[0](*args, **more)  # type: ignore[arg-type]
        return replace(found, regret=found.regret + 1)

    def values(*args: object, **more: object) -> PlaceValues:
        found = solvers[1](*args, **more)  # type: ignore[arg-type]
        return replace(found, left_gain=found.left_gain + np.int64(1), outside_left=found.outside_left + np.int64(1))

    monkeypatch.setattr(paths, "find_regrets", regrets)
    monkeypatch.setattr(paths, "place_values", values)
    for ask in (places, theme_shortage, reserve_all):
        with pytest.raises(ProofFailed):
            ask(base)
