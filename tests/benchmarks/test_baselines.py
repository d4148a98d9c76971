"""Every baseline plays by the rules it claims to play by, or the comparison says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.methods.baselines import METHODS, Method, deferred_acceptance, distance_km, greedy, stable
from benchmarks.methods.comparison import compare_on_many, compare_on_one, feasible_markets, proved_optimum
from benchmarks.methods.figures import FIGURES, blocking_two_sided, figures_of
from benchmarks.methods.market import MENTEE_TERMS, MENTOR_TERMS, Market, build_market, own_weights
from fixtures.generator import generate
from matcher.plans.evaluation import list_faults
from matcher.plans.quality import blocking_pairs
from matcher.plans.types import PairRequest, PlanInputs
from matcher.scoring.policy import Policy, Term, Weights


@pytest.fixture(scope="module")
def market() -> Market:
    return build_market(_with_requests(generate(120, 3, least_percent=10)))


def _with_requests(inputs: PlanInputs) -> PlanInputs:
    """Pin the first eligible pair and limit the number of pairs, so that every kind of limit is there."""
    frame = build_market(inputs).frame
    row, column = np.argwhere(frame.table.is_eligible)[0]
    pin = PairRequest(mentee_id=frame.mentee_ids[row], mentor_id=frame.mentor_ids[column], reason="agreed")
    programme = inputs.programme.model_copy(update={"pins": (pin,), "pair_limit": 50})
    return inputs.model_copy(update={"programme": programme})


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_keeps_the_rules(market: Market, method: Method) -> None:
    """Only minima may be broken: a baseline with forbidden pairs or too many places would look better than it is."""
    pairs = method.make(market, np.random.default_rng(1))
    assert market.frame.table.is_eligible[pairs[:, 0], pairs[:, 1]].all()
    named = [(market.frame.mentee_ids[row], market.frame.mentor_ids[column]) for row, column in pairs]
    faults = {fault.what for fault in list_faults(market.frame, named)}
    allowed = set() if method.name == "plan" else {"MENTOR_MINIMUM"}
    assert faults <= allowed
    assert figures_of(market, pairs, proved_optimum(market))["share_percent"] <= 100


def test_greedy_is_the_stable_pairing_of_a_common_score() -> None:
    """With one score for both sides, the best pair left is what both want most: the two methods agree."""
    market = build_market(generate(150, 5))
    pairs = greedy(market, np.random.default_rng(0))
    assert len(blocking_pairs(market.frame, pairs)) == 0
    distinct = market.score * market.score.size + np.random.default_rng(2).permutation(market.score.size).reshape(
        market.score.shape
    )  # ties would leave several stable pairings
    ranked = deferred_acceptance(market, distinct, distinct)
    assert np.array_equal(ranked, _greedy_by(market, distinct))


def _greedy_by(market: Market, key: np.ndarray) -> np.ndarray:
    left, right = market.problem.left_capacity.copy(), market.problem.right_capacity.copy()
    taken = []
    for edge in np.argsort(-key[market.problem.left_index, market.problem.right_index]):
        row, column = int(market.problem.left_index[edge]), int(market.problem.right_index[edge])
        if left[row] and right[column]:
            left[row] -= 1
            right[column] -= 1
            taken.append((row, column))
    return np.array(sorted(taken))


def test_stable_pairing_has_no_pair_that_both_sides_would_rather_have() -> None:
    """That is what stable means; the plan and greedy do have such pairs, so the figure is no constant zero."""
    market = build_market(generate(150, 6))
    rng = np.random.default_rng(0)
    assert blocking_two_sided(market, stable(market, rng)) == 0
    assert blocking_two_sided(market, greedy(market, rng)) > 0


def test_two_sided_blocking_pairs_by_hand(market: Market) -> None:
    """Counted pair by pair from the definition."""
    pairs = greedy(market, np.random.default_rng(0))
    chosen = set(map(tuple, pairs.tolist()))
    count = 0
    for row, column in np.argwhere(market.frame.table.is_eligible).tolist():
        own = [market.mentee_view[r, c] for r, c in chosen if r == row]
        other = [market.mentor_view[r, c] for r, c in chosen if c == column]
        wanted = len(own) < market.problem.left_capacity[row] or market.mentee_view[row, column] > min(
            own, default=2**60
        )
        welcome = len(other) < market.problem.right_capacity[column] or market.mentor_view[row, column] > min(
            other, default=2**60
        )
        count += wanted and welcome and (row, column) not in chosen
    assert blocking_two_sided(market, pairs) == count > 0


def test_own_weights_add_up() -> None:
    """The views are scores of the same kind, only over one side's terms."""
    for terms in (MENTEE_TERMS, MENTOR_TERMS):
        weights = own_weights(Policy(), terms)
        assert all((weights.of(term) > 0) == (term in terms) for term in Term)
    only_distance = Policy(weights=Weights(**dict.fromkeys((t.value for t in Term), 0) | {"DISTANCE": 1_000_000}))
    with pytest.raises(ValueError, match="no weight"):
        own_weights(only_distance, MENTEE_TERMS)


def test_distance_of_a_known_pair(market: Market) -> None:
    """A quarter of the equator is a quarter of the circumference; what is unknown stays unknown."""
    mentees, mentors = market.mentees, market.mentors
    distance = distance_km(market)
    is_known = np.array(
        [[m.territory.lat is not None and n.territory.lat is not None for n in mentors] for m in mentees]
    )
    assert np.array_equal(~np.isnan(distance), is_known)
    assert np.nanmax(distance) < 20_100


def test_the_plan_wins_on_what_it_maximises() -> None:
    """No method has a larger total than the proved optimum, on one programme or in the mean of several."""
    one = compare_on_one("one", generate(60, 1), draws=3)
    many = compare_on_many("many", feasible_markets(generate(60, seed, least_percent=10) for seed in range(3)), draws=1)
    for comparison in (one, many):
        assert [row.method for row in comparison.rows] == [method.name for method in METHODS]
        assert all(not row.beats_plan("total") and not row.beats_plan("share_percent") for row in comparison.rows)
        assert all(set(row.figures) == {figure.key for figure in FIGURES} for row in comparison.rows)
        assert comparison.rows[0].figures["share_percent"].value == 100


def test_the_same_seed_gives_the_same_comparison() -> None:
    """A benchmark whose figures cannot be had again is an anecdote."""
    first, second = (compare_on_one("one", generate(40, 2), draws=2, seed=7) for _ in range(2))
    assert first == second
