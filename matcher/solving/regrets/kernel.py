"""Judges a flow and its potentials, compiled: whether every arc keeps in step with its price.

Cost: O(edges).
"""

from __future__ import annotations

from numba import njit

from matcher.solving.flow.arrays import FREE, Edges, Flow, Tree, column_of, price_of, row_of, score_of

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"arrays": "507013c79065"}


@njit(nogil=True, cache=True)
def in_step(edges: Edges, tree: Tree, flow: Flow, count: int) -> bool:
    """Return whether no free edge is worth more than its price, no chosen one less, and all bounds are kept.

    ``count``: number of edges, with those added.
    """
    rows = tree.sizes[0]
    for edge in range(count):
        slot = flow.slot[edge]
        if slot < FREE:
            continue
        slack = flow.phi[row_of(edges, edge)] - flow.phi[rows + column_of(edges, edge)] - score_of(edges, edge)
        if (slack < 0 and slot == FREE) or (slack > 0 and slot != FREE):
            return False
    for node in range(tree.parent.size - 1):
        used, price = flow.used[node], price_of(tree, flow, node)
        if used < tree.least[node] or used > tree.most[node]:
            return False
        if (price > 0 and used < tree.most[node]) or (price < 0 and used > tree.least[node]):
            return False
    return True
