"""Forged regrets, forced pairs and values of places: whatever is bent, nothing is proved."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from matcher.certify import check_forced, check_place_values, check_regrets
from matcher.problems import AssignmentProblem, Forced, Move, SolveResult, Status
from matcher.solving import find_regrets, forced, place_values, solve, without
from tests.solving.instances import middle_grouped_problem, middle_problem, small_grouped_problem, small_problem


def _solved(seeds: range) -> Iterator[tuple[np.random.Generator, AssignmentProblem, SolveResult]]:
    families = small_problem, small_grouped_problem
    for seed in seeds:
        rng = np.random.default_rng(seed)
        makers = (*families, lambda r: middle_problem(r, 7, 5), lambda r: middle_grouped_problem(r, 7, 5))
        problem = makers[seed % 4](rng)
        result = solve(problem)
        if result.status == Status.OPTIMAL and len(result.pairs):
            yield rng, problem, result


def _bent(value: Any, at: int = 0) -> Any:
    """A value that is not this one, as like it as can be."""
    if isinstance(value, np.ndarray):
        copy = value.copy()
        copy[at] = ~copy[at] if copy.dtype == np.bool_ else copy[at] + 1
        return copy
    if isinstance(value, bool):
        return not value
    return value + 1


def _with_figures(claim: Any, names: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The claim with each entry of each array bent, up and down."""
    for name in names:
        array = getattr(claim, name)
        for at in range(array.size):
            yield f"{name}[{at}]", dataclasses.replace(claim, **{name: _bent(array, at)})
            if array.dtype != np.bool_:
                down = array.copy()
                down[at] -= 1
                yield f"{name}[{at}] down", dataclasses.replace(claim, **{name: down})


def _with_ways(claim: Any, name: str) -> Iterator[tuple[str, Any]]:
    """The claim with other ways in a field of its own: none, others, without their prices or their arcs."""
    ways = getattr(claim, name)
    if ways is None:
        return
    bare = dataclasses.replace(ways.certificate, limit_price=ways.certificate.limit_price + 1)
    for part, other in {
        "none": None,
        "source": dataclasses.replace(ways, source=ways.source + 1),
        "direction": dataclasses.replace(ways, forward=not ways.forward),
        "prices": dataclasses.replace(ways, certificate=bare),
        "short": dataclasses.replace(ways, via=ways.via[:-1]),
        "type": dataclasses.replace(ways, via=ways.via.astype(np.int32)),
    }.items():
        yield f"{name}: {part}", dataclasses.replace(claim, **{name: other})


REGRETS = ("edge", "partner", "score", "chosen", "feasible", "regret", "dispensable", "release")
PLACES = ("left_gain", "left_loss", "right_gain", "right_loss", "outside_left", "outside_right")


def test_no_bent_regret_is_proved() -> None:
    """Each figure is exact or refused: one too high would scare people off, one too low would promise too much."""
    for rng, problem, result in _solved(range(16)):
        side = "left" if rng.random() < 0.5 else "right"
        index = int(rng.integers(problem.left_count if side == "left" else problem.right_count))
        found = find_regrets(problem, result, side, index)
        assert check_regrets(problem, result, found).proved
        forged = [*_with_figures(found, REGRETS), *_with_ways(found, "release_ways")]
        if not found.chosen.all():
            forged += _with_ways(found, "ways")
        forged += [
            ("objective", dataclasses.replace(found, objective=found.objective + 1)),
            ("side", dataclasses.replace(found, side="above")),  # type: ignore[arg-type]
            ("index", dataclasses.replace(found, index=-1)),
        ]
        for what, claim in forged:
            assert not check_regrets(problem, result, claim).proved, (what, claim)


def test_ways_that_do_not_lead_anywhere_prove_nothing() -> None:
    """Prices alone only bound a regret: without an open, tight way the plan that loses so little may not exist."""
    broken = 0
    for _, problem, result in _solved(range(24)):
        found = find_regrets(problem, result, "left", 0)
        shown = found.feasible & ~found.chosen
        if not shown.any():
            continue
        rng = np.random.default_rng(3)
        for via in (np.full_like(found.ways.via, -1), rng.permutation(found.ways.via), found.ways.via * 0 + 10**6):
            claim = dataclasses.replace(found, ways=dataclasses.replace(found.ways, via=via))
            verdict = check_regrets(problem, result, claim)
            broken += not verdict.proved
            if (via == -1).all() or (via == 10**6).all():
                assert not verdict.proved
        if not found.feasible.all():
            claim = dataclasses.replace(found, ways=dataclasses.replace(found.ways, ray=None))
            assert not check_regrets(problem, result, claim).proved
    assert broken > 20


