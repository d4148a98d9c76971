"""The best total of a part of a problem in which the number of pairs is fixed and known to be possible."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Certificate, Status
from matcher.solving.assignment import solve_flow
from matcher.solving.goals.network import far_side
from matcher.solving.goals.steps import Steps, Stop
from matcher.solving.work import Work

IntArray = NDArray[np.int64]


def best_total(problem: AssignmentProblem, work: Work) -> tuple[Certificate, IntArray]:
    """Return the prices and the edges of the best plan.

    Raises:
        Stop: the token stopped the work.
    """
    result = solve_flow(problem, problem.score, work.stop, lambda pairs, _: work.tell(pairs))
    if result.status != Status.OPTIMAL or result.certificate is None:
        raise Stop
    return result.certificate, problem.find_edges(result.pairs)


def ship_best(steps: Steps) -> None:
    """Take an empty load with a fixed number of pairs to the plan with the best total, with its potentials.

    Every edge gets a slack by potentials as low on the far side as the best score is high.
    """
    high = int(steps.problem.score.max(initial=0))
    steps.load.potential[:] = np.where(far_side(steps.net), -high, 0)
    while (steps.load.spare > 0).any():
        if steps.seek() is None:
            raise ValueError("no plan has so many pairs")
        steps.carry()
