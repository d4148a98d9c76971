"""What is not looked at again where a profile changed rests on two tables of what is read: they must be right."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from matcher.plans.inputs import setting_of
from matcher.scoring import tiles
from matcher.scoring.operands import Operands
from matcher.scoring.policy import HardRule, Term
from matcher.scoring.reads import BLOCKS, READ_BY_RULE, READ_BY_TERM, Reads
from matcher.scoring.scorer import Scorer
from matcher.scoring.tile_rules import broken_rules
from tests import drawing

_BY_PAIR = {HardRule.SAME_AUTHORITY, HardRule.SAME_FAMILY, HardRule.COOL_DOWN, HardRule.FORBIDDEN}


def _twice(operands: Operands, kept: frozenset[str], rng: random.Random) -> Operands:
    """Return operands of twice as many: all of them twice, the second time with what others have but in ``kept``."""
    count = len(operands.blocks)
    others = np.array(rng.sample(range(count), count))

    def part(one: Any, prefix: str) -> dict[str, Any]:
        arrays = {field.name: getattr(one, field.name) for field in fields(one)}
        return {
            name: np.concatenate((array, array if prefix + name in kept else array[others]))
            for name, array in arrays.items()
            if isinstance(array, np.ndarray) and name != "type_similarity"
        }

    wish = dict(operands.wish)
    if "wish" in kept:
        wish |= {(of + count, whom): value for (of, whom), value in operands.wish.items()}
        wish |= {(of, whom + count): value for (of, whom), value in operands.wish.items()}
    blocks = replace(operands.blocks, **part(operands.blocks, BLOCKS))
    return replace(operands, blocks=blocks, wish=wish, extra={}, **part(operands, ""))


@pytest.mark.parametrize("seed", range(12))
def test_nothing_else_is_read(seed: int) -> None:
    """An array forgotten in the tables would leave the score of a changed profile as it was."""
    rng, inputs = random.Random(seed), drawing.inputs(seed, 14)
    scorer = Scorer(inputs.authorities, setting_of(inputs))
    policy, count = scorer.setting.policy, len(inputs.authorities)
    rows, again = np.arange(count), np.arange(count) + count
    asked: list[tuple[Term | HardRule, Reads]] = [*READ_BY_TERM.items(), *READ_BY_RULE.items()]
    for one, (learns, teaches) in asked:

        def found(operands: Operands, left: Any, right: Any, one: Term | HardRule = one) -> Any:
            if isinstance(one, Term):
                return tiles.value(one, operands, left, right, policy)
            return broken_rules(operands, left, right, policy, {one})

        of_learners, of_teachers = (_twice(scorer.operands, kept, rng) for kept in (learns, teaches))
        assert np.array_equal(found(of_learners, again, rows), found(of_learners, rows, rows)), one
        assert np.array_equal(found(of_teachers, rows, again), found(of_teachers, rows, rows)), one


def test_all_terms_and_rules_are_in_the_tables() -> None:
    """A term or rule that comes later and is not in them would never be looked at again."""
    assert READ_BY_TERM.keys() == set(Term)
    assert READ_BY_RULE.keys() == set(HardRule) - _BY_PAIR
