"""Checks what places are said to be worth, and partners from outside.

Best prices bound what one place more brings by the price of the vertex, and what one place less loses likewise; ways
of tight arcs from and to the node above the vertex show plans that attain it. A partner from outside is a pair worth 0
with a vertex that has no other: its prices are those of the one end and of a pair.

Cost: one pass over the edges for each tree of ways.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.certify.notes import Violations, is_int_array, note, note_where
from matcher.certify.regrets import base_plan
from matcher.certify.ways import Judged, Network, judge_ways, network_of
from matcher.problems import NO_WAY, AssignmentProblem, PlaceValues, ProofFault, RegretVerdict, SolveResult, Ways
from matcher.problems.regrets import left_root_of, nodes_of

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Table = dict[tuple[int, bool], Judged]


def check_place_values(problem: AssignmentProblem, result: SolveResult, values: PlaceValues) -> RegretVerdict:
    """Return what the evidence in ``values`` proves. As ``matcher.certify.check_place_values``."""
    found: Violations = []
    plan = base_plan(problem, result, found)
    if not isinstance(values, PlaceValues):
        note(found, ProofFault.MALFORMED, f"the values are a {type(values).__name__}")
    if plan is None or found or not _shapes_good(problem, values, found):
        return RegretVerdict(0, tuple(found))
    if values.objective != plan.value:
        message = f"the plan is worth {plan.value}, the values say {values.objective!r}"
        note(found, ProofFault.WRONG_OBJECTIVE, message, due=plan.value)
    network = network_of(problem, plan)
    table = _judge_all(network, values.ways, found)
    if table is None:
        return RegretVerdict(0, tuple(found))
    rows = problem.left_count
    row, column = np.arange(rows), rows + np.arange(problem.right_count)
    _judge_places(network, table, values, "left", found)
    _judge_places(network, table, values, "right", found)
    into, out = table[nodes_of(problem) - 1, True], table[left_root_of(problem), False]
    _judge_outside(into, row, values, "left", found)
    _judge_outside(out, column, values, "right", found)
    return RegretVerdict(0 if found else 3 * (row.size + column.size), tuple(found))


def _shapes_good(problem: AssignmentProblem, values: PlaceValues, found: Violations) -> bool:
    for side, size in (("left", problem.left_count), ("right", problem.right_count)):
        for name in (f"{side}_gain", f"{side}_loss", f"outside_{side}"):
            array = getattr(values, name)
            if not is_int_array(array) or array.size != size:
                note(found, ProofFault.MALFORMED, f"{name} must be an int64 array [{size}]")
    if not isinstance(values.ways, tuple) or not all(isinstance(ways, Ways) for ways in values.ways):
        note(found, ProofFault.MALFORMED, "ways must be a tuple of ways")
    return not found


def _judge_all(network: Network, ways: tuple[Ways, ...], found: Violations) -> Table | None:
    """Return the ways judged, by source and direction; ``None`` where one is missing or wrong."""
    problem = network.problem
    above = np.unique(network.parent[: problem.left_count + problem.right_count]).tolist()
    due = {(node, forward) for node in above for forward in (False, True)}
    due |= {(nodes_of(problem) - 1, True), (left_root_of(problem), False)}
    given = [(each.source, each.forward) for each in ways]
    if given != sorted(due):
        note(found, ProofFault.MALFORMED, f"ways are for {given}, due {sorted(due)}")
        return None
    table: Table = {}
    for each, key in zip(ways, given, strict=True):
        judged = judge_ways(network, each, key, f"ways{list(key)}", found)
        if judged is None:
            return None
        table[key] = judged
    return table


def _judge_places(network: Network, table: Table, values: PlaceValues, side: str, found: Violations) -> None:
    """Note gains and losses that are not those of the prices, or that no way attains."""
    gain, loss = getattr(values, f"{side}_gain"), getattr(values, f"{side}_loss")
    nodes = np.arange(gain.size) + (0 if side == "left" else network.problem.left_count)
    least, most, full = network.least[nodes], network.most[nodes], network.used[nodes] == network.most[nodes]
    above = network.parent[nodes]
    for node in np.unique(above).tolist():
        own = above == node
        back, away = table[node, side == "right"], table[node, side == "left"]
        low, high = _own_price(back, side)[own], _own_price(away, side)[own]
        here = nodes[own]
        wrong = gain[own] != np.maximum(low, 0)
        wrong |= (gain[own] > 0) & ~(full[own] & back.led[here])
        note_where(found, ProofFault.NOT_OPTIMAL, f"{side}_gain", wrong, values=gain[own], due=np.maximum(low, 0))
        never = least[own] == most[own]
        due = np.where(never, -1, np.where(full[own], np.maximum(high, 0), 0))
        attained = ~full[own] | (away.led[here] & (high >= 0))
        impossible = np.zeros(here.size, np.int64)
        if away.ray is not None:
            given = away.ray.given
            impossible = np.maximum((given.left_price if side == "left" else given.right_price)[own], 0)
        shown = full[own] & (away.room - impossible < 0)
        lost = loss[own]
        wrong = np.where(never, lost != -1, np.where(lost == -1, ~shown, (lost != due) | ~attained))
        note_where(found, ProofFault.NOT_OPTIMAL, f"{side}_loss", wrong, values=lost, due=due)


def _own_price(judged: Judged, side: str) -> IntArray:
    """Return the prices of the vertices of a side, without those of groups."""
    given = judged.prices.given
    return given.left_price if side == "left" else given.right_price


def _judge_outside(judged: Judged, nodes: IntArray, values: PlaceValues, side: str, found: Violations) -> None:
    """Note values of partners from outside that are not those of the prices, or that no way attains."""
    told = getattr(values, f"outside_{side}")
    due = -(getattr(judged.prices, side) + judged.prices.limit)
    wrong = (told != due) | ~judged.led[nodes]
    none = np.zeros(nodes.size, np.int64)
    if judged.ray is not None:
        none = -(getattr(judged.ray, side) + judged.ray.limit)
    wrong = np.where(told == NO_WAY, judged.room + none >= 0, wrong)
    note_where(found, ProofFault.NOT_OPTIMAL, f"outside_{side}", wrong, values=told, due=due)
