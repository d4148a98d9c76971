"""Study visits: who visits whom, on which theme, in which week.

A *slot* is a visit that a host is ready to hold; an *offer* is a slot with a theme (a slot open to several themes has
an offer for each, and is held at most ``slot_times`` times over all of them). A *request* is a visitor that may come to
an offer, with its score and its cost. A *visit* is an offer held in a week, with the requests that are granted in it.

maximise    sum of the scores of the granted requests
subject to  each request is granted at most once, every pinned one is granted,
            offers and requests only in weeks possible for host and visitor alike,
            each visitor: one visit a week, at most ``visitor_visits`` in all, one visit to the same host, its budget,
            each host: one visit a week, at most ``host_visits`` in each period of weeks; it does not travel in a week
            in which it hosts,
            each slot held at most ``slot_times`` times,
            each visit held: ``visitors_min`` to ``visitors_max`` visitors, at most ``persons_max`` persons, visitors
            of at least ``countries_min`` countries,
            all together: the budget, and at most ``visit_limit`` granted requests.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.problems.programs import ProgramTree
from matcher.problems.results import Status

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class VisitResult:
    """The answer of a solver.

    Attributes:
        visits: int64 [v, 2], (offer, week) of each visit held, sorted.
        granted: int64 [g, 2], (request, visit), sorted by request; the visit is a row of ``visits``.
        objective: sum of the scores of the granted requests; ``None`` where there is no plan.
        status: what is claimed.
        tree: evidence on ``matcher.problems.visit_program.program_of``; ``None`` where there is none yet.
    """

    visits: IntArray
    granted: IntArray
    objective: int | None
    status: Status
    tree: ProgramTree | None
