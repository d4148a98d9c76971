"""The feature table is data that people read: it must not lie about the arrays."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from matcher.vectors import FEATURES, Feature, FeatureBlocks, build_blocks
from tests import drawing

NOT_FEATURES = {"ids", "countries", "languages", "regions"}


@pytest.fixture(scope="module")
def blocks() -> FeatureBlocks:
    """Blocks of 60 drawn authorities."""
    return build_blocks(drawing.inputs(1, count=60).authorities, drawing.FIRST, drawing.LAST)


def test_the_table_lists_every_block() -> None:
    """A block that is not in the table would be unknown to its readers."""
    assert {feature.block for feature in FEATURES} == {field.name for field in fields(FeatureBlocks)} - NOT_FEATURES


@pytest.mark.parametrize("feature", FEATURES, ids=lambda feature: feature.block)
def test_shape_and_range_are_as_the_table_says(blocks: FeatureBlocks, feature: Feature) -> None:
    """Sums stay exact in float32 only while every feature stays in its range."""
    block = getattr(blocks, feature.block)
    assert np.issubdtype(block.dtype, np.integer)
    assert block.shape[0] == 60
    if feature.width == 1:
        assert block.ndim == 1
    elif feature.width:
        assert block.shape[1] == feature.width
    known = block if feature.unknown is None else block[block != feature.unknown]
    assert known.size
    assert int(known.min()) >= feature.low
    assert int(known.max()) <= feature.high
    assert not block.flags.writeable


def test_products_stay_exact_in_float32() -> None:
    """The largest sums of the tile path, from the table's own bounds, must stay below 2**24."""
    high = {feature.block: (feature.high, feature.width) for feature in FEATURES}
    challenges = high["need"][1]
    assert challenges * high["need"][0] * 200 < 2**24  # breadth: priority times effective strength
    assert challenges * high["need"][0] * 1000 < 2**24  # stages: priority times a permille table
    assert high["origin"][1] * 1000 * 1000 < 2**24  # roots of hundredths times 100 are at most 1000
    assert high["status"][1] * 200 * 200 < 2**24
    assert high["origin"][1] * high["origin"][0] < 2**24


def test_authorities_must_be_sorted() -> None:
    """Indices mean ids only if the order is fixed."""
    authorities = drawing.inputs(1).authorities
    with pytest.raises(ValueError, match="sorted by id"):
        build_blocks(authorities[::-1], drawing.FIRST, drawing.LAST)
