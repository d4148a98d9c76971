"""Counts and sorts the edges by column, and brings the prices of a finished flow into their signs, compiled.

Cost: O(edges), in slices; ``settle`` O(nodes).
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matcher.solving.flow.arrays import AT, BUDGET, Flow, IndexArray, IntArray, Tree

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arrays": "507013c79065"}

STEP, PLACED = 16_384, 1_024  # edges read or placed between two looks at the flag: each placed may touch a new page


@njit(nogil=True, cache=True)
def count_columns(right: IndexArray, start: IntArray, control: IntArray, flag: NDArray[np.uint8]) -> bool:
    """Count the edges of each column from edge ``control[AT]`` on; return whether all are counted.

    ``start``: int64 [columns + 1], zeros at first; at the end where the edges of each column begin.
    """
    while control[AT] < right.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        last = min(control[AT] + STEP, right.size)
        for edge in range(control[AT], last):
            start[right[edge] + 1] += 1
        control[BUDGET] -= STEP
        control[AT] = last
    for column in range(start.size - 1):
        start[column + 1] += start[column]
    return True


@njit(nogil=True, cache=True)
def sort_columns(
    right: IndexArray, fill: IntArray, by_column: IndexArray, control: IntArray, flag: NDArray[np.uint8]
) -> bool:
    """Enter the edges from ``control[AT]`` on column by column; ``fill`` begins as where each column begins."""
    while control[AT] < right.size:
        if control[BUDGET] <= 0 or flag[0] != 0:
            return False
        last = min(control[AT] + PLACED, right.size)
        for edge in range(control[AT], last):
            column = right[edge]
            by_column[fill[column]] = edge
            fill[column] += 1
        control[BUDGET] -= 4 * PLACED
        control[AT] = last
    return True


@njit(nogil=True, cache=True)
def settle(tree: Tree, flow: Flow, endless: int) -> None:
    """Bring the price of the top to 0, and take out prices below 0 without a minimum or above 0 without a cap.

    At the end of a solve that costs nothing: a tree arc with a price below 0 and no minimum carries nothing, and so do
    all below it; one with a price above 0 carries its cap. Before the end it gives the bound the signs it needs.
    """
    phi, parent, least, most = flow.phi, tree.parent, tree.least, tree.most
    rows, inner, left_root, top = tree.sizes[0], tree.sizes[0] + tree.sizes[1], tree.sizes[2], parent.size - 1
    base = phi[top]
    phi[top] = 0
    for node in range(top - 1, -1, -1):
        above = phi[parent[node]]
        own = phi[node] - base
        price = own - above if node < rows or inner <= node <= left_root else above - own
        if (price < 0 and least[node] == 0) or (price > 0 and most[node] >= endless):
            own = above
        phi[node] = own


@njit(nogil=True, cache=True)
def prices(tree: Tree, flow: Flow, out: IntArray) -> None:
    """Write the price of each node but the top to ``out``."""
    phi, parent = flow.phi, tree.parent
    rows, inner, left_root = tree.sizes[0], tree.sizes[0] + tree.sizes[1], tree.sizes[2]
    for node in range(parent.size - 1):
        difference = phi[node] - phi[parent[node]]
        out[node] = difference if node < rows or inner <= node <= left_root else -difference
