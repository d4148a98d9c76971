"""Search trees as data: what proves a mentoring plan where quotas cross, from the solver's arrays and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from matcher.plans.types import SearchEvidence, SearchLeaf, SearchSplit
from matcher.problems import Branch, Certificate, SearchTree


def search_evidence(tree: SearchTree) -> SearchEvidence:
    """Return a search tree as data."""
    splits = zip(tree.kind, tree.index, tree.threshold, tree.low, tree.high, strict=True)
    return SearchEvidence(
        splits=tuple(
            SearchSplit(
                kind=Branch(int(kind)).name,
                index=int(index),
                threshold=int(threshold),
                low=int(low),
                high=int(high),
            )
            for kind, index, threshold, low, high in splits
        ),
        leaves=tuple(_leaf(prices, ray=bool(ray)) for prices, ray in zip(tree.leaves, tree.ray, strict=True)),
    )


def search_tree(evidence: SearchEvidence) -> SearchTree:
    """Return the search tree that ``evidence`` states. Whether it proves anything is up to the check."""
    splits = evidence.splits
    return SearchTree(
        kind=_int([Branch[split.kind] for split in splits]),
        index=_int([split.index for split in splits]),
        threshold=_int([split.threshold for split in splits]),
        low=_int([split.low for split in splits]),
        high=_int([split.high for split in splits]),
        leaves=tuple(_prices(leaf) for leaf in evidence.leaves),
        ray=np.array([leaf.ray for leaf in evidence.leaves], bool),
    )


def _leaf(prices: Certificate, *, ray: bool) -> SearchLeaf:
    return SearchLeaf(
        mentee_price=tuple(prices.left_price.tolist()),
        mentor_price=tuple(prices.right_price.tolist()),
        limit_price=int(prices.limit_price.sum()),
        mentee_quota_price=tuple(prices.left_group_price.tolist()),
        mentor_quota_price=tuple(prices.right_group_price.tolist()),
        quota_price=tuple(prices.quota_price.tolist()),
        scale=prices.scale,
        ray=ray,
    )


def _prices(leaf: SearchLeaf) -> Certificate:
    return Certificate(
        _int(leaf.mentee_price),
        _int(leaf.mentor_price),
        _int([leaf.limit_price]),
        _int(leaf.mentee_quota_price),
        _int(leaf.mentor_quota_price),
        _int(leaf.quota_price),
        leaf.scale,
    )


def _int(values: Sequence[int]) -> npt.NDArray[np.int64]:
    return np.array(values, dtype=np.int64)
