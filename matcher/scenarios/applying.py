"""Applies the edits of a scenario to the inputs of a plan, one after the other. Pure: the inputs stay as they are.

Edits that contradict each other are refused, each by its place (``edits[3]``) and that of what it contradicts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Violation, shown
from matcher.plans.inputs import pair_of
from matcher.plans.types import PairRequest, PlanInputs, Programme
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority, RoleTerms
from matcher.profiles.validation import parse
from matcher.scenarios import edits as kinds
from matcher.scenarios.edits import EDITS_MAX, ScenarioEdit, merge_patch
from matcher.scoring.policy import HardRule, Rules
from matcher.scoring.setting import PairId


def apply(inputs: PlanInputs, edits: Sequence[ScenarioEdit]) -> PlanInputs:
    """Return the inputs after ``edits``; the same object where there are none.

    Whether a pinned pair is eligible is not looked at here: that takes scores, see ``matcher.scenarios.running``.

    Raises:
        InvalidInput: edits that contradict each other or the inputs, each at its path ``edits[i].field``.
        LimitExceeded: more edits or authorities than there may be.
    """
    return applied(inputs, edits).finish()


def applied(inputs: PlanInputs, edits: Sequence[ScenarioEdit], by_id: Mapping[str, Authority] | None = None) -> Draft:
    """Return the draft after ``edits``, which knows where everything in it came from. Raises as ``apply``.

    ``by_id``: the authorities of the inputs by id, where somebody has them at hand.
    """
    if len(edits) > EDITS_MAX:
        raise LimitExceeded("edits of one scenario", len(edits), EDITS_MAX)
    draft = Draft(inputs, {one.id: one for one in inputs.authorities} if by_id is None else by_id)
    for index, edit in enumerate(edits):
        handle = _HANDLERS.get(type(edit))
        if handle is None:
            draft.refuse(f"edits[{index}]", Fault.WRONG_TYPE, f"is a {type(edit).__name__}", allowed="an edit")
        else:
            handle(draft, f"edits[{index}]", edit)
    return draft


class Draft:
    """Inputs in the course of being edited.

    Attributes:
        inputs: those before any edit.
        by_id: the authorities now.
        touched: ids of those that came, left or changed.
        pins, forbids: those there are now, by pair; a forbid may wait for somebody who has dropped out.
        place_of_pin: where each pin comes from: ``programme.pins[2]`` or ``edits[0]``.
    """

    def __init__(self, inputs: PlanInputs, by_id: Mapping[str, Authority]) -> None:
        programme = inputs.programme
        self.inputs = inputs
        self.violations: list[Violation] = []
        self._before = by_id
        self.by_id: dict[str, Authority] = dict(by_id)
        self.touched: set[str] = set()
        self.pins = {pair_of(pin): pin for pin in programme.pins}
        self.forbids = {pair_of(forbid): forbid for forbid in programme.forbids}
        self.place_of_pin = {pair_of(pin): f"programme.pins[{at}]" for at, pin in enumerate(programme.pins)}
        self._place_of_forbid = {pair_of(one): f"programme.forbids[{at}]" for at, one in enumerate(programme.forbids)}
        self._gone: dict[str, str] = {}  # id -> place of the edit that took it out
        self._set: dict[tuple[str, ...], tuple[str, Any]] = {}  # what was set -> place and value
        self._changes: dict[str, Any] = {}  # fields of the programme
        self._place_of_field: dict[str, str] = {}
        self._counted: set[tuple[str, Role]] = set()  # whose pins must be counted against its room
        self._finished: PlanInputs | None = None

    def refuse(self, path: str, fault: Fault, message: str, value: object = "", allowed: str = "") -> None:
        """Note what is wrong with an edit."""
        self.violations.append(Violation(path, fault, message, shown(value) if value != "" else "", allowed))

    def finish(self) -> PlanInputs:
        """Return the edited inputs, or raise with all faults."""
        if self._finished is None:
            self._check_room()
            self._check_bounds()
            if self.violations:
                raise InvalidInput(self.violations)
            if len(self.by_id) > limits.AUTHORITIES_MAX:
                raise LimitExceeded("authorities of a programme", len(self.by_id), limits.AUTHORITIES_MAX)
            self._finished = self._assembled()
        return self._finished

    def _assembled(self) -> PlanInputs:
        update: dict[str, Any] = {}
        programme = self._programme()
        if programme is not self.inputs.programme:
            update["programme"] = programme
        authorities = self._in_order()
        if authorities is not self.inputs.authorities:
            update["authorities"] = authorities
        return self.inputs.model_copy(update=update) if update else self.inputs

    def _in_order(self) -> tuple[Authority, ...]:
        """Return the authorities by id; the same tuple where all are as they were."""
        changed = sorted(one for one in self.touched if self.by_id.get(one) is not self._before.get(one))
        if not changed:
            return self.inputs.authorities
        ordered = list(self.inputs.authorities)
        for authority_id in changed:
            at = bisect_left(ordered, authority_id, key=lambda one: one.id)
            now = self.by_id.get(authority_id)
            ordered[at : at + (authority_id in self._before)] = [] if now is None else [now]
        return tuple(ordered)

    def _programme(self) -> Programme:
        programme = self.inputs.programme
        changes = dict(self._changes)
        for name, requests in (("pins", self.pins), ("forbids", self.forbids)):
            # a forbid of somebody who has dropped out waits for that to be undone
            listed = tuple(one for pair, one in requests.items() if self.by_id.keys() >= set(pair))
            if listed != getattr(programme, name):
                changes[name] = listed
        if not changes:
            return programme
        fields = {name: getattr(programme, name) for name in Programme.model_fields}
        try:
            return parse(Programme, fields | changes, path="programme")
        except InvalidInput as refused:
            raise InvalidInput(self._told(violation) for violation in refused.violations) from None

    def _told(self, violation: Violation) -> Violation:
        """Return a fault of the programme at the path of the edit that brought it."""
        field = violation.path.removeprefix("programme.").split(".")[0].split("[")[0]
        place = self._place_of_field.get(field)
        if place is None and self._place_of_field:
            place = next(reversed(self._place_of_field.values()))
        if place is None:
            return violation
        return replace(violation, path=place, message=f"cannot be: {violation.path} {violation.message}")

    def _check_room(self) -> None:
        """Note every authority that has more pins in a role than it takes partners, with the places of the pins."""
        for side, role in enumerate(self.inputs.programme.kind.roles):
            counts = Counter(pair[side] for pair in self.pins)
            for authority_id, count in sorted(counts.items()):
                terms = self.by_id[authority_id].role(role) if authority_id in self.by_id else None
                most = terms.capacity_max if terms else 0
                if count > most and (authority_id, role) in self._counted:
                    where = [self.place_of_pin[pair] for pair in self.pins if pair[side] == authority_id]
                    last = self._set.get(("capacity_max", authority_id, role), (where[-1], None))[0]
                    message = f"{authority_id} is pinned {count} times as {role.lower()}: {', '.join(where)}"
                    self.refuse(last, Fault.CONTRADICTION, message, authority_id, f"at most its capacity of {most}")

    def _check_bounds(self) -> None:
        """Note a limit on pairs below their least number, or below the pins."""
        programme = self.inputs.programme
        limit = self._changes.get("pair_limit", programme.pair_limit)
        least = self._changes.get("pair_min", programme.pair_min)
        places = {name: self._place_of_field.get(name, f"programme.{name}") for name in ("pair_limit", "pair_min")}
        if limit is not None and least > limit:
            at = max(places.values(), key=_order)
            names = f"pair_min {least} ({places['pair_min']}) is above pair_limit {limit} ({places['pair_limit']})"
            self.refuse(at, Fault.CONTRADICTION, names)
        if limit is not None and len(self.pins) > limit:
            at = max((places["pair_limit"], *self.place_of_pin.values()), key=_order)
            message = f"{len(self.pins)} pairs are pinned, more than pair_limit {limit} ({places['pair_limit']})"
            self.refuse(at, Fault.CONTRADICTION, message, allowed=f"pair_limit of at least {len(self.pins)}")

    # --- one handler per kind ---------------------------------------------------------------------------------------

    def pin(self, path: str, edit: kinds.PinPair) -> None:
        """Fix a pair."""
        pair = (edit.mentee_id, edit.mentor_id)
        if not self._known_pair(path, pair):
            return
        forbid = self.forbids.get(pair)
        if pair in self.pins:
            self.refuse(path, Fault.DUPLICATE, f"is pinned already by {self.place_of_pin[pair]}", _named(pair))
        elif forbid is not None and forbid.confidential:
            rule = HardRule.NOT_AVAILABLE
            self.refuse(path, Fault.CONTRADICTION, f"cannot be pinned: the pair breaks {rule}", _named(pair))
        elif forbid is not None:
            message = f"is forbidden by {self._place_of_forbid[pair]}"
            self.refuse(path, Fault.CONTRADICTION, message, _named(pair), "ALLOW it first")
        else:
            self.pins[pair] = _request(edit, theme=edit.theme)
            self.place_of_pin[pair] = self._place_of_field["pins"] = path
            self._counted |= set(zip(pair, self.inputs.programme.kind.roles, strict=True))

    def unpin(self, path: str, edit: kinds.UnpinPair) -> None:
        """Fix a pair no longer."""
        pair = (edit.mentee_id, edit.mentor_id)
        if not self._known_pair(path, pair):
            return
        if self.pins.pop(pair, None) is None:
            self.refuse(path, Fault.UNKNOWN_REFERENCE, "is not pinned", _named(pair), "pinned pairs")
        self.place_of_pin.pop(pair, None)

    def forbid(self, path: str, edit: kinds.ForbidPair) -> None:
        """Rule a pair out."""
        pair = (edit.mentee_id, edit.mentor_id)
        if not self._known_pair(path, pair):
            return
        before = self.forbids.get(pair)
        if pair in self.pins:
            message = f"is pinned by {self.place_of_pin[pair]}"
            self.refuse(path, Fault.CONTRADICTION, message, _named(pair), "UNPIN it first")
        elif before is None:
            self.forbids[pair] = _request(edit)
            self._place_of_forbid[pair] = self._place_of_field["forbids"] = path
        elif not before.confidential:  # one more forbid of a pair that is confidentially out must tell nothing
            message = f"is forbidden already by {self._place_of_forbid[pair]}"
            self.refuse(path, Fault.DUPLICATE, message, _named(pair))

    def allow(self, path: str, edit: kinds.AllowPair) -> None:
        """Take back a forbid that is not confidential."""
        pair = (edit.mentee_id, edit.mentor_id)
        if not self._known_pair(path, pair):
            return
        forbid = self.forbids.get(pair)
        if forbid is None or forbid.confidential:
            self.refuse(path, Fault.UNKNOWN_REFERENCE, "is not forbidden", _named(pair), "pairs that are forbidden")
        else:
            del self.forbids[pair]

    def drop_out(self, path: str, edit: kinds.DropOut) -> None:
        """Take an authority out, of everything or of one role."""
        authority = self._known(f"{path}.authority_id", edit.authority_id)
        if authority is None:
            return
        if edit.role is not None and authority.role(edit.role) is None:
            message = f"does not take part as {edit.role.lower()}"
            self.refuse(f"{path}.role", Fault.UNKNOWN_REFERENCE, message, authority.id)
            return
        for pair in self.pins:
            sides = zip(pair, self.inputs.programme.kind.roles, strict=True)
            if any(one == authority.id and edit.role in {None, role} for one, role in sides):
                message = f"is pinned by {self.place_of_pin[pair]}: {_named(pair)}"
                self.refuse(f"{path}.authority_id", Fault.CONTRADICTION, message, authority.id, "UNPIN it first")
                return
        if edit.role is None:
            self._keep(authority.id, None)
            self._gone[authority.id] = path
        else:
            roles = tuple(terms for terms in authority.roles if terms.role is not edit.role)
            self._keep(authority.id, authority.model_copy(update={"roles": roles}))

    def add_authority(self, path: str, edit: kinds.AddAuthority) -> None:
        """Take an authority in."""
        if edit.authority.id in self.by_id:
            message = "is an authority of this programme already"
            self.refuse(f"{path}.authority.id", Fault.DUPLICATE, message, edit.authority.id)
            return
        self._keep(edit.authority.id, edit.authority)
        self._gone.pop(edit.authority.id, None)

    def change_profile(self, path: str, edit: kinds.ChangeProfile) -> None:
        """Change fields of a profile, and see that it is still one."""
        authority = self._known(f"{path}.authority_id", edit.authority_id)
        if authority is None:
            return
        if edit.fields.get("id", authority.id) != authority.id:
            self.refuse(f"{path}.fields.id", Fault.NOT_ALLOWED, "cannot be changed", edit.fields["id"], authority.id)
            return
        names = [("profile", authority.id, name) for name in edit.fields]
        agrees = [self._once(f"{path}.fields.{name[2]}", name, edit.fields[name[2]]) for name in names]
        if not all(agrees):
            return
        try:
            merged = merge_patch(authority.model_dump(mode="json"), edit.fields)
            self._keep(authority.id, parse(Authority, merged, path=f"{path}.fields"))
        except InvalidInput as refused:
            self.violations += refused.violations
        self._counted |= {(authority.id, role) for role in self.inputs.programme.kind.roles}

    def capacity(self, path: str, edit: kinds.ChangeCapacity) -> None:
        """Change how many partners an authority takes."""
        authority = self._known(f"{path}.authority_id", edit.authority_id)
        if authority is None:
            return
        terms = authority.role(edit.role)
        if terms is None:
            message = f"does not take part as {edit.role.lower()}"
            self.refuse(f"{path}.role", Fault.UNKNOWN_REFERENCE, message, authority.id)
            return
        changes = {}
        for name in ("capacity_min", "capacity_max"):
            value = getattr(edit, name)
            if value is not None and self._once(f"{path}.{name}", (name, authority.id, edit.role), value):
                changes[name] = value
        low, high = (changes.get(name, getattr(terms, name)) for name in ("capacity_min", "capacity_max"))
        if low > high:
            self.refuse(path, Fault.CONTRADICTION, f"leaves capacity_min {low} above capacity_max {high}")
            return
        self._keep(authority.id, _with_terms(authority, terms.model_copy(update=changes)))
        self._counted.add((authority.id, edit.role))

    def weights(self, path: str, edit: kinds.ChangeWeights) -> None:
        """Weigh the terms otherwise."""
        if self._once(f"{path}.weights", ("weights",), edit.weights):
            self._change_policy(path, weights=edit.weights)

    def rules(self, path: str, edit: kinds.ChangeRules) -> None:
        """Change some of the hard rules."""
        agrees = [self._once(f"{path}.fields.{name}", ("rules", name), edit.fields[name]) for name in edit.fields]
        if not all(agrees):
            return
        before = self._changes.get("policy", self.inputs.programme.policy).rules
        try:
            rules = parse(Rules, merge_patch(before.model_dump(mode="json"), edit.fields), path=f"{path}.fields")
        except InvalidInput as refused:
            self.violations += refused.violations
        else:
            self._change_policy(path, rules=rules)

    def pair_limit(self, path: str, edit: kinds.SetPairLimit) -> None:
        """Set the most pairs in all."""
        self._field(path, "pair_limit", edit.pair_limit)

    def pair_min(self, path: str, edit: kinds.SetPairMin) -> None:
        """Set the fewest pairs in all."""
        self._field(path, "pair_min", edit.pair_min)

    def goal(self, path: str, edit: kinds.SetGoal) -> None:
        """Set what the best plan is."""
        self._field(path, "goal", edit.goal)

    # --- what handlers share ----------------------------------------------------------------------------------------

    def _keep(self, authority_id: str, authority: Authority | None) -> None:
        """Let the authority be this; ``None`` for nobody."""
        self.touched.add(authority_id)
        if authority is None:
            del self.by_id[authority_id]
        else:
            self.by_id[authority_id] = authority

    def _field(self, path: str, name: str, value: object) -> None:
        if self._once(f"{path}.{name}", (name,), value):
            self._place_of_field[name] = path
            self._changes[name] = value

    def _change_policy(self, path: str, **changes: object) -> None:
        policy = self._changes.get("policy", self.inputs.programme.policy)
        self._changes["policy"] = policy.model_copy(update=changes)
        self._place_of_field["policy"] = path

    def _once(self, path: str, what: tuple[str, ...], value: object) -> bool:
        """Return whether nothing else has been said of ``what`` before."""
        place, before = self._set.setdefault(what, (path, value))
        if before != value:
            message = f"contradicts {place}, which says {shown(before)}" if _short(before) else f"contradicts {place}"
            self.refuse(path, Fault.CONTRADICTION, message, value if _short(value) else "")
        return bool(before == value)

    def _known_pair(self, path: str, pair: PairId) -> bool:
        sides = zip(("mentee_id", "mentor_id"), pair, strict=True)
        found = [self._known(f"{path}.{side}", authority_id) for side, authority_id in sides]
        return None not in found

    def _known(self, path: str, authority_id: str) -> Authority | None:
        found = self.by_id.get(authority_id)
        if found is None:
            place = self._gone.get(authority_id)
            message = f"was dropped out by {place}" if place else "is not an authority of this programme"
            self.refuse(path, Fault.CONTRADICTION if place else Fault.UNKNOWN_REFERENCE, message, authority_id)
        return found


def _request(edit: kinds.PinPair | kinds.ForbidPair, **more: Any) -> PairRequest:
    return PairRequest(mentee_id=edit.mentee_id, mentor_id=edit.mentor_id, reason=edit.reason, **more)


def _with_terms(authority: Authority, terms: RoleTerms) -> Authority:
    roles = tuple(terms if one.role is terms.role else one for one in authority.roles)
    return authority.model_copy(update={"roles": roles})


def _named(pair: PairId) -> str:
    return f"{pair[0]} with {pair[1]}"


def _short(value: object) -> bool:
    return value is None or isinstance(value, int | str | bool)


def _order(place: str) -> int:
    """Return how late a place is: edits come after what the programme says."""
    return int(place.removeprefix("edits[").partition("]")[0]) if place.startswith("edits[") else -1


_HANDLERS: dict[type, Callable[[Draft, str, Any], None]] = {
    kinds.PinPair: Draft.pin,
    kinds.UnpinPair: Draft.unpin,
    kinds.ForbidPair: Draft.forbid,
    kinds.AllowPair: Draft.allow,
    kinds.DropOut: Draft.drop_out,
    kinds.AddAuthority: Draft.add_authority,
    kinds.ChangeProfile: Draft.change_profile,
    kinds.ChangeCapacity: Draft.capacity,
    kinds.ChangeWeights: Draft.weights,
    kinds.ChangeRules: Draft.rules,
    kinds.SetPairLimit: Draft.pair_limit,
    kinds.SetPairMin: Draft.pair_min,
    kinds.SetGoal: Draft.goal,
}
