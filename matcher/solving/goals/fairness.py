"""The fairest plan: leximin over the scores of its pairs, level by level.

Of all plans with the most pairs, the fairest has the best worst pair; of these, the fewest pairs of that score; of
these, the best next score; and so on (leximin: A. K. Sen, 1970; as an assignment: R. E. Burkard, F. Rendl, 1991,
doi:10.1016/0167-6377(91)90018-K). A *level* is a score in the plan. At each, pairs of that score cost 1 and all others
nothing, and a flow of least cost is kept with its potentials. By complementary slackness these say exactly which plans
are as good: an edge with slack is never in one, an edge with slack below 0 always, a stem with a price always carries
what it does now. The next level is about these plans alone, so each can be checked by itself.

A level costs one search where its pairs can be replaced by better ones and a second where they cannot: O(edges) each.
Time O(pairs * edges), memory 8 bytes per vertex and level for the evidence.
"""

from __future__ import annotations

import numpy as np

from matcher.problems import Level
from matcher.solving.goals.steps import Steps
from matcher.solving.goals.transport import NO_SCORE, NOTHING, least_score


def levels(steps: Steps) -> tuple[Level, ...]:
    """Take a plan with the most pairs to the fairest one; return the proof of each level, ascending.

    Args:
        steps: a plan with a fixed number of pairs.
    """
    found: list[Level] = []
    potential = np.zeros(steps.net.parent.size, np.int64)
    fixed = int(steps.problem.score[steps.problem.pinned_edge].min(initial=NO_SCORE))
    settled = NOTHING
    while (score := min(fixed, least_score(steps.net, steps.load, settled))) < NO_SCORE:
        if not steps.thin(settled, score) and score < fixed:
            continue
        moved, count, fixed = steps.narrow(settled, score)
        settled = score
        if moved.any() or not found:
            potential += moved
            prices = steps.prices(potential)
        found.append(Level(score, count, prices))
    return tuple(found)
