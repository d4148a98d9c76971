"""Weightings drawn around today's: every one of them solved from nothing gives the same shares."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.errors import InvalidInput
from matcher.insights import robustness
from matcher.insights.robustness import drawn
from matcher.plans.types import PlanInputs
from matcher.scenarios import Base
from matcher.scoring.policy import MICRO, PERMILLE, Term
from tests.insights.sure_cases import Weighed, bases


def test_shares_are_those_of_solving_every_weighting() -> None:
    """A share is a count of exact answers: asking each weighting from nothing must give the same count."""
    for seed, base in bases(range(1, 5)):
        found = robustness(base, 8, seed=seed, concentration=4)
        today = np.array([base.inputs.programme.policy.weights.of(one) for one in Term])
        there = [Weighed(base.inputs, weights) for weights in drawn(today, 8, seed, 4).tolist()]
        totals = [one.total(list(base.scores)) for one in there]
        for pair in found.pairs:
            assert pair.survived == sum(one.stays((pair.mentee_id, pair.mentor_id)) for one in there)
            assert pair.robust is (pair.survived == 8)
            assert pair.share_error == pytest.approx((pair.share * (1 - pair.share) / 8) ** 0.5)
        shares = [total * PERMILLE // one.best for total, one in zip(totals, there, strict=True) if one.best]
        assert found.worst_permille == min(shares)
        assert found.mean_permille == pytest.approx(sum(shares) / 8)
        assert found.best == sum(total == one.best for total, one in zip(totals, there, strict=True))
        worst = Weighed(base.inputs, list(found.worst_weights_micro.values()))
        assert worst.total(list(base.scores)) * PERMILLE // (worst.best or 1) == found.worst_permille


def test_what_is_drawn() -> None:
    """Weightings add up exactly, keep terms without weight without, centre on today's and close in on them."""
    today = np.array([400_000, 250_000, 150_000, 80_000, 70_000, 50_000, 0])
    spread = []
    for concentration in (5, 50, 5_000):
        found = drawn(today, 2_000, 1, concentration)
        assert (found.sum(axis=1) == MICRO).all()
        assert (found >= 0).all()
        assert not found[:, 6].any()
        deviation = np.sqrt(today * (MICRO - today) / (concentration + 1))
        assert (np.abs(found.mean(axis=0) - today) <= 5 * deviation / 2_000**0.5).all()
        assert found.std(axis=0) == pytest.approx(deviation, rel=0.1)
        spread.append(found.std())
    assert spread == sorted(spread, reverse=True)
    assert (drawn(today, 5, 7, 50) == drawn(today, 5, 7, 50)).all()
    assert (drawn(today, 5, 7, 50) != drawn(today, 5, 8, 50)).any()


def test_seeds_reproduce_and_order_changes_nothing() -> None:
    """Whoever asks again with the same seed must get the same answer, whatever order the authorities come in."""
    _, base = next(bases(range(2, 9)))
    found = robustness(base, 30, seed=5)
    assert robustness(base, 30, seed=5) == found
    turned = base.inputs.model_copy(update={"authorities": base.inputs.authorities[::-1]})
    assert robustness(Base(PlanInputs.model_validate(dict(turned))), 30, seed=5) == found
    assert robustness(base, 30, seed=6) != found


def test_one_term_cannot_vary() -> None:
    """With all weight on one term there is no other weighting: everything survives."""
    _, base = next(bases(range(2, 9)))
    weights = base.inputs.programme.policy.weights.model_copy(
        update={term.value: MICRO if term is Term.FIT else 0 for term in Term}
    )
    policy = base.inputs.programme.policy.model_copy(update={"weights": weights})
    programme = base.inputs.programme.model_copy(update={"policy": policy})
    found = robustness(Base(base.inputs.model_copy(update={"programme": programme})), 5, seed=0)
    assert (found.best, found.worst_permille) == (5, PERMILLE)
    assert all(pair.robust for pair in found.pairs)


def test_numbers_out_of_range_are_refused() -> None:
    """A number that makes no sense is refused by its name; one that is not whole makes none."""
    _, base = next(bases(range(2, 9)))
    wrong = (("samples", 0), ("samples", 10**6), ("samples", 2.5), ("concentration", 0), ("concentration", "5"))
    for name, number in (*wrong, ("seed", -1), ("seed", True)):
        with pytest.raises(InvalidInput, match=name):
            robustness(base, **{"seed": 1, name: number})  # type: ignore[arg-type]
