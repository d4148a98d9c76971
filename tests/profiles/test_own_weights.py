"""Own weights: taken in, written out again, told where they are wrong; no plan, score or digest depends on them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from fixtures import demo_inputs
from matcher.errors import Fault, InvalidFile, InvalidInput
from matcher.plans.frame import build_frame
from matcher.plans.publishing import digest, proof_inputs
from matcher.plans.types import PlanInputs
from matcher.profiles import FileFormat, Profiles, read_profiles, write_profiles
from matcher.profiles.types import Authority, OwnWeights
from matcher.profiles.validation import parse
from matcher.scoring.policy import Term, Weights
from matcher.vectors import build_blocks

WRONG: dict[str, Any] = {"FIT": 600_000, "LANGUAGE": 300_000}


def stated(inputs: PlanInputs) -> PlanInputs:
    """Return inputs in which everybody states own weights."""
    own = OwnWeights(FIT=600_000, LANGUAGE=400_000)
    return inputs.model_copy(
        update={
            "authorities": tuple(
                one.model_copy(update={"preferences": one.preferences.model_copy(update={"own_weights": own})})
                for one in inputs.authorities
            )
        }
    )


def test_they_name_the_terms_of_a_score() -> None:
    """Profiles lie below scoring and cannot know its terms: that the names agree has to be looked at here."""
    assert list(OwnWeights.model_fields) == [term.value for term in Term] == list(Weights.model_fields)


def test_nothing_depends_on_them() -> None:
    """They decide nothing: with and without them the same vectors, scores, digest and published inputs."""
    inputs = demo_inputs()
    with_own = stated(inputs)
    assert digest(with_own) == digest(inputs)
    assert proof_inputs(with_own) == proof_inputs(inputs)
    programme = inputs.programme
    before, after = (build_blocks(each.authorities, programme.starts, programme.ends) for each in (inputs, with_own))
    for part in fields(before):
        assert np.array_equal(getattr(before, part.name), getattr(after, part.name))
    assert np.array_equal(build_frame(inputs).table.score, build_frame(with_own).table.score)


def test_tables_keep_them_and_say_where_they_are_wrong() -> None:
    """A spreadsheet that comes back with weights that do not add up is refused at the authority they belong to."""
    authorities = stated(demo_inputs()).authorities[:3]
    for form in (FileFormat.CSV, FileFormat.XLSX, FileFormat.JSON):
        data = write_profiles(Profiles(authorities=authorities), form)
        assert [one.preferences.own_weights for one in read_profiles(data, form).authorities] == [
            OwnWeights(FIT=600_000, LANGUAGE=400_000)
        ] * 3
    spoiled = authorities[1].preferences.model_copy(update={"own_weights": OwnWeights.model_construct(**WRONG)})
    bad = (authorities[0], authorities[1].model_copy(update={"preferences": spoiled}))
    with pytest.raises(InvalidFile) as raised:
        read_profiles(write_profiles(Profiles(authorities=bad), FileFormat.CSV), FileFormat.CSV)
    (violation,) = raised.value.violations
    assert violation.path.startswith("authorities[1].preferences.own_weights")
    assert (violation.sheet, violation.row) == ("authorities", 3)
    assert "900,000" in violation.message


def test_a_profile_without_all_of_the_weight_is_refused() -> None:
    """Weights that do not add up could not be compared with those of the programme."""
    tree = demo_inputs().authorities[0].model_dump(mode="json")
    assert tree["preferences"]["own_weights"] is None
    for wrong in (WRONG, {}, {"FIT": 1_000_001}, {"FIT": True}, {"SIZE": 1_000_000}):
        with pytest.raises(InvalidInput) as raised:
            parse(Authority, tree | {"preferences": {"own_weights": wrong}})
        assert all(v.path.startswith("preferences.own_weights") for v in raised.value.violations)
        assert raised.value.violations[0].fault in set(Fault)
