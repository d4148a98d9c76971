"""Inputs in the course of being edited: who and what there is now, where each thing came from, what is wrong."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, Violation, shown
from matcher.plans.inputs import pair_of
from matcher.plans.types import Goal, PairingKind, PairRequest, PlanInputs, Programme
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.profiles.validation import parse
from matcher.scoring.setting import PairId


class Draft:
    """Inputs in the course of being edited.

    Attributes:
        inputs: those before any edit.
        by_id: the authorities now.
        touched: ids of those that came, left or changed.
        pins, forbids: those there are now, by pair; a forbid may wait for somebody who has dropped out. Confidential
            forbids are not among them: edits neither see nor change them, so that none finds out which there are.
        allowed: pairs whose forbid was taken back, even if another one came.
        counted: who must have room for its pins, in which role: those that edits touched.
        changes: fields of the programme that are otherwise.
        gone: ids of those who dropped out, with the place of the edit.
        place_of_pin: where each pin comes from: ``programme.pins[2]`` or ``edits[0]``.
        place_of_forbid, place_of_field: the same, of forbids and of fields of the programme.
    """

    def __init__(self, inputs: PlanInputs, by_id: Mapping[str, Authority]) -> None:
        programme = inputs.programme
        self.inputs = inputs
        self.violations: list[Violation] = []
        self._before = by_id
        self.by_id: dict[str, Authority] = dict(by_id)
        self.touched: set[str] = set()
        self.pins = {pair_of(pin): pin for pin in programme.pins}
        seen = [forbid for forbid in programme.forbids if not forbid.confidential]
        self.forbids = {pair_of(forbid): forbid for forbid in seen}
        self._pins_of: dict[str, dict[PairId, None]] | None = None  # by authority; made when somebody drops out
        self.allowed: set[PairId] = set()
        self.place_of_pin = {pair_of(pin): f"programme.pins[{at}]" for at, pin in enumerate(programme.pins)}
        self.place_of_forbid = {pair_of(one): f"programme.forbids[{at}]" for at, one in enumerate(seen)}
        self.gone: dict[str, str] = {}  # id -> place of the edit that took it out
        self._set: dict[tuple[str, ...], tuple[str, Any]] = {}  # what was set -> place and value
        self.changes: dict[str, Any] = {}  # fields of the programme
        self.place_of_field: dict[str, str] = {}
        self.counted: set[tuple[str, Role]] = set()  # whose pins must be counted against its room
        self._finished: PlanInputs | None = None

    def pin(self, pair: PairId, request: PairRequest, path: str) -> None:
        """Fix a pair."""
        self.pins[pair] = request
        self.place_of_pin[pair] = self.place_of_field["pins"] = path
        if self._pins_of is not None:
            for one in pair:
                self._pins_of.setdefault(one, {})[pair] = None

    def unpin(self, pair: PairId) -> bool:
        """Fix a pair no longer; return whether it was fixed."""
        if self._pins_of is not None:
            for one in pair:
                self._pins_of.get(one, {}).pop(pair, None)
        self.place_of_pin.pop(pair, None)
        return self.pins.pop(pair, None) is not None

    def pins_of(self, authority_id: str) -> Iterable[PairId]:
        """Return the pairs with an authority that are fixed, in the order of the pins."""
        if self._pins_of is None:
            self._pins_of = {}
            for pair in self.pins:
                for one in pair:
                    self._pins_of.setdefault(one, {})[pair] = None
        return self._pins_of.get(authority_id, {})

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
        changes = dict(self.changes)
        for name, requests in (("pins", self.pins.values()), ("forbids", self._all_forbids())):
            # a forbid of somebody who has dropped out waits for that to be undone
            listed = tuple(one for one in requests if self.by_id.keys() >= set(pair_of(one)))
            if listed != getattr(programme, name):
                changes[name] = listed
        if not changes:
            return programme
        if self._looked_at(changes):
            return programme.model_copy(update=changes)
        fields = {name: getattr(programme, name) for name in Programme.model_fields} | changes
        # a pin of a pair that is confidentially out is refused by its score, as where an avoid list rules it out
        pinned = {ends for pair in self.pins for ends in (pair, pair[::-1])}
        told = tuple(one for one in fields["forbids"] if not one.confidential or pair_of(one) not in pinned)
        try:
            found = parse(Programme, {**fields, "forbids": told}, path="programme")
        except InvalidInput as refused:
            raise InvalidInput(self._told(violation) for violation in refused.violations) from None
        return found if found.forbids == fields["forbids"] else found.model_copy(update={"forbids": fields["forbids"]})

    def _all_forbids(self) -> list[PairRequest]:
        """Return the forbids there are now, confidential ones included: those of before in their order, then others."""
        before = self.inputs.programme.forbids
        kept = [one for one in before if one.confidential or pair_of(one) not in self.allowed]
        known = {pair_of(one) for one in kept if not one.confidential}
        return kept + [one for pair, one in self.forbids.items() if pair not in known]

    def _looked_at(self, changes: Mapping[str, Any]) -> bool:
        """Return whether all that a programme demands of these fields has been looked at here, place by place."""
        programme = self.inputs.programme
        usual = programme.kind is PairingKind.MENTORING and programme.goal is not Goal.STABLE
        few = len(self.pins) + len(self.forbids) + len(programme.forbids) <= limits.REQUESTS_MAX
        return usual and few and changes.keys() <= {"pins", "forbids", "pair_limit", "pair_min"}

    def _told(self, violation: Violation) -> Violation:
        """Return a fault of the programme at the path of the edit that brought it."""
        field = violation.path.removeprefix("programme.").split(".")[0].split("[")[0]
        place = self.place_of_field.get(field)
        if place is None and self.place_of_field:
            place = next(reversed(self.place_of_field.values()))
        if place is None:
            return violation
        return replace(violation, path=place, message=f"cannot be: {violation.path} {violation.message}")

    def _check_room(self) -> None:
        """Note every authority that has more pins in a role than it takes partners, with the places of the pins."""
        programme = self.inputs.programme
        for side, role in enumerate(programme.kind.roles):
            places: defaultdict[str, list[str]] = defaultdict(list)
            for pair in self.pins:
                places[pair[side]].append(self.place_of_pin[pair])
            for authority_id, where in sorted(places.items()):
                terms = self.by_id[authority_id].role(role) if authority_id in self.by_id else None
                count, most = len(where), terms.capacity_max if terms else 0
                if count > most and (authority_id, role) in self.counted:
                    last = self._set.get(("capacity_max", authority_id, role), (where[-1], None))[0]
                    if terms is None:
                        message = f"{authority_id} takes no part as {role.lower()}"
                        allowed = " before ".join(one.lower() for one in programme.kind.roles)
                    else:
                        message = f"{authority_id} is pinned {count} times as {role.lower()}: {', '.join(where)}"
                        allowed = f"at most its capacity of {most}"
                    self.refuse(last, Fault.CONTRADICTION, message, authority_id, allowed)

    def _check_bounds(self) -> None:
        """Note a limit on pairs below their least number, or below the pins."""
        programme = self.inputs.programme
        limit = self.changes.get("pair_limit", programme.pair_limit)
        least = self.changes.get("pair_min", programme.pair_min)
        places = {name: self.place_of_field.get(name, f"programme.{name}") for name in ("pair_limit", "pair_min")}
        if limit is not None and least > limit:
            at = max(places.values(), key=_order)
            names = f"pair_min {least} ({places['pair_min']}) is above pair_limit {limit} ({places['pair_limit']})"
            self.refuse(at, Fault.CONTRADICTION, names)
        if limit is not None and len(self.pins) > limit:
            at = max((places["pair_limit"], *self.place_of_pin.values()), key=_order)
            message = f"{len(self.pins)} pairs are pinned, more than pair_limit {limit} ({places['pair_limit']})"
            self.refuse(at, Fault.CONTRADICTION, message, allowed=f"pair_limit of at least {len(self.pins)}")

    def keep(self, authority_id: str, authority: Authority | None) -> None:
        """Let the authority be this; ``None`` for nobody."""
        self.touched.add(authority_id)
        if authority is None:
            del self.by_id[authority_id]
        else:
            before = self._before.get(authority_id)
            self.by_id[authority_id] = before if before is not None and before == authority else authority

    def field(self, path: str, name: str, value: object) -> None:
        """Set a field of the programme."""
        if self.once(f"{path}.{name}", (name,), value):
            self.place_of_field[name] = path
            self.changes[name] = value

    def change_policy(self, path: str, **changes: object) -> None:
        """Set fields of the policy."""
        policy = self.changes.get("policy", self.inputs.programme.policy)
        self.changes["policy"] = policy.model_copy(update=changes)
        self.place_of_field["policy"] = path

    def once(self, path: str, what: tuple[str, ...], value: object) -> bool:
        """Return whether nothing else has been said of ``what`` before."""
        place, before = self._set.setdefault(what, (path, value))
        same = before is value or bool(before == value)  # what is no number is not even equal to itself
        if not same:
            message = f"contradicts {place}, which says {shown(before)}" if _short(before) else f"contradicts {place}"
            self.refuse(path, Fault.CONTRADICTION, message, value if _short(value) else "")
        return same

    def known_pair(self, path: str, pair: PairId) -> bool:
        """Return whether both sides are there; note who is not."""
        sides = zip(("mentee_id", "mentor_id"), pair, strict=True)
        found = [self.known(f"{path}.{side}", authority_id) for side, authority_id in sides]
        return None not in found

    def known(self, path: str, authority_id: str) -> Authority | None:
        """Return the authority of an id; ``None``, and a note, where it is not there."""
        found = self.by_id.get(authority_id)
        if found is None:
            place = self.gone.get(authority_id)
            message = f"was dropped out by {place}" if place else "is not an authority of this programme"
            self.refuse(path, Fault.CONTRADICTION if place else Fault.UNKNOWN_REFERENCE, message, authority_id)
        return found


def _short(value: object) -> bool:
    return value is None or isinstance(value, int | str | bool)


def _order(place: str) -> int:
    """Return how late a place is: edits come after what the programme says."""
    return int(place.removeprefix("edits[").partition("]")[0]) if place.startswith("edits[") else -1
