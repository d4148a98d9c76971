"""Applies the edits of a scenario to the inputs of a plan, one after the other. Pure: the inputs stay as they are.

Edits that contradict each other are refused, each by its place (``edits[3]``) and that of what it contradicts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.plans.frame import go_on
from matcher.plans.types import PairRequest, PlanInputs
from matcher.problems import StopToken
from matcher.profiles.types import Authority, RoleTerms
from matcher.profiles.validation import parse
from matcher.scenarios import edits as kinds
from matcher.scenarios.drafts import Draft
from matcher.scenarios.edits import ScenarioEdit, merge_patch
from matcher.scoring.policy import Rules
from matcher.scoring.setting import PairId

_LOOK_EVERY: Final = 256  # edits, about a millisecond


def apply(inputs: PlanInputs, edits: Sequence[ScenarioEdit], *, stop: StopToken | None = None) -> PlanInputs:
    """Return the inputs after ``edits``; the same object where there are none.

    Whether a pinned pair is eligible is not looked at here: that takes scores, see ``matcher.scenarios.running``.

    Raises:
        InvalidInput: edits that contradict each other or the inputs, each at its path ``edits[i].field``.
        LimitExceeded: more edits or authorities than there may be.
        Stopped: where ``stop`` came before the end; it is looked at every 256 edits.
    """
    return applied(inputs, edits, stop=stop).finish()


def applied(
    inputs: PlanInputs,
    edits: Sequence[ScenarioEdit],
    by_id: Mapping[str, Authority] | None = None,
    *,
    stop: StopToken | None = None,
) -> Draft:
    """Return the draft after ``edits``, which knows where everything in it came from. Raises as ``apply``.

    ``by_id``: the authorities of the inputs by id, where somebody has them at hand.
    """
    if len(edits) > limits.EDITS_MAX:
        raise LimitExceeded("edits of one scenario", len(edits), limits.EDITS_MAX)
    draft = Draft(inputs, {one.id: one for one in inputs.authorities} if by_id is None else by_id)
    for index, edit in enumerate(edits):
        if (index + 1) % _LOOK_EVERY == 0:
            go_on(stop)
        handle = _HANDLERS.get(type(edit))
        if handle is None:
            draft.refuse(f"edits[{index}]", Fault.WRONG_TYPE, f"is a {type(edit).__name__}", allowed="an edit")
        else:
            handle(draft, f"edits[{index}]", edit)
    return draft


def _pin(draft: Draft, path: str, edit: kinds.PinPair) -> None:
    """Fix a pair."""
    pair = (edit.mentee_id, edit.mentor_id)
    if not draft.known_pair(path, pair):
        return
    if pair in draft.pins:
        draft.refuse(path, Fault.DUPLICATE, f"is pinned already by {draft.place_of_pin[pair]}", _named(pair))
    elif pair in draft.forbids:
        message = f"is forbidden by {draft.place_of_forbid[pair]}"
        draft.refuse(path, Fault.CONTRADICTION, message, _named(pair), "ALLOW it first")
    else:
        draft.pin(pair, _request(edit, theme=edit.theme), path)
        draft.counted |= set(zip(pair, draft.inputs.programme.kind.roles, strict=True))


def _unpin(draft: Draft, path: str, edit: kinds.UnpinPair) -> None:
    """Fix a pair no longer."""
    pair = (edit.mentee_id, edit.mentor_id)
    if not draft.known_pair(path, pair):
        return
    if not draft.unpin(pair):
        draft.refuse(path, Fault.UNKNOWN_REFERENCE, "is not pinned", _named(pair), "pinned pairs")


def _forbid(draft: Draft, path: str, edit: kinds.ForbidPair) -> None:
    """Rule a pair out."""
    pair = (edit.mentee_id, edit.mentor_id)
    if not draft.known_pair(path, pair):
        return
    if pair in draft.pins:
        message = f"is pinned by {draft.place_of_pin[pair]}"
        draft.refuse(path, Fault.CONTRADICTION, message, _named(pair), "UNPIN it first")
    elif pair not in draft.forbids:  # it may be confidentially out as well: that is neither seen nor changed
        draft.forbids[pair] = _request(edit)
        draft.place_of_forbid[pair] = draft.place_of_field["forbids"] = path
    else:
        message = f"is forbidden already by {draft.place_of_forbid[pair]}"
        draft.refuse(path, Fault.DUPLICATE, message, _named(pair))


def _allow(draft: Draft, path: str, edit: kinds.AllowPair) -> None:
    """Take back a forbid that is not confidential."""
    pair = (edit.mentee_id, edit.mentor_id)
    if not draft.known_pair(path, pair):
        return
    if draft.forbids.pop(pair, None) is None:
        draft.refuse(path, Fault.UNKNOWN_REFERENCE, "is not forbidden", _named(pair), "pairs that are forbidden")
    else:
        draft.allowed.add(pair)


def _drop_out(draft: Draft, path: str, edit: kinds.DropOut) -> None:
    """Take an authority out, of everything or of one role."""
    authority = draft.known(f"{path}.authority_id", edit.authority_id)
    if authority is None:
        return
    if edit.role is not None and authority.role(edit.role) is None:
        message = f"does not take part as {edit.role.lower()}"
        draft.refuse(f"{path}.role", Fault.UNKNOWN_REFERENCE, message, authority.id)
        return
    for pair in draft.pins_of(authority.id):
        sides = zip(pair, draft.inputs.programme.kind.roles, strict=True)
        if any(one == authority.id and edit.role in {None, role} for one, role in sides):
            message = f"is pinned by {draft.place_of_pin[pair]}: {_named(pair)}"
            draft.refuse(f"{path}.authority_id", Fault.CONTRADICTION, message, authority.id, "UNPIN it first")
            return
    if edit.role is None:
        draft.keep(authority.id, None)
        draft.gone[authority.id] = path
    else:
        roles = tuple(terms for terms in authority.roles if terms.role is not edit.role)
        draft.keep(authority.id, authority.model_copy(update={"roles": roles}))


def _add_authority(draft: Draft, path: str, edit: kinds.AddAuthority) -> None:
    """Take an authority in."""
    if edit.authority.id in draft.by_id:
        message = "is an authority of this programme already"
        draft.refuse(f"{path}.authority.id", Fault.DUPLICATE, message, edit.authority.id)
        return
    draft.keep(edit.authority.id, edit.authority)
    draft.gone.pop(edit.authority.id, None)


def _change_profile(draft: Draft, path: str, edit: kinds.ChangeProfile) -> None:
    """Change fields of a profile, and see that it is still one."""
    authority = draft.known(f"{path}.authority_id", edit.authority_id)
    if authority is None:
        return
    if edit.fields.get("id", authority.id) != authority.id:
        draft.refuse(f"{path}.fields.id", Fault.NOT_ALLOWED, "cannot be changed", edit.fields["id"], authority.id)
        return
    names = [("profile", authority.id, name) for name in edit.fields]
    agrees = [draft.once(f"{path}.fields.{name[2]}", name, edit.fields[name[2]]) for name in names]
    if not all(agrees):
        return
    try:
        merged = merge_patch(authority.model_dump(mode="json"), edit.fields)
        draft.keep(authority.id, parse(Authority, merged, path=f"{path}.fields"))
    except InvalidInput as refused:
        draft.violations += refused.violations
    draft.counted |= {(authority.id, role) for role in draft.inputs.programme.kind.roles}


def _capacity(draft: Draft, path: str, edit: kinds.ChangeCapacity) -> None:
    """Change how many partners an authority takes."""
    authority = draft.known(f"{path}.authority_id", edit.authority_id)
    if authority is None:
        return
    terms = authority.role(edit.role)
    if terms is None:
        message = f"does not take part as {edit.role.lower()}"
        draft.refuse(f"{path}.role", Fault.UNKNOWN_REFERENCE, message, authority.id)
        return
    changes = {}
    for name in ("capacity_min", "capacity_max"):
        value = getattr(edit, name)
        if value is not None and draft.once(f"{path}.{name}", (name, authority.id, edit.role), value):
            changes[name] = value
    low, high = (changes.get(name, getattr(terms, name)) for name in ("capacity_min", "capacity_max"))
    if low > high:
        draft.refuse(path, Fault.CONTRADICTION, f"leaves capacity_min {low} above capacity_max {high}")
        return
    draft.keep(authority.id, _with_terms(authority, terms.model_copy(update=changes)))
    draft.counted.add((authority.id, edit.role))


def _weights(draft: Draft, path: str, edit: kinds.ChangeWeights) -> None:
    """Weigh the terms otherwise."""
    if draft.once(f"{path}.weights", ("weights",), edit.weights):
        draft.change_policy(path, weights=edit.weights)


def _rules(draft: Draft, path: str, edit: kinds.ChangeRules) -> None:
    """Change some of the hard rules."""
    agrees = [draft.once(f"{path}.fields.{name}", ("rules", name), edit.fields[name]) for name in edit.fields]
    if not all(agrees):
        return
    before = draft.changes.get("policy", draft.inputs.programme.policy).rules
    try:
        rules = parse(Rules, merge_patch(before.model_dump(mode="json"), edit.fields), path=f"{path}.fields")
    except InvalidInput as refused:
        draft.violations += refused.violations
    else:
        draft.change_policy(path, rules=rules)


def _pair_limit(draft: Draft, path: str, edit: kinds.SetPairLimit) -> None:
    """Set the most pairs in all."""
    draft.field(path, "pair_limit", edit.pair_limit)


def _pair_min(draft: Draft, path: str, edit: kinds.SetPairMin) -> None:
    """Set the fewest pairs in all."""
    draft.field(path, "pair_min", edit.pair_min)


def _quotas(draft: Draft, path: str, edit: kinds.SetQuotas) -> None:
    """Set the quotas; the programme says which it takes."""
    draft.field(path, "quotas", edit.quotas)


def _floor(draft: Draft, path: str, edit: kinds.SetFloor) -> None:
    """Set the floor; the programme says whether its kind has one."""
    draft.field(path, "floor_micro", edit.floor_micro)


def _goal(draft: Draft, path: str, edit: kinds.SetGoal) -> None:
    """Set what the best plan is."""
    draft.field(path, "goal", edit.goal)


def _request(edit: kinds.PinPair | kinds.ForbidPair, **more: Any) -> PairRequest:
    return PairRequest(mentee_id=edit.mentee_id, mentor_id=edit.mentor_id, reason=edit.reason, **more)


def _with_terms(authority: Authority, terms: RoleTerms) -> Authority:
    roles = tuple(terms if one.role is terms.role else one for one in authority.roles)
    return authority.model_copy(update={"roles": roles})


def _named(pair: PairId) -> str:
    return f"{pair[0]} with {pair[1]}"


_HANDLERS: dict[type, Callable[[Draft, str, Any], None]] = {
    kinds.PinPair: _pin,
    kinds.UnpinPair: _unpin,
    kinds.ForbidPair: _forbid,
    kinds.AllowPair: _allow,
    kinds.DropOut: _drop_out,
    kinds.AddAuthority: _add_authority,
    kinds.ChangeProfile: _change_profile,
    kinds.ChangeCapacity: _capacity,
    kinds.ChangeWeights: _weights,
    kinds.ChangeRules: _rules,
    kinds.SetPairLimit: _pair_limit,
    kinds.SetPairMin: _pair_min,
    kinds.SetQuotas: _quotas,
    kinds.SetFloor: _floor,
    kinds.SetGoal: _goal,
}
