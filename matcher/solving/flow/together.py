"""Mends many nodes with a lack by one search from the ground, compiled: pays where each search would see nearly all.

The ground are the two roots while they give whatever is asked for, as in ``matcher.solving.flow.paths``. After one
search of the whole graph all paths of its tree have length 0, so every set of disjoint ones is good. Cost: O(edges +
nodes log nodes) per search; memory none beyond the flow and the search.

Sources: as in ``matcher.solving.flow.claims``.
"""

# ruff: noqa: PLR0917  (compiled code takes its arrays one by one)

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arcs import augment, is_ground
from matcher.solving.flow.arrays import (
    BEST,
    BUDGET,
    END,
    FREE,
    NO_LABEL,
    SEARCHES,
    SEARCHING,
    TARGETS,
    Edges,
    Flow,
    IntArray,
    Search,
    Tree,
    column_of,
    is_left,
    row_of,
)
from matcher.solving.flow.paths import UNDER_WAY, continue_search, forget, label_node

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arcs": "c8c856004490", "arrays": "507013c79065", "paths": "93877f8bb53d"}


@njit(nogil=True, cache=True)
def advance_many(
    edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """FROM_GROUND: mend nodes with a lack, many per search, with budget, flag and result as in ``paths.advance``."""
    while control[BUDGET] > 0 and flag[0] == 0:
        if control[SEARCHING] == 0:
            _begin_at_ground(tree, flow, search, control)
            if control[TARGETS] == 0:
                return True
        continue_search(edges, tree, flow, search, control, flag)
        if control[SEARCHING] == 0:
            if control[TARGETS] > 0:
                forget(search, control)
                return True  # not all can be reached: a search backward from one of them shows why
            _finish_many(edges, tree, flow, search, control)
    return False


@njit(nogil=True, cache=True)
def _begin_at_ground(tree: Tree, flow: Flow, search: Search, control: IntArray) -> None:
    """Begin at both roots, if any other node lacks a unit."""
    top = tree.parent.size - 1
    control[TARGETS] = 0
    for node in range(top):
        if flow.excess[node] < 0 and node != tree.sizes[2]:
            control[TARGETS] += 1
    control[BUDGET] -= top
    if control[TARGETS] > 0:
        control[BEST], control[END], control[SEARCHING] = NO_LABEL, -1, UNDER_WAY
        control[SEARCHES] += 1
        label_node(search, control, tree.sizes[2], 0, -1)
        label_node(search, control, top, 0, -1)


@njit(nogil=True, cache=True)
def _finish_many(edges: Edges, tree: Tree, flow: Flow, search: Search, control: IntArray) -> None:
    """Move all potentials by the labels: the whole tree has length 0 then, so all disjoint paths of it are good."""
    for node in range(tree.parent.size):
        flow.phi[node] += min(control[BEST], search.label[node])
    for node in range(tree.parent.size - 1):
        while (
            flow.excess[node] < 0 and not is_ground(tree, control, node) and _path_open(edges, tree, flow, search, node)
        ):
            control[END] = node
            augment(edges, tree, flow, search, control)
    forget(search, control)


@njit(nogil=True, cache=True)
def _path_open(edges: Edges, tree: Tree, flow: Flow, search: Search, node: int) -> bool:
    """Return whether no earlier path has used what the path to a node needs."""
    rows = tree.sizes[0]
    while search.via[node] != -1:
        via = search.via[node]
        if via >= 0:
            if (node < rows) != (flow.slot[via] >= 0) or (node >= rows and flow.slot[via] != FREE):
                return False
            node = rows + column_of(edges, via) if node < rows else row_of(edges, via)
            continue
        child = -2 - via
        rose = child != node
        if flow.used[child] == (tree.least[child] if is_left(tree, child) == rose else tree.most[child]):
            return False
        node = child if rose else tree.parent[child]
    return True
