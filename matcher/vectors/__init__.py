"""Authority profiles as integer feature blocks."""

from matcher.vectors.blocks import FeatureBlocks, build_blocks
from matcher.vectors.features import FEATURES, Feature

__all__ = ["FEATURES", "Feature", "FeatureBlocks", "build_blocks"]
