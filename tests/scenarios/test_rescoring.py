"""Pairs of changed profiles scored from the features of the base must score as from nothing."""

from __future__ import annotations

import random

import numpy as np
import pytest

from matcher.plans.inputs import setting_of
from matcher.plans.types import PlanInputs
from matcher.profiles.types import Authority
from matcher.scenarios.rescoring import Rescorer
from matcher.scoring.scorer import Scorer
from tests import drawing


def _changed(rng: random.Random, inputs: PlanInputs) -> list[Authority]:
    """Return some of the authorities with everything about them drawn anew, but for id and parent."""
    found = []
    for number in sorted(rng.sample(range(len(inputs.authorities)), rng.randint(1, 3))):
        before = inputs.authorities[number]
        fresh = drawing.authority(random.Random(rng.random()), number, len(inputs.authorities))
        found.append(fresh.model_copy(update={"id": before.id, "parent_authority_id": before.parent_authority_id}))
    return found


@pytest.mark.parametrize("seed", range(24))
def test_changed_profiles_score_as_from_nothing(seed: int) -> None:
    """Languages and regions are numbered anew by every set of profiles: one taken for another would go unseen."""
    rng, inputs = random.Random(seed), drawing.inputs(seed, 14)
    changed = _changed(rng, inputs)
    by_id = {one.id: one for one in changed}
    after = inputs.model_copy(update={"authorities": tuple(by_id.get(one.id, one) for one in inputs.authorities)})
    ids, few = [one.id for one in inputs.authorities], list(by_id)
    base = Scorer(inputs.authorities, setting_of(inputs))
    base.table(ids, ids)
    patched, fresh = Rescorer(base, changed, setting_of(after)), Scorer(after.authorities, setting_of(after))
    for rows, columns in ((few, ids), (ids, few)):
        found, due = patched.table(rows, columns), fresh.table(rows, columns)
        assert np.array_equal(found.score, due.score)
        assert np.array_equal(found.broken, due.broken)
