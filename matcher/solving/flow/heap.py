"""A binary heap of node numbers, ordered by an outside array of labels, for compiled code.

``nodes[:size]`` is the heap, ``place[node]`` is where a node lies in it (-1: not in it), ``label[node]`` its key. Both
operations cost O(log size). Source: J. W. J. Williams, Algorithm 232: Heapsort, 1964, doi:10.1145/512274.512284.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Nodes = NDArray[np.int32]
Labels = NDArray[np.int64]


@njit(nogil=True, cache=True)
def lift(nodes: Nodes, place: Nodes, label: Labels, size: int, node: int) -> int:
    """Put ``node`` in, or move it up after its label fell. Return the new size."""
    at = place[node]
    if at < 0:
        at = size
        size += 1
    key = label[node]
    while at > 0:
        above = (at - 1) >> 1
        other = nodes[above]
        if label[other] <= key:
            break
        nodes[at] = other
        place[other] = at
        at = above
    nodes[at] = node
    place[node] = at
    return size


@njit(nogil=True, cache=True)
def drop_first(nodes: Nodes, place: Nodes, label: Labels, size: int) -> int:
    """Take the first node (least label) out. Return the new size; ``nodes[0]`` must be read before."""
    place[nodes[0]] = -1
    size -= 1
    if size == 0:
        return 0
    node = nodes[size]
    key = label[node]
    at = 0
    below = 1
    while below < size:
        if below + 1 < size and label[nodes[below + 1]] < label[nodes[below]]:
            below += 1
        other = nodes[below]
        if label[other] >= key:
            break
        nodes[at] = other
        place[other] = at
        at = below
        below = 2 * at + 1
    nodes[at] = node
    place[node] = at
    return size
