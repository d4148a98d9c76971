"""What a unit may do at a node of a circulation, compiled: go up or down a stem, take an edge or give one up."""

from __future__ import annotations

from numba import njit

from matcher.solving.goals.network import FIXED, FREE, Circulation, Load

# numba caches by this file alone: digests of the files it compiles with make a change there compile this one anew
COMPILED_WITH = {"network": "f48ea2fddb8a"}


@njit(nogil=True, cache=True)
def may_climb(net: Circulation, load: Load, node: int) -> bool:
    """Return whether a unit may go from a node to its parent."""
    if net.down[node] == 1:
        return bool(load.through[node] > load.low[node])
    return bool(load.through[node] < load.high[node])


@njit(nogil=True, cache=True)
def may_descend(net: Circulation, load: Load, node: int) -> bool:
    """Return whether a unit may go to a node from its parent."""
    if net.down[node] == 1:
        return bool(load.through[node] < load.high[node])
    return bool(load.through[node] > load.low[node])


@njit(nogil=True, cache=True)
def move(net: Circulation, load: Load, node: int, other: int, edge: int) -> None:
    """Move a unit from a node to another, over an edge, or over a stem where ``edge`` is -1."""
    if edge >= 0:
        if node < net.start.size - 1:
            choose(net, load, edge)
        else:
            release(net, load, edge)
    elif net.parent[node] == other:
        load.through[node] += -1 if net.down[node] == 1 else 1
    else:
        load.through[other] += 1 if net.down[other] == 1 else -1


@njit(nogil=True, cache=True)
def choose(net: Circulation, load: Load, edge: int) -> None:
    """Put a free edge in the plan."""
    column = net.right[edge]
    place = net.slot_start[column] + load.used[column]
    load.mate[place] = edge
    load.slot[edge] = place
    load.used[column] += 1


@njit(nogil=True, cache=True)
def release(net: Circulation, load: Load, edge: int) -> None:
    """Take a chosen edge out of the plan."""
    column = net.right[edge]
    load.used[column] -= 1
    last = net.slot_start[column] + load.used[column]
    moved = load.mate[last]
    load.mate[load.slot[edge]] = moved
    load.slot[moved] = load.slot[edge]
    load.slot[edge] = FREE


@njit(nogil=True, cache=True)
def fix(net: Circulation, load: Load, edge: int) -> None:
    """Hold a chosen edge in every plan from here on."""
    release(net, load, edge)
    load.slot[edge] = FIXED