def test_no_bent_forced_plan_is_proved() -> None:
    """The plan, its loss and the chain are one claim: none of them may differ from what the others say."""
    chains = 0
    for rng, problem, result in _solved(range(40)):
        claims: list[Forced] = []
        left = int(rng.integers(problem.left_count))
        found = find_regrets(problem, result, "left", left)
        for at in range(found.edge.size):
            if not found.chosen[at]:
                claims.append(forced(problem, result, *found.pair(at)))
            elif not (problem.pinned == found.pair(at)).all(axis=1).any():
                claims.append(without(problem, result, *found.pair(at)))
        for claim in claims[:3]:
            assert check_forced(problem, result, claim).proved
            for what, bent in _bent_forced(claim):
                assert not check_forced(problem, result, bent).proved, (what, bent)
            chains += len(claim.chain) > 1
    assert chains > 5


def _bent_forced(claim: Forced) -> Iterator[tuple[str, Forced]]:
    changes: dict[str, Any] = {
        "base": claim.base + 1,
        "regret": 0 if claim.regret is None else claim.regret + 1,
        "left": -1,
        "right": 10**6,
        "score": 7,
        "chain": (*claim.chain, Move(claim.left, claim.right, claim.added)),
    }
    if claim.chain:
        for at, move in enumerate(claim.chain[1:], 1):  # the same plan in the end, but a tale of more than happens
            back = dataclasses.replace(move, added=not move.added)
            yield "back and forth", dataclasses.replace(claim, chain=(*claim.chain, back, move))
            yield "forth and back", dataclasses.replace(claim, chain=(*claim.chain[:at], move, back, *claim.chain[at:]))
        others = claim.result.pairs.tolist()
        for left, right in others[:2]:
            more = Move(left, right, added=False), Move(left, right, added=True)
            yield "a pair parted and joined again", dataclasses.replace(claim, chain=(*claim.chain, *more))
        changes["added"] = not claim.added
        changes["result"] = dataclasses.replace(claim.result, objective=(claim.result.objective or 0) + 1)
        yield "no chain", dataclasses.replace(claim, chain=())
        yield "less chain", dataclasses.replace(claim, chain=claim.chain[1:])
    for name, value in changes.items():
        yield name, dataclasses.replace(claim, **{name: value})


def test_no_bent_value_of_a_place_is_proved() -> None:
    """People buy places for what they are said to bring, so each figure stands or falls by itself."""
    for _, problem, result in _solved(range(10)):
        values = place_values(problem, result)
        assert check_place_values(problem, result, values).proved
        forged = list(_with_figures(values, PLACES))
        forged.append(("objective", dataclasses.replace(values, objective=values.objective + 1)))
        forged.append(("fewer ways", dataclasses.replace(values, ways=values.ways[1:])))
        shut = tuple(dataclasses.replace(ways, certificate=None) for ways in values.ways)  # type: ignore[arg-type]
        forged.append(("no prices", dataclasses.replace(values, ways=shut)))
        for what, claim in forged:
            assert not check_place_values(problem, result, claim).proved, (what, claim)


@pytest.mark.parametrize("score", [-(2**63), -(2**31) - 1, 2**31 + 1, 2**63 - 1])
def test_a_score_beyond_all_scores_does_not_wrap_around(score: int) -> None:
    """The least int64 has no positive twin, so its size is below 0: it must not pass for a small score."""
    problem = AssignmentProblem([0, 1], [0, 1], [5, 7], [1, 1], [1, 1])
    result = solve(problem)
    found = find_regrets(problem, result, "left", 0, unlisted=([1], [3]))
    assert check_regrets(problem, result, found).proved
    price = found.ways.certificate
    with np.errstate(over="ignore"):
        lacks = price.left_price[0] + price.right_price[1] + price.limit_price[0] - np.int64(score)
    forged = dataclasses.replace(found, score=np.array([5, score]), regret=np.array([found.regret[0], lacks]))
    assert not check_regrets(problem, result, forged).proved


@pytest.mark.parametrize("claim", [None, 5, "regrets"])
def test_what_is_no_claim_is_refused_as_such(claim: Any) -> None:
    """A check says what is wrong; it does not fall over."""
    problem = AssignmentProblem([0], [0], [5], [1], [1])
    result = solve(problem)
    for judge in (check_regrets, check_forced, check_place_values):
        assert not judge(problem, result, claim).proved
