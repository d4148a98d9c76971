"""Peers that take arrays: scipy's assignment on repeated slots, and OR-Tools' minimum-cost flow."""

from __future__ import annotations

import importlib
import importlib.util

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.side_by_side.instances import Instance, IntArray

EXCLUDED = -(10**12)  # the score of a forbidden pair: one of them costs more than all that a plan can be worth


def has_ortools() -> bool:
    """Whether OR-Tools is installed."""
    return importlib.util.find_spec("ortools") is not None


def slots(instance: Instance) -> tuple[IntArray, IntArray, IntArray]:
    """Return the table in which every place is a vertex, and whose place each row and column is."""
    if instance.table is None:
        raise ValueError("only tables can be repeated")
    table = instance.table
    if instance.forbidden is not None:
        table = np.where(instance.forbidden, EXCLUDED, table)
    rows = np.repeat(np.arange(table.shape[0]), instance.left_capacity)
    columns = np.repeat(np.arange(table.shape[1]), instance.right_capacity)
    return table[rows][:, columns], rows, columns


def by_scipy(instance: Instance) -> int:
    """Return the value of the best plan by scipy; with demands above 1 it may choose a pair twice.

    Every place of the smaller side is filled, so that values agree only where that can be done by allowed pairs and
    no score is negative. Source: D. F. Crouse, 2016, doi:10.1109/TAES.2016.140952.
    """
    table, _, _ = slots(instance)
    chosen = linear_sum_assignment(table, maximize=True)
    return int(table[chosen].sum())


def by_ortools(instance: Instance) -> int:
    """Return the value of the best plan by OR-Tools' SimpleMinCostFlow; being left out is an arc to the sink.

    Source: A. Goldberg, 1997, doi:10.1006/jagm.1995.0805 (cost scaling).
    """
    flows = importlib.import_module("ortools.graph.python.min_cost_flow")
    flow = flows.SimpleMinCostFlow()
    lefts, rights = instance.left_capacity.size, instance.right_capacity.size
    left, right = np.arange(lefts), lefts + np.arange(rights)
    source, sink, units = lefts + rights, lefts + rights + 1, int(instance.left_capacity.sum())
    zero = np.zeros(lefts + rights + 1, np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate((np.full(lefts, source), instance.left_index, right, [source])),
        np.concatenate((left, lefts + instance.right_index, np.full(rights, sink), [sink])),
        np.concatenate((instance.left_capacity, np.ones_like(instance.score), instance.right_capacity, [units])),
        np.concatenate((zero[:lefts], -instance.score, zero[lefts:])),
    )
    flow.set_nodes_supplies(np.array([source, sink]), np.array([units, -units]))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("OR-Tools found no optimum")
    return -int(flow.optimal_cost())
