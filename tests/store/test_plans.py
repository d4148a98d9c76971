"""Plans in the store: documents that an earlier version wrote are read by this one."""

from __future__ import annotations

import json
import zlib

import pytest

from fixtures.generator import generate
from matcher.plans import make_plan
from matcher.plans.types import ExchangeEvidence, PairingKind, Plan, PlanInputs, ProgramEvidence, ProofLeaf
from matcher.store import documents, plans

# Fields that plans and inputs have got since there are documents of them.
LATER_OF_PLANS = ("cycles", "visits", "exchange", "evidence")
LATER_OF_PAIRINGS = (
    *("return_theme", "return_fit_permille", "group", "starts", "ends", "return_starts", "return_ends"),
    *("persons", "cost_eur", "carbon_kg"),
)
LATER_OF_PROGRAMMES = ("quotas", "themes", "cycle_length_max", "visits", "search_seconds")


def test_documents_of_before_there_were_exchanges_are_read() -> None:
    """No migration writes them anew, so they must mean the same for ever."""
    inputs = generate(20, seed=5)
    plan = make_plan(inputs)
    tree = plan.model_dump(mode="json")
    for field in LATER_OF_PLANS:
        del tree[field]
    for pairing in tree["pairings"]:
        for field in LATER_OF_PAIRINGS:
            del pairing[field]
    old = documents.read_compressed(Plan, zlib.compress(_text(tree)), "a plan")
    assert old == plan
    tree = inputs.model_dump(mode="json")
    for field in LATER_OF_PROGRAMMES:
        del tree["programme"][field]
    for authority in tree["authorities"]:
        del authority["hosting"], authority["visiting"]
    assert documents.read_compressed(PlanInputs, zlib.compress(_text(tree)), "the inputs") == inputs


@pytest.mark.parametrize("kind", PairingKind)
def test_a_plan_in_brief_keeps_its_bound(kind: PairingKind) -> None:
    """A list of plans says how good each is; without the bound a plan that is not the best would say nothing."""
    steps = (ProgramEvidence(scale=1, leaves=(ProofLeaf(rows=(0,), prices=(5,)),)),)
    evidence = ExchangeEvidence(bound_micro=7, steps=steps)
    plan = make_plan(generate(20, seed=5)).model_copy(update={"kind": kind, "evidence": evidence})
    brief = plans.brief(plan)
    assert brief.evidence == ExchangeEvidence(bound_micro=7, steps=())
    assert brief.certificate.bound_micro == plan.certificate.bound_micro
    assert (brief.pairings, brief.left_out, brief.certificate.mentee_price) == ((), (), {})
    assert len(brief.model_dump_json()) < len(plan.model_dump_json()) / 4


def _text(tree: object) -> bytes:
    return json.dumps(tree).encode()
