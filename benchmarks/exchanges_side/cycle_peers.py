"""Peers of exchange cycles: the kidney exchange package kep_solver, and HiGHS as integer program over all cycles.

Both get what the own solver gets: arrays of arcs. Nothing of them is imported before it is asked for.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.exchanges_side.cycle_instances import Visits


@dataclass(frozen=True)
class Found:
    """What a peer found: the value, whether it says that there is no better one, and its own bound if it tells."""

    value: int | None
    finished: bool
    bound: float | None = None


def has_kep_solver() -> bool:
    """Whether kep_solver is installed."""
    return importlib.util.find_spec("kep_solver") is not None


def by_kep_solver(visits: Visits) -> Found:
    """Return the greatest total weight of cycles by kep_solver: a binary variable for each cycle, solved by CBC.

    An authority is a pair of donor and recipient; an arc is a transplant.
    """
    entities = importlib.import_module("kep_solver.entities")
    programme = importlib.import_module("kep_solver.programme")
    instance = entities.Instance()
    recipients = [entities.Recipient(str(vertex)) for vertex in range(visits.vertices)]
    donors = [entities.Donor(str(vertex)) for vertex in range(visits.vertices)]
    for donor, recipient in zip(donors, recipients, strict=True):
        donor.recipient = recipient
        recipient.addDonor(donor)
        instance.addRecipient(recipient)
    for source, target, score in zip(
        visits.source.tolist(), visits.target.tolist(), visits.score.tolist(), strict=True
    ):
        instance.addTransplant(entities.Transplant(donors[source], recipients[target], float(score)))
    asked = programme.Programme([_total_weight()], visits.length, 0, "total score", full_details=False)
    answer = asked.solve_single(instance)
    if answer is None:
        return Found(None, False)
    return Found(round(answer[0].values[0]), True)


def _total_weight() -> Any:
    """Return the objective that sums the weights of all arcs: the package's own ones count or add ages."""
    model = importlib.import_module("kep_solver.model")

    class TotalWeight(model.Objective):  # type: ignore[misc, name-defined]
        """Sum of the weights of the transplants."""

        def __init__(self) -> None:
            """Do nothing: the base refuses to be made."""

        def value(self, graph: Any, exchange: Any) -> float:
            """Return the weight of an exchange."""
            return float(sum(edge.getProperty("weight") for edge in graph.exchangeEdges(exchange)))

        def describe(self) -> str:
            """Return the name."""
            return "total weight"

        @property
        def sense(self) -> Any:
            """Return the direction."""
            return model.Sense.MAX

    return TotalWeight()


def by_highs(visits: Visits, cap_s: float) -> Found:
    """Return the best plan by HiGHS, given all cycles as columns; it stops by itself after ``cap_s`` seconds.

    Source: Q. Huangfu, J. A. J. Hall, 2018, doi:10.1007/s12532-017-0130-5.
    """
    cycles = _cycles(visits)
    row = np.concatenate([np.array(cycle) for cycle, _ in cycles])
    column = np.repeat(np.arange(len(cycles)), [len(cycle) for cycle, _ in cycles])
    shape = (visits.vertices, len(cycles))
    matrix = scipy.sparse.csr_array((np.ones(row.size), (row, column)), shape=shape)
    found = milp(
        -np.array([score for _, score in cycles], float),
        constraints=LinearConstraint(matrix, -np.inf, 1),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(cycles), np.int64),
        options={"mip_rel_gap": 0, "time_limit": cap_s},
    )
    value = None if found.x is None else round(-found.fun)
    bound = None if found.mip_dual_bound is None else -float(found.mip_dual_bound)
    return Found(value, found.status == 0, bound)


def _cycles(visits: Visits) -> list[tuple[tuple[int, ...], int]]:
    """Return every cycle from its smallest vertex on, with its score: one path after the other made longer."""
    score = dict(
        zip(zip(visits.source.tolist(), visits.target.tolist(), strict=True), visits.score.tolist(), strict=True)
    )
    hosts: dict[int, list[int]] = {}
    for source, target in score:
        hosts.setdefault(source, []).append(target)
    found: list[tuple[tuple[int, ...], int]] = []
    paths: list[tuple[tuple[int, ...], int]] = [((vertex,), 0) for vertex in range(visits.vertices)]
    for _ in range(visits.length):
        longer: list[tuple[tuple[int, ...], int]] = []
        for path, worth in paths:
            for host in hosts.get(path[-1], ()):
                more = worth + score[path[-1], host]
                if host == path[0]:
                    found.append((path, more))
                elif host > path[0] and host not in path:
                    longer.append(((*path, host), more))
        paths = longer
    return found
