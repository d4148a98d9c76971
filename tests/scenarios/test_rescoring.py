"""Pairs of changed profiles scored from the features of the base must score as from nothing."""

from __future__ import annotations

import random

import numpy as np
import pytest

from matcher.plans.inputs import setting_of
from matcher.plans.types import PlanInputs
from matcher.profiles.types import Authority
from matcher.scenarios import rescoring
from matcher.scenarios.rescoring import Rescorer
from matcher.scoring.scorer import Scorer
from tests import drawing

KEPT = {"id", "parent_authority_id"}


def _changed(rng: random.Random, inputs: PlanInputs, share: float) -> list[Authority]:
    """Return some of the authorities with so much about them drawn anew, but for id and parent."""
    found = []
    for number in sorted(rng.sample(range(len(inputs.authorities)), rng.randint(1, 3))):
        before = inputs.authorities[number]
        fresh = drawing.authority(random.Random(rng.random()), number, len(inputs.authorities))
        names = [name for name in Authority.model_fields if name not in KEPT and rng.random() < share]
        found.append(before.model_copy(update={name: getattr(fresh, name) for name in names}))
    return found


def _assert_as_from_nothing(before: PlanInputs, after: PlanInputs, changed: list[Authority], *, same: bool) -> None:
    """Compare the pairs of those who changed; ``same``: the setting is that of the base."""
    base = Scorer(before.authorities, setting_of(before))
    ids, few = [one.id for one in after.authorities], [one.id for one in changed]
    known = base.table(list(base.by_id), list(base.by_id))
    setting = base.setting if same else setting_of(after)
    new = bool({one.id for one in after.authorities} - base.by_id.keys())
    patched, fresh = Rescorer(base, changed, setting, with_new=new), Scorer(after.authorities, setting)
    for rows, columns in ((few, ids), (ids, few), ([one for one in ids if one not in few], few)):
        at = np.ix_(*([base.row_of.get(one, 0) for one in own] for own in (rows, columns)))
        score, broken = patched.table(
            patched.rows_of(rows), patched.rows_of(columns), (known.score[at], known.broken[at])
        )
        due = fresh.table(rows, columns)
        assert np.array_equal(score, due.score)
        assert np.array_equal(broken, due.broken)


@pytest.mark.parametrize("seed", range(24))
def test_changed_profiles_score_as_from_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Languages and regions are numbered anew by every set of profiles: one taken for another would go unseen.

    A profile that changed in little is scored by what reads that; with its own avoid list the setting is another too.
    """
    rng, inputs = random.Random(seed), drawing.inputs(seed, 14)
    monkeypatch.setattr(rescoring, "TILE_ROWS", rng.choice([5, 256]))
    monkeypatch.setattr(rescoring, "TILE_CELLS", rng.choice([1, 2**17]))
    for share in (1.0, 0.3, 0.1, 0.0):
        changed = _changed(rng, inputs, share)
        by_id = {one.id: one for one in changed}
        after = inputs.model_copy(update={"authorities": tuple(by_id.get(one.id, one) for one in inputs.authorities)})
        _assert_as_from_nothing(inputs, after, changed, same=rng.random() < 0.5)


@pytest.mark.parametrize("seed", range(24))
def test_those_who_join_score_as_from_nothing(seed: int) -> None:
    """Whoever joins has no row in the base: its parent, and the wishes of others for it, must be found all the same."""
    rng, after = random.Random(seed), drawing.inputs(seed, 16)
    parents = {one.parent_authority_id for one in after.authorities}
    able = [one for one in after.authorities if one.id not in parents]
    joined = {one.id for one in rng.sample(able, rng.randint(1, 3))}
    before = after.model_copy(update={"authorities": tuple(o for o in after.authorities if o.id not in joined)})
    others = {one.id: one for one in _changed(rng, before, 0.3) if rng.random() < 0.5}
    after = after.model_copy(update={"authorities": tuple(others.get(one.id, one) for one in after.authorities)})
    changed = [one for one in after.authorities if one.id in joined | others.keys()]
    _assert_as_from_nothing(before, after, changed, same=False)
