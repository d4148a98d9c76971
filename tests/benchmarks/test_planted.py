"""The planted worlds are independent of the score, and finding partners again is counted rightly."""

from __future__ import annotations

import ast
import inspect
from itertools import permutations

import numpy as np

from benchmarks.methods import world
from benchmarks.methods.market import build_market
from benchmarks.methods.recovery import HEADS, METHODS, RANKINGS, planted_plan, ranks_of, recover, sweep
from benchmarks.methods.world import World, plant
from matcher.plans import suggest
from matcher.profiles.taxonomy import Role


def test_the_world_knows_nothing_of_scoring() -> None:
    """A partner planted by the score's own terms would be found by the score in a circle."""
    tree = ast.parse(inspect.getsource(world))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert not [name for name in imported if name.startswith(("matcher.scoring", "matcher.vectors", "matcher.plans.f"))]


def test_noise_and_missing_leave_the_truth_alone() -> None:
    """The same seed is the same latent world at every level: only what is seen of it differs."""
    clear, blurred, sparse = (
        plant(4, noise=noise, missing=missing, mentees=20, mentors=15) for noise, missing in ((0, 0), (2, 0), (0, 0.9))
    )
    for other in (blurred, sparse):
        assert np.array_equal(clear.benefit, other.benefit)
        assert np.array_equal(clear.capacity, other.capacity)
        assert clear.inputs != other.inputs
    kept = {a.id: {need.code for need in a.needs} for a in clear.inputs.authorities}
    assert all({need.code for need in a.needs} <= kept[a.id] for a in sparse.inputs.authorities)


def test_rows_and_columns_are_those_of_the_frame() -> None:
    """Benefit and scores are compared by position; a shift by one would make every hit a miss."""
    planted = plant(1, noise=1, missing=0.8, mentees=20, mentors=15)
    market = build_market(planted.inputs)
    assert market.frame.mentee_ids == tuple(f"p{row:04d}" for row in range(20))
    assert market.frame.mentor_ids == tuple(f"p{row:04d}" for row in range(20, 35))
    assert np.array_equal(market.problem.right_capacity, planted.capacity)


def test_ranks_are_those_of_the_suggestions() -> None:
    """What is measured is what a user of ``suggest`` sees."""
    planted = plant(2, noise=0.5, missing=0.2, mentees=15, mentors=30)
    market = build_market(planted.inputs)
    partner = planted.benefit.argmax(axis=1)
    rank, hits = ranks_of(market.score, market.frame.table.is_eligible, partner)
    for row, column in enumerate(partner):
        offered = suggest(planted.inputs, market.frame.mentee_ids[row], Role.MENTEE, 30)
        ids = [suggestion.partner_id for suggestion in offered.suggestions]
        scores = [suggestion.score.score_micro for suggestion in offered.suggestions]
        true_id = market.frame.mentor_ids[column]
        if true_id not in ids:
            assert hits[:, row].tolist() == [0, 0]
        elif scores.count(scores[ids.index(true_id)]) == 1:
            assert rank[row] == ids.index(true_id) + 1
            assert hits[:, row].tolist() == [ids.index(true_id) < 1, ids.index(true_id) < 3]


def test_ties_share_their_ranks_evenly() -> None:
    """Checked against every order the tied partners could come in."""
    key, eligible = np.array([[5, 3, 3, 3, 1]]), np.ones((1, 5), dtype=bool)
    rank, hits = ranks_of(key, eligible, np.array([2]))
    orders = [[0, *tied, 4] for tied in permutations((1, 2, 3))]
    assert rank[0] == np.mean([order.index(2) + 1 for order in orders])
    assert np.allclose(hits[:, 0], [np.mean([order.index(2) < upto for order in orders]) for upto in (1, 3)])


def test_planted_plan_is_the_best_there_is() -> None:
    """Against every way to seat four mentees."""
    rng = np.random.default_rng(3)
    benefit = rng.standard_normal((4, 3))
    small = World(plant(0, noise=0, missing=0, mentees=4, mentors=3).inputs, benefit, np.array([2, 1, 2]))
    found = planted_plan(small)
    seats = np.repeat(np.arange(3), [2, 1, 2])
    best = max(sum(benefit[row, seat] for row, seat in enumerate(order)) for order in permutations(seats, 4))
    assert np.isclose(benefit[found[:, 0], found[:, 1]].sum(), best)


def test_who_knows_the_truth_finds_everybody() -> None:
    """The scale is anchored at the top: the true benefit as a ranking has every partner first, and all of the gain."""
    planted = plant(5, noise=0, missing=0, mentees=30, mentors=20)
    key = (planted.benefit * 1e6).astype(np.int64)
    rank, hits = ranks_of(key, np.ones(key.shape, dtype=bool), planted.benefit.argmax(axis=1))
    assert rank.tolist() == [1] * 30
    assert hits.min() == 1


def test_the_score_finds_more_than_chance_and_less_in_noise() -> None:
    """Where profiles show the traits, a score that finds nothing is broken; where they do not, nothing can be found."""
    clear, noisy = (
        [recover(plant(seed, noise=noise, missing=0, mentees=60, mentors=40)) for seed in range(3)] for noise in (0, 8)
    )
    for key in ("hit3_percent", "gain_percent"):
        of_clear, of_noisy = (np.mean([one["score"][key] for one in ones]) for ones in (clear, noisy))
        assert of_clear > 2 * np.mean([one["chance"][key] for one in clear])
        assert of_noisy < of_clear / 2


def test_sweep_has_every_method_at_every_level() -> None:
    """The table of the command rests on that order."""
    cells = sweep([("mixed", 0.5, 0.2), ("place decides", 0.5, 0.2)], 1)
    assert [cell.method for cell in cells] == [*METHODS, *METHODS]
    assert tuple(RANKINGS) == METHODS
    assert all(set(cell.figures) == set(HEADS) for cell in cells)
