"""Lists of best plans: what is left out, doubled or bent is refused, and what is proved is so by trying all plans."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from matcher.certify import check_alternates
from matcher.problems import (
    Alternates,
    AssignmentProblem,
    Certificate,
    OpenPart,
    Pin,
    ProofFault,
    SetCapacity,
    Side,
    Status,
    StopToken,
)
from matcher.solving import find_alternates
from tests.certify.forging import moved
from tests.solving.instances import small_grouped_problem, small_problem
from tests.solving.oracles import best_values

PROBLEM = AssignmentProblem.from_dense(
    [[9, 7, 4], [8, 6, 5], [3, 2, 8]],
    left_capacity=[1, 2, 1],
    right_capacity=[1, 1, 2],
    left_min=[1, 0, 0],
    pinned=[[2, 2]],
)
TRUE = find_alternates(PROBLEM, 6)
LAST = find_alternates(PROBLEM, 2)
EVERY = find_alternates(PROBLEM, 1000)
Forge = Callable[[Alternates], Alternates]


def _with(**changes: Any) -> Forge:
    """The list with other fields, each computed from what it was."""
    return lambda true: dataclasses.replace(
        true, **{name: change(getattr(true, name)) for name, change in changes.items()}
    )


def _on_each(change: Callable[[Any], Any]) -> Forge:
    """The list with results, parts and origins changed alike."""
    return _with(results=change, parts=change, origins=change)


def _open(at: int, **changes: Any) -> Forge:
    def forge(true: Alternates) -> Alternates:
        bent = dataclasses.replace(true.open[at], **changes)
        return dataclasses.replace(true, open=(*true.open[:at], bent, *true.open[at + 1 :]))

    return forge


def _without_evidence_of(plan: int) -> Forge:
    return _with(open=lambda parts: tuple(part for part in parts if part.plan != plan))


def _left_out(true: Alternates) -> Alternates:
    """The list without a plan that no other was listed from, and without the parts of it."""
    split = {plan for plan, _ in true.origins}
    at = next(at for at in range(1, len(true.results) - 1) if at not in split)
    fewer = _on_each(lambda held: (*held[:at], *held[at + 1 :]))(true)
    origins = tuple((plan - (plan > at), child) for plan, child in fewer.origins)
    left = tuple(dataclasses.replace(p, plan=p.plan - (p.plan > at)) for p in true.open if p.plan != at)
    return dataclasses.replace(fewer, origins=origins, open=left)


def _bound_as_proved(forge: Forge) -> Forge:
    """The same with the bound that the check then finds."""

    def forged(true: Alternates) -> Alternates:
        bent = forge(true)
        return dataclasses.replace(bent, bound=check_alternates(PROBLEM, bent).bound)

    return forged


def _dearer(true: Alternates) -> Alternates:
    at = next(at for at, part in enumerate(true.open) if not part.empty)
    return _open(at, certificate=moved(true.open[at].certificate, "left_price", 1, 100))(true)


def _called_empty(true: Alternates) -> Alternates:
    return _open(next(at for at, part in enumerate(true.open) if not part.empty), empty=True)(true)


def _result(at: int, **changes: Any) -> Forge:
    return _with(results=lambda r: (*r[:at], dataclasses.replace(r[at], **changes), *r[at + 1 :]))


def _worse_twin(true: Alternates) -> Alternates:
    """The fourth plan in place of the third, with its value: a plan of another part."""
    return _result(2, pairs=true.results[3].pairs, objective=true.results[3].objective)(true)


FORGERIES: dict[str, tuple[Forge, ProofFault]] = {
    "a better plan left out": (_left_out, ProofFault.WRONG_BOUND),
    "a better plan left out, bound as it then is": (_bound_as_proved(_left_out), ProofFault.NOT_OPTIMAL),
    "evidence of a part dropped": (_without_evidence_of(0), ProofFault.WRONG_BOUND),
    "evidence dropped, bound as it then is": (_bound_as_proved(_without_evidence_of(0)), ProofFault.NOT_OPTIMAL),
    "an open part doubled": (_with(open=lambda parts: (*parts, parts[0])), ProofFault.PART_BROKEN),
    "an open part that was listed": (
        lambda true: dataclasses.replace(true, open=(*true.open, OpenPart(*true.origins[1], true.open[0].certificate))),
        ProofFault.PART_BROKEN,
    ),
    "an open part of no plan": (_open(0, plan=77), ProofFault.PART_BROKEN),
    "an open part before the first": (_open(0, plan=-1), ProofFault.PART_BROKEN),
    "a child too many": (_open(0, child=9), ProofFault.PART_BROKEN),
    "a child that is no number": (_open(0, child=True), ProofFault.PART_BROKEN),
    "evidence moved to another part": (_open(0, plan=5), ProofFault.PART_BROKEN),
    "prices of an open part too dear": (_dearer, ProofFault.WRONG_BOUND),
    "prices too dear, bound as it then is": (_bound_as_proved(_dearer), ProofFault.NOT_OPTIMAL),
    "prices below 0": (
        lambda true: _open(0, certificate=moved(true.open[0].certificate, "right_price", 0, -50))(true),
        ProofFault.PRICE_SIGN,
    ),
    "no prices": (_open(0, certificate=None), ProofFault.MALFORMED),
    "a result for prices": (_open(0, certificate=TRUE.results[0]), ProofFault.MALFORMED),
    "an open part called empty": (_called_empty, ProofFault.NOT_INFEASIBLE),
    "bound bent down": (_with(bound=lambda bound: bound - 1), ProofFault.WRONG_BOUND),
    "bound bent up": (_with(bound=lambda bound: bound + 1), ProofFault.WRONG_BOUND),
    "bound denied": (_with(bound=lambda _: None), ProofFault.WRONG_BOUND),
    "a plan listed twice": (_on_each(lambda held: (*held, held[-1])), ProofFault.PART_BROKEN),
    "a plan listed twice, by another part": (
        lambda true: _result(1, pairs=true.results[0].pairs, objective=true.results[0].objective)(true),
        ProofFault.PART_BROKEN,
    ),
    "order swapped": (_on_each(lambda held: (held[0], held[2], held[1], *held[3:])), ProofFault.PART_BROKEN),
    "order swapped, later children after": (_on_each(lambda held: held[::-1]), ProofFault.PART_BROKEN),
    "a plan not in its part": (_worse_twin, ProofFault.PART_BROKEN),
    "score bent": (
        lambda true: _result(1, objective=(true.results[1].objective or 0) + 1)(true),
        ProofFault.WRONG_OBJECTIVE,
    ),
    "a plan only feasible": (_result(1, status=Status.FEASIBLE), ProofFault.MALFORMED),
    "a plan without prices": (_result(1, certificate=None), ProofFault.MALFORMED),
    "a pin missing": (_result(1, pairs=TRUE.results[1].pairs[:-1]), ProofFault.PIN_MISSING),
    "a pin more in the edits": (_with(parts=lambda p: (p[0], (*p[1], Pin(0, 1)), *p[2:])), ProofFault.PART_BROKEN),
    "another edit": (_with(parts=lambda p: ((SetCapacity(Side.LEFT, 0, 3),), *p[1:])), ProofFault.PART_BROKEN),
    "a part forgotten": (_with(parts=lambda p: p[:-1]), ProofFault.MALFORMED),
    "not a tuple": (_with(open=list), ProofFault.MALFORMED),
    "a stranger among the results": (_with(results=lambda r: (*r[:-1], None)), ProofFault.MALFORMED),
    "nothing listed, said to be all": (
        _with(results=lambda _: (), parts=lambda _: (), origins=lambda _: (), bound=lambda _: None),
        ProofFault.NO_PLAN,
    ),
}


def test_the_lists_to_be_forged_are_true() -> None:
    """A forgery of something that is refused anyway would show nothing."""
    best = best_values(PROBLEM, 10_000)
    for true in (TRUE, LAST, EVERY):
        verdict = check_alternates(PROBLEM, true)
        assert verdict.violations == ()
        assert verdict.proved
        assert [result.objective for result in true.results] == best[: len(true.results)]
        assert verdict.bound == true.bound
    assert check_alternates(PROBLEM, EVERY).exhausted
    assert len(EVERY.results) == len(best)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_list_is_refused(name: str) -> None:
    """Whatever is bent, the list is not proved, and the fault is named."""
    forge, expected = FORGERIES[name]
    verdict = check_alternates(PROBLEM, forge(TRUE))
    assert expected in [violation.fault for violation in verdict.violations], verdict.violations
    assert not verdict.proved
    assert not verdict.exhausted


def test_what_is_no_list_is_refused() -> None:
    """Anything may come in; only a list of plans can be judged."""
    for other in (None, TRUE.results, TRUE.first):
        verdict = check_alternates(PROBLEM, other)  # type: ignore[arg-type]
        assert [violation.fault for violation in verdict.violations] == [ProofFault.MALFORMED]


def _bent(rng: np.random.Generator, true: Alternates) -> Alternates:
    """The list with one plan left out, or evidence moved, or prices drawn anew."""
    count = len(true.results)
    if count > 1 and rng.random() < 0.5:
        at = int(rng.integers(1, count))
        return _on_each(lambda held: (*held[:at], *held[at + 1 :]))(true)
    if not true.open:
        return dataclasses.replace(true, bound=None)
    at = int(rng.integers(len(true.open)))
    prices = true.open[at].certificate
    other = {name: rng.integers(0, 4, getattr(prices, name).size) for name in ("left_price", "right_price")}
    bent = Certificate(
        **other,
        limit_price=prices.limit_price * 0,
        left_group_price=prices.left_group_price * 0,
        right_group_price=prices.right_group_price * 0,
    )
    return _open(at, certificate=bent, plan=int(rng.integers(count)), empty=bool(rng.random() < 0.5))(true)


@pytest.mark.parametrize("make", [small_problem, small_grouped_problem], ids=["plain", "groups"])
def test_what_is_proved_is_true(make: Callable[[np.random.Generator], AssignmentProblem]) -> None:
    """True lists are believed, stopped ones for what they have; bent ones may be believed only where they are true."""
    for seed in range(20):
        rng = np.random.default_rng([seed, 3])
        problem = make(rng)
        count, best = int(rng.integers(1, 12)), best_values(problem, 12)
        true = find_alternates(problem, count)
        verdict = check_alternates(problem, true)
        assert verdict.proved
        assert verdict.exhausted == (len(best) <= count)
        part = find_alternates(problem, count, StopToken(deadline=seed % 9, clock=iter(range(10**6)).__next__))
        assert check_alternates(problem, part).violations == ()
        for bent in (_bent(rng, true) for _ in range(4)):
            if true.results and check_alternates(problem, bent).proved:
                assert [result.objective for result in bent.results] == best[: len(bent.results)]
