"""A plan with all it depends on in one JSON document, which anyone can prove again without the service.

The bundle holds no confidential data: avoid lists and confidential forbids are reduced to pairs that are not available.
Nor does it hold free texts, what the people who travel need, or the names of those who have not agreed to publication.
"""

from __future__ import annotations

import json
import re
from typing import Literal

from pydantic import BaseModel

from matcher.certify import check
from matcher.errors import InvalidInput
from matcher.plans.assemble import describe, greatest_total
from matcher.plans.evidence import claim_of
from matcher.plans.exchanges import making, state
from matcher.plans.frame import Frame, build_frame
from matcher.plans.publishing import digest, proof_inputs
from matcher.plans.types import BundleVerdict, Goal, PairingKind, Plan, PlanInputs, PlanState
from matcher.problems import Verdict
from matcher.profiles.json_files import decode_json
from matcher.profiles.validation import parse_json
from matcher.profiles.values import Frozen

FORMAT = "matcher-bundle/5"
_INTEGERS = re.compile(r"\[\n *-?\d+(?:,\n *-?\d+)*\n *\]")  # prices, one a line; no text holds a line break as it is


class Bundle(Frozen):
    """Inputs, plan and what proves it.

    Form 4 knew no quotas of mentoring, form 3 no exchanges, and form 2 no goals but the greatest total; what they say
    means the same.
    """

    format: Literal["matcher-bundle/5", "matcher-bundle/4", "matcher-bundle/3", "matcher-bundle/2"]
    inputs: PlanInputs
    plan: Plan


def bundle_json(plan: Plan, inputs: PlanInputs) -> bytes:
    """Return the bundle of ``plan`` as UTF-8 JSON.

    Raises:
        ValueError: where ``plan`` was made from other inputs.
    """
    if plan.inputs_digest != digest(inputs):
        raise ValueError("the plan was made from other inputs")
    bundle = Bundle(format=FORMAT, inputs=proof_inputs(inputs), plan=plan)
    # which programmes without a floor do not name: bundles of before have none
    absent = {"inputs": {"programme": {"floor_micro"}}} if inputs.programme.floor_micro is None else None
    text = bundle.model_dump_json(indent=1, exclude_defaults=False, exclude=absent)
    return _INTEGERS.sub(lambda found: "".join(found.group().split()), text).encode()


def check_bundle(data: bytes) -> BundleVerdict:
    """Prove a bundle again from its own inputs: scores, rules, capacities, its goal, and every displayed figure.

    Of exchanges also the weeks, costs and cycles. Their evidence may leave a gap to the bound; such a bundle is proved,
    and its verdict says that the plan is not proved optimal. The evidence is checked, not made again; only what a goal
    costs in total, a displayed figure, is computed anew.

    The inputs are taken as they stand: that the profiles are true, and that whoever made the bundle did not pin, forbid
    or declare pairs unavailable to get another plan, is for people to judge. The verdict counts these. The state of the
    plan (draft, published) is not checked either.

    Raises:
        InvalidInput: where the document is no bundle, or its pins contradict its profiles.
    """
    document = decode_json(data, "the bundle")
    if document.twice:  # readers differ in which of two equal keys they take
        raise InvalidInput(document.twice)
    bundle = parse_json(Bundle, data)
    plan = parse_json(Plan, json.dumps(document.tree["plan"]), strict=True)  # figures as they are read, not as meant
    frame = build_frame(bundle.inputs)
    faults = [] if plan.inputs_digest == digest(bundle.inputs) else ["inputs_digest does not belong to these inputs"]
    is_mentoring = bundle.inputs.programme.kind is PairingKind.MENTORING
    verdict, found = _mentoring(frame, plan) if is_mentoring else _exchange(frame, plan)
    return _verdict(bundle, verdict, [*faults, *found])


