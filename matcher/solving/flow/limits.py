"""Finds the price of one more pair at which about as many pairs are chosen as a limit allows.

Pair by pair from thousands too many would look at the whole graph for each. The number of pairs falls as the price
rises, so the price is looked for by bisection: at each price rows choose anew, from the prices of columns and groups
there are, and the balance is restored with the roots as the ground. What is left to do are a few pairs, and ties.

Source: H. Everett, Generalized Lagrange multiplier method, 1963, doi:10.1287/opre.11.3.399. Cost: about 20 looks at all
edges, and what has to be mended after each.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matcher.solving.flow import answers
from matcher.solving.flow.arrays import FREE, IntArray
from matcher.solving.flow.claims import HINTED
from matcher.solving.flow.workspace import Workspace

IndexArray = NDArray[np.int32]

FEW_PAIRS = 8  # too many or too few, which are mended one by one


def meet_limit(space: Workspace, solve_at_price: Callable[[], bool]) -> bool:
    """Bring the number of pairs near the limit, if it is far above; return False where ``solve_at_price`` did.

    Args:
        space: a flow in balance but for the roots, which are the ground.
        solve_at_price: lets rows choose anew and restores the balance; returns False if that did not succeed.
    """
    low, high, tried = -1, -1, False  # prices with too many pairs, and with too few; -1: none is known
    step = beyond = (
        0  # ``beyond``: pairs to aim below the limit, since at lower prices others find it worth their while
    )
    limit = int(space.tree.most[space.left_root])
    while abs(over := _pairs(space) - limit) > FEW_PAIRS:
        price = space.limit_price
        if over < 0 and price <= 0:
            break  # few enough without a price
        low, high = (price, high) if over > 0 else (low, price)
        if high < 0:
            guess, beyond = _price_of_last(space, limit - beyond), 4 * beyond + 2
        elif low < 0:
            guess = 0
        elif high - low > 1:
            step = 4 * step if step else max(1, high >> 10)  # prices far off are dear to try: near ones first
            guess = high - min((high - low) // 2, step)
        elif over > 0 and not tried:
            guess, tried = high, True  # pairs worth the same: those hinted at are chosen up to the limit
        else:
            break
        if over > 0 and guess <= price:
            break  # none of them is chosen for what it is worth
        hinted = _reprice(space, guess, limit)
        if not solve_at_price():
            hinted = hinted[space.flow.slot[hinted] == HINTED]
            space.flow.slot[hinted] = FREE
            return False
    return True


def _pairs(space: Workspace) -> int:
    root = space.left_root
    return int(space.flow.used[root] - space.flow.excess[root])


def _price_of_last(space: Workspace, limit: int) -> int:
    """Return what the last pair within the limit is worth, best pairs first."""
    _, score = _chosen(space)
    room = max(0, limit - len(space.problem.pinned))
    if not 0 < room < score.size:
        return int(score.max(initial=0)) + 1
    return max(space.limit_price + 1, int(np.partition(score, score.size - room)[score.size - room]))


def _chosen(space: Workspace) -> tuple[IndexArray, IntArray]:
    """Return the edges chosen, and their scores."""
    chosen = np.empty(int(space.flow.held.sum()), np.int32)
    answers.list_chosen(space.flow, chosen)
    inside = chosen < space.edges.left.size
    score = np.empty(chosen.size, np.int64)
    score[inside] = space.edges.score[chosen[inside]]
    score[~inside] = space.edges.more_score[chosen[~inside] - space.edges.left.size]
    return chosen, score


def _reprice(space: Workspace, price: int, limit: int) -> IndexArray:
    """Set the limit price, free all edges, and hint at the best of those that were chosen; return these.

    A column in demand is worth less by as much as a pair costs more, down to nothing.
    """
    chosen, score = _chosen(space)
    room = max(0, limit - len(space.problem.pinned))
    space.flow.slot[chosen] = FREE
    hinted = chosen[np.argsort(-score, kind="stable")[:room]]
    space.flow.slot[hinted] = HINTED
    more, phi, rows = price - space.limit_price, space.flow.phi, space.problem.left_count
    phi[space.left_root] += more
    phi[space.left_nodes] += more
    columns = np.s_[rows : rows + space.problem.right_count]
    base = phi[space.tree.parent[columns]]
    phi[columns] = np.where(phi[columns] < base, np.minimum(base, phi[columns] + more), phi[columns])
    return hinted
