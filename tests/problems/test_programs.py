"""Integer programs as they are stated: what is refused, and what they say of themselves."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import numpy as np
import pytest

from matcher.errors import Fault, InvalidInput
from matcher.problems import UNBOUNDED
from matcher.problems.programs import Program, RowBlock
from tests.solving.programs.instances import program_of, random_program

GOOD = program_of([5, 4, 3], [0, 0, -1], [1, 1, 4], [[1, 1, 0], [0, 2, -3]], [-UNBOUNDED, -4], [1, UNBOUNDED])


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("score", [1.5, 2, 3], Fault.WRONG_TYPE),
        ("score", [[5, 4, 3]], Fault.WRONG_TYPE),
        ("score", [2**41, 0, 0], Fault.OUT_OF_RANGE),
        ("low", [0, 0], Fault.CONTRADICTION),
        ("high", [1, 1, 4, 4], Fault.CONTRADICTION),
        ("high", [1, 1, 2**32], Fault.OUT_OF_RANGE),
        ("start", [0, 2], Fault.CONTRADICTION),
        ("start", [0, 5, 4], Fault.CONTRADICTION),
        ("start", [1, 2, 4], Fault.CONTRADICTION),
        ("start", [0, 2, 3], Fault.CONTRADICTION),
        ("column", [0, 1, 1, 3], Fault.OUT_OF_RANGE),
        ("column", [0, -1, 1, 2], Fault.OUT_OF_RANGE),
        ("column", [1, 0, 1, 2], Fault.DUPLICATE),
        ("column", [0, 1, 2, 2], Fault.DUPLICATE),
        ("column", [0, 1, 1], Fault.CONTRADICTION),
        ("coefficient", [1, 1, 2, 2**32], Fault.OUT_OF_RANGE),
        ("row_low", [-UNBOUNDED], Fault.CONTRADICTION),
        ("row_low", [UNBOUNDED, 0], Fault.OUT_OF_RANGE),
        ("row_high", [1, -UNBOUNDED], Fault.OUT_OF_RANGE),
        ("row_high", [2**36, 1], Fault.OUT_OF_RANGE),
    ],
)
def test_a_faulty_program_is_refused(name: str, value: Any, fault: Fault) -> None:
    """Whoever reckons with a program trusts its arrays, so none may come in that does not fit the others."""
    with pytest.raises(InvalidInput) as raised:
        dataclasses.replace(GOOD, **{name: np.array(value)})
    assert raised.value.violations[0].fault == fault


def test_sums_that_could_wrap_around_are_refused() -> None:
    """Activities and objectives are plain 64-bit sums: they must be known to fit before they are made."""
    far = np.full(2, 2**31)
    with pytest.raises(InvalidInput, match="coefficient"):
        program_of([0, 0], -far, far, [[2**30, 2**30]], [0], [0])
    with pytest.raises(InvalidInput, match="score"):
        program_of([2**40, 2**40], -far, far, [[1, 1]], [0], [0])


def test_bounds_that_cross_are_no_fault() -> None:
    """A request that contradicts itself is a program without a plan, and its proof says so."""
    assert program_of([1], [1], [0], [[1]], [2], [1]).rows == 1


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))])
def test_nobody_writes_to_a_program(again: Any) -> None:
    """A program that changes after it was proved would make the proof one of something else."""
    given = np.array([5, 4, 3])
    program = again(dataclasses.replace(GOOD, score=given))
    given[0] = 7
    assert program.score.tolist() == [5, 4, 3]
    with pytest.raises(ValueError, match="read-only"):
        program.score[0] = 1


@pytest.mark.parametrize("seed", range(60))
def test_rows_columns_and_sums_agree_with_the_dense_table(seed: int) -> None:
    """The list of entries is looked at by row, by column and as a whole: all three must be the same table."""
    program = random_program(seed)
    table = np.zeros((program.rows, program.columns), np.int64)
    table[program.row_of_entry, program.column] = program.coefficient
    block = program.by_column()
    other = np.zeros_like(table)
    other[block.row, np.repeat(np.arange(program.columns), np.diff(block.start))] = block.coefficient
    assert (table == other).all()
    values = np.random.default_rng(seed).integers(program.low, program.high + 1)
    assert (program.times(values) == table @ values).all()
    inside = (table @ values >= program.row_low) & (table @ values <= program.row_high)
    assert program.keeps(values) == inside.all()
    assert program.value_of(values) == sum(int(a) * int(b) for a, b in zip(program.score, values, strict=True))
    some = np.flatnonzero(np.random.default_rng(seed).random(program.columns) < 0.5)
    part = block.of(some)
    picked = np.zeros((program.rows, some.size), np.int64)
    picked[part.row, np.repeat(np.arange(some.size), np.diff(part.start))] = part.coefficient
    assert (picked == table[:, some]).all()
    rows = np.flatnonzero(np.random.default_rng(seed + 1).random(program.rows) < 0.5)
    twice = program.with_rows(program.rows_of(rows))
    assert (twice.times(values) == np.concatenate((table, table[rows])) @ values).all()
    assert (twice.row_high == np.concatenate((program.row_high, program.row_high[rows]))).all()


def test_a_block_without_rows_adds_none() -> None:
    """A search whose cuts find nothing must go on with the same program."""
    none = np.zeros(0, np.int64)
    more = GOOD.with_rows(RowBlock(np.zeros(1, np.int64), none, none, none, none))
    assert isinstance(more, Program)
    assert more.rows == GOOD.rows