def _mentoring(frame: Frame, plan: Plan) -> tuple[Verdict | None, list[str]]:
    """Return what the check says of a mentoring plan, and every fault."""
    try:
        result = claim_of(frame, plan)
    except KeyError as error:
        return None, [f"{error.args[0]} has no pairing or price that fits these inputs"]
    problem = frame.problem()
    verdict = check(problem, result, goal=frame.inputs.programme.goal)
    faults = [_named(frame, str(violation)) for violation in verdict.violations]
    if not verdict.violations and not verdict.proved_optimal:
        faults.append(f"not proved optimal: the prices leave a gap of {verdict.gap} micro-points")
    if verdict.proved_optimal:
        best = greatest_total(frame, problem, verdict)
        faults += _differences(plan, describe(frame, result, verdict, best))
    return verdict, faults


def _exchange(frame: Frame, plan: Plan) -> tuple[Verdict | None, list[str]]:
    """Return what the check says of an exchange, and every fault. Its evidence may leave a gap; that is told.

    What another goal costs in total is computed anew only where the plan tells it: it may have been too much to prove.
    """
    statement, goal = state(frame), frame.inputs.programme.goal
    try:
        result = statement.claim(plan)
    except KeyError as error:
        return None, [f"{error.args[0]} has no place in these inputs"]
    verdict = statement.check(result, goal)
    faults = [str(violation) for violation in verdict.violations]
    if not faults and making.verdict_word(verdict, goal) is None:
        faults.append("nothing bounds the plan: the evidence does not belong to it")
    if not faults:
        told = goal is not Goal.TOTAL and plan.quality.fairness_price_micro is not None
        best = making.greatest_total(statement) if told else None
        faults += _differences(plan, making.describe(statement, result, verdict, best))
    return verdict, faults


def _verdict(bundle: Bundle, verdict: Verdict | None, faults: list[str]) -> BundleVerdict:
    programme = bundle.inputs.programme
    return BundleVerdict(
        proved=not faults,
        goal=programme.goal,
        objective_micro=bundle.plan.quality.total_micro,
        bound_micro=bundle.plan.certificate.bound_micro,
        faults=tuple(faults),
        programme_id=programme.id,
        pins=len(programme.pins),
        forbids=len(programme.forbids),
        not_available=len(bundle.inputs.not_available),
        optimal=not faults and verdict is not None and verdict.proved_optimal,
    )


def _differences(claimed: Plan, again: Plan) -> list[str]:
    """Return where the claimed plan shows other figures than the inputs give."""
    plain = {"state": PlanState.DRAFT}
    shown = claimed.model_copy(update=plain)
    pairs = {field: (getattr(shown, field), getattr(again, field)) for field in Plan.model_fields}
    return [
        f"{field}{_first(*pair)} is not what the inputs give" for field, pair in pairs.items() if pair[0] != pair[1]
    ]


def _first(claimed: object, due: object) -> str:
    """Return where two figures of a plan differ first: which entry of a list, which field of a record."""
    if isinstance(claimed, tuple) and isinstance(due, tuple):
        if len(claimed) != len(due):
            return f" ({len(claimed)} entries in place of {len(due)})"
        index = next(i for i, (a, b) in enumerate(zip(claimed, due, strict=True)) if a != b)
        return f"[{index}]{_first(claimed[index], due[index])}"
    if isinstance(claimed, BaseModel) and isinstance(due, BaseModel):
        field = next(f for f in type(due).model_fields if getattr(claimed, f) != getattr(due, f))
        return f".{field}{_first(getattr(claimed, field), getattr(due, field))}"
    return ""


def _named(frame: Frame, text: str) -> str:
    """Return a message of the check with ids in place of indices."""

    def name(found: re.Match[str]) -> str:
        index = int(found["index"])
        return f"mentee {frame.mentee_ids[index]}" if found["side"] == "left" else f"mentor {frame.mentor_ids[index]}"

    return re.sub(r"\b(?P<side>left|right)\[(?P<index>\d+)\]", name, text)
