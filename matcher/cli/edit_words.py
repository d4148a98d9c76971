"""From the words of flags to edits: names become ids, percents micro-points, and everything is checked as edits are."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from matcher.cli.edit_flags import ACCEPTED, ACCEPTED_LIST, CONFIRMED, CONFIRMED_LIST, Said, Spoken
from matcher.cli.reading import find_id, read_small
from matcher.errors import Fault, InvalidInput, Violation
from matcher.plans.inputs import pair_of
from matcher.plans.types import PlanInputs
from matcher.profiles.json_files import decode_json
from matcher.profiles.pairs import read_pairs
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.profiles.validation import parse
from matcher.scenarios.edits import DropOut, ForbidPair, PinPair, ScenarioEdit, SetQuotas, UnpinPair, parse_edits
from matcher.scoring.policy import MICRO, PERMILLE, Rules, Term, Weights
from matcher.scoring.setting import PairId

Tree = dict[str, Any]
_PERCENT: Final = MICRO // 100
_WITH_FIELDS: Final = ("--add", "--change", "--edits", "--rule")  # what they say has parts of its own
_NO_EDITS: Final = (CONFIRMED.option, CONFIRMED_LIST.option, ACCEPTED.option, ACCEPTED_LIST.option)
_BOUNDS = {("min", False): "least", ("max", False): "most", ("min", True): "least_percent"}
_EACH: Final = "EACH"
_PLACE: Final = r"edits\[(\d+)\]"
_SWITCH = {"yes": True, "on": True, "no": False, "off": False}


class Reader:
    """Reads what flags say about ``inputs``; whoever is taken in by one edit can be named in the next.

    Attributes:
        inputs: those before, with everybody who is taken in.
        told: for each edit read so far, the flag that said it.
    """

    def __init__(self, inputs: PlanInputs) -> None:
        self.inputs = inputs
        self.told: list[str] = []

    def edits(self, said: Said) -> tuple[ScenarioEdit, ...]:
        """Return the edits in the order of the flags.

        Raises:
            InvalidInput: an unknown name, a number that is none, edits that are none, at the flag that says it.
            OSError: where a file cannot be read.
        """
        found: list[ScenarioEdit] = []
        for spoken in said:
            if spoken.flag in _NO_EDITS:
                continue
            if spoken.flag == "--reason":
                found[-1:] = [self._with_reason(found, spoken)]
            elif spoken.flag == "--edits":
                path = Path(spoken.words[0])
                found += parse_edits(decode_json(read_small(path), path.name).tree)
                self._know(found)
            elif spoken.flag == "--quota":
                self._add_quota(found, *spoken.words)
            else:
                found += _edits([_MAKERS[spoken.flag](self, *spoken.words)], spoken.flag)
                self._know(found[-1:])
            self.told += [" ".join((spoken.flag, *spoken.words))] * (len(found) - len(self.told))
        return tuple(found)

    @contextmanager
    def told_at_flags(self, before: int = 0) -> Iterator[None]:
        """Add to what is refused in an edit the flag that said it; ``before``: how many edits stand before those read.

        Raises:
            InvalidInput: what is raised within, with its paths so.
        """
        try:
            yield
        except InvalidInput as refused:
            raise InvalidInput(self._at_flag(fault, before) for fault in refused.violations) from None

    def _at_flag(self, fault: Violation, before: int) -> Violation:
        def told(place: re.Match[str]) -> str:
            index = int(place[1]) - before
            return self.told[index] if 0 <= index < len(self.told) else place[0]

        found = re.match(_PLACE, fault.path)
        index = int(found[1]) - before if found else -1
        path = f"{fault.path} ({self.told[index]})" if 0 <= index < len(self.told) else fault.path
        return replace(fault, path=path, message=re.sub(_PLACE, told, fault.message))

    def confirmed(self, said: Said) -> tuple[PairId, ...]:
        """Return the (mentee id, mentor id) of the pairs that flags call confirmed. Raises as ``edits``."""
        return self._pairs(said, CONFIRMED.option, CONFIRMED_LIST.option)

    def accepted(self, said: Said) -> tuple[PairId, ...]:
        """Return the (mentee id, mentor id) of the pairs that one side has accepted, by flags. Raises as ``edits``."""
        return self._pairs(said, ACCEPTED.option, ACCEPTED_LIST.option)

    def _pairs(self, said: Said, one: str, many: str) -> tuple[PairId, ...]:
        pairs: dict[PairId, None] = {}
        for spoken in said:
            if spoken.flag == one:
                pairs[self.pair(spoken.flag, *spoken.words)] = None
            elif spoken.flag == many:
                path = Path(spoken.words[0])
                read = read_pairs(read_small(path), path.name)
                pairs.update(((each.mentee_id, each.mentor_id), None) for each in read)
        return tuple(pairs)

    def _know(self, edits: list[ScenarioEdit]) -> None:
        """Let those that are taken in be named."""
        added = tuple(edit.authority for edit in edits if edit.kind == "ADD_AUTHORITY")
        if added:
            known = self.inputs.authorities
            self.inputs = self.inputs.model_copy(update={"authorities": (*known, *added)})

    def _add_quota(self, found: list[ScenarioEdit], which: str, bounds: str) -> None:
        """Let the programme have one quota more; all that are given are one edit, at the place of the first."""
        said = ((at, edit.quotas) for at, edit in enumerate(found) if isinstance(edit, SetQuotas))
        at, before = next(said, (len(found), self.inputs.programme.quotas))
        more = [{**one, **of} for one in (quota(which, bounds),) for of in self._each(one)]
        tree = {"kind": "QUOTAS", "quotas": [*(one.model_dump() for one in before), *more]}
        found[at : at + 1] = _edits([tree], "--quota")

    def _each(self, one: Tree) -> list[Tree]:
        """Return what a quota on each country is on; of any other quota nothing more."""
        if one.get("country") != _EACH:
            return [{}]
        role = one.get("role")
        takes_part = (
            each for each in self.inputs.authorities if role is None or any(at.role == role for at in each.roles)
        )
        return [{"country": country} for country in sorted({each.country for each in takes_part})]

    def _with_reason(self, found: list[ScenarioEdit], spoken: Spoken) -> ScenarioEdit:
        if not found:
            raise _wrong("--reason", "stands before any edit", spoken.words[0], "the flag of an edit, then --reason")
        return _edits([{**found[-1].model_dump(), "reason": spoken.words[0]}], "--reason")[0]

    def pair(self, flag: str, mentee: str, mentor: str) -> PairId:
        """Return the ids of two authorities called so."""
        return find_id(self.inputs, mentee, flag), find_id(self.inputs, mentor, flag)

    def of_pair(self, kind: str, flag: str, mentee: str, mentor: str, **more: str) -> Tree:
        """Return an edit of a pair."""
        mentee_id, mentor_id = self.pair(flag, mentee, mentor)
        return {"kind": kind, "mentee_id": mentee_id, "mentor_id": mentor_id, **more}

    def probabilities(self, texts: Sequence[str]) -> dict[str, int]:
        """Return what ``ID=PERCENT`` says, in permille by id. Raises as ``edits``."""
        found = {}
        for text in texts:
            name, mark, percent = text.rpartition("=")
            if not mark:
                raise _wrong("--probability", "is not an id with a percent", text, "ID=PERCENT, such as linz=10")
            found[self._id("--probability", name)] = likely("--probability", percent)
        return found

    def drop_out(self, text: str) -> Tree:
        """Return who drops out, and of which role where one is named."""
        name, colon, last = text.rpartition(":")
        if colon and last.upper() in Role.__members__:
            return {"kind": "DROP_OUT", "authority_id": self._id("--drop-out", name), "role": last.upper()}
        return {"kind": "DROP_OUT", "authority_id": self._id("--drop-out", text)}

    def capacity(self, name: str, role: str, places: str) -> Tree:
        """Return how many partners somebody takes."""
        low, dash, high = places.partition("-")
        numbers = {"capacity_min": low, "capacity_max": high} if dash else {"capacity_max": low}
        authority_id = self._id("--capacity", name)
        wanted = {field: _whole("--capacity", value) for field, value in numbers.items()}
        return {"kind": "CAPACITY", "authority_id": authority_id, "role": role.upper(), **wanted}

    def weights(self, text: str) -> Tree:
        """Return weights in which the terms named have the percents given, and the others what is left."""
        given: dict[Term, int] = {}
        for part in text.split(","):
            name, mark, number = part.partition("=")
            term = name.strip().upper()
            if not mark or term not in Term.__members__:
                raise _wrong("--weights", "is no term and its percent", part, f"TERM=PERCENT; {', '.join(Term)}")
            given[Term[term]] = int(_number("--weights", number, _PERCENT))
        return {"kind": "WEIGHTS", "weights": reweighed(self.inputs.programme.policy.weights, given)}

    def rule(self, text: str) -> Tree:
        """Return a hard rule and its value. A part of a rule is named with a dot."""
        name, mark, value = text.partition("=")
        first, *rest = name.strip().split(".")
        if not mark or first not in Rules.model_fields:
            near = difflib.get_close_matches(first, Rules.model_fields, n=1)
            message = f"is no rule and its value{f'. Maybe you meant {near[0]}' if near else ''}"
            raise _wrong("--rule", message, text, f"NAME=VALUE; {', '.join(Rules.model_fields)}")
        tree: Any = _value(value.strip())
        for part in reversed(rest):
            tree = {part: tree}
        return {"kind": "RULES", "fields": {first: tree}}

    def add(self, name: str) -> Tree:
        """Return who is taken in."""
        path = Path(name)
        tree = decode_json(read_small(path), path.name).tree
        return {"kind": "ADD_AUTHORITY", "authority": parse(Authority, tree, path=path.name)}

    def change(self, who: str, name: str) -> Tree:
        """Return the fields of a profile that change."""
        path = Path(name)
        fields = decode_json(read_small(path), path.name).tree
        return {"kind": "CHANGE_PROFILE", "authority_id": self._id("--change", who), "fields": fields}

    def _id(self, flag: str, name: str) -> str:
        return find_id(self.inputs, name, flag)


_MAKERS: dict[str, Callable[..., Tree]] = {
    "--drop-out": Reader.drop_out,
    "--pin": lambda reader, *pair: reader.of_pair("PIN", "--pin", *pair),
    "--unpin": lambda reader, *pair: reader.of_pair("UNPIN", "--unpin", *pair),
    "--forbid": lambda reader, *pair: reader.of_pair("FORBID", "--forbid", *pair),
    "--declined": lambda reader, *pair: reader.of_pair("FORBID", "--declined", *pair, reason="declined"),
    "--allow": lambda reader, *pair: reader.of_pair("ALLOW", "--allow", *pair),
    "--capacity": Reader.capacity,
    "--pair-limit": lambda _, text: {"kind": "PAIR_LIMIT", "pair_limit": _limit(text)},
    "--pair-min": lambda _, text: {"kind": "PAIR_MIN", "pair_min": _whole("--pair-min", text)},
    "--floor": lambda _, text: {"kind": "FLOOR", "floor_micro": floor(text)},
    "--weights": Reader.weights,
    "--rule": Reader.rule,
    "--goal": lambda _, text: {"kind": "GOAL", "goal": text.lower().replace("-", "_")},
    "--add": Reader.add,
    "--change": Reader.change,
}


def releasing(inputs: PlanInputs, edits: tuple[ScenarioEdit, ...], *, free_pins: bool) -> tuple[ScenarioEdit, ...]:
    """Return edits that take back the pins which what has happened ends: of who drops out, of pairs that are declined.

    With ``free_pins`` all pins, so that a plan that was repaired before, and pins what it kept, can be repaired again.
    Pins that ``edits`` speak of themselves are left to them.
    """
    spoken = {(edit.mentee_id, edit.mentor_id) for edit in edits if isinstance(edit, PinPair | UnpinPair)}
    ended = {(edit.mentee_id, edit.mentor_id) for edit in edits if isinstance(edit, ForbidPair)}
    gone = {(edit.authority_id, edit.role) for edit in edits if isinstance(edit, DropOut)}
    roles = inputs.programme.kind.roles
    found = []
    for pair in map(pair_of, inputs.programme.pins):
        sides = {side for one, role in zip(pair, roles, strict=True) for side in ((one, None), (one, role))}
        if pair not in spoken and (free_pins or pair in ended or sides & gone):
            found.append(UnpinPair(mentee_id=pair[0], mentor_id=pair[1], reason="ended by what happened"))
    return tuple(found)


def reweighed(weights: Weights, given: dict[Term, int]) -> dict[Term, int]:
    """Return weights of 1,000,000 micro-points in all: ``given`` as it is, the other terms in proportion.

    What does not divide goes to the largest remainders, of equals to the first term: as the ranges of weights have it.

    Raises:
        InvalidInput: where ``given`` is more than all, or leaves something to terms that all weigh nothing.
    """
    from matcher.insights.shares import shared_out

    others = {term: weights.of(term) for term in Term if term not in given}
    left = MICRO - sum(given.values())
    if left < 0 or (left and not any(others.values())):
        percent = f"{sum(given.values()) / _PERCENT:g} %"
        allowed = "at most 100 %" if left < 0 else "100 % where no other term has a weight"
        raise _wrong("--weights", "add up wrongly", percent, allowed)
    parts = shared_out(list(others.values()), left) if left else [0] * len(others)
    shared = dict(zip(others, parts, strict=True))
    return {term: given[term] if term in given else shared[term] for term in Term}


def quota(which: str, bounds: str) -> Tree:
    """Return the quota that ``RURAL:mentee`` with ``min=5`` says, or ``COUNTRY=DE`` with ``max=3``, or ``min=60%``.

    The country of ``COUNTRY=each`` is EACH.

    Raises:
        InvalidInput: where they say none.
    """
    counted, _, role = which.partition(":")
    subject, _, value = counted.upper().partition("=")
    tree: Tree = {"subject": subject.replace("-", "_")}
    if tree["subject"] == "COUNTRY" and not value:
        raise _wrong("--quota", "names no country", which, "COUNTRY=DE for one, COUNTRY=each for each by itself")
    if value:
        tree["country" if subject == "COUNTRY" else "cohesion"] = value
    if role:
        tree["role"] = role.upper()
    for bound in bounds.split(","):
        name, _, number = bound.partition("=")
        field = _BOUNDS.get((name.strip().lower(), number.endswith("%")))
        if field is None:
            raise _wrong("--quota", "is no bound", bound, "min=N, max=N, min=N%, with commas between")
        tree[field] = _whole("--quota", number.removesuffix("%"))
    return tree


def points(flag: str, text: str) -> int:
    """Return a score written in points, such as 0.25, in micro-points.

    Raises:
        InvalidInput: where it is no number of at least 0 with at most six digits after the point.
    """
    return int(_number(flag, text, MICRO))


def floor(text: str) -> int | None:
    """Return what ``--floor`` says, in micro-points; ``None`` for "none". Raises as ``points``."""
    return None if text.strip().lower() == "none" else points("--floor", text)


def percents(flag: str, text: str) -> int:
    """Return a share written in percent, such as 0.5, in micro-points. Raises as ``points``."""
    return int(_number(flag, text.removesuffix("%"), _PERCENT))


def likely(flag: str, text: str) -> int:
    """Return a probability written in percent, such as 2.5, in permille. Raises as ``points``; also above 100."""
    permille = int(_number(flag, text.removesuffix("%"), PERMILLE // 100))
    if permille > PERMILLE:
        raise _wrong(flag, "is no probability", text, "0 to 100 percent")
    return permille


def _number(flag: str, text: str, unit: int) -> Decimal:
    """Return how many of ``unit`` parts a number stands for; it must be whole."""
    digits = len(str(unit)) - 1
    try:
        value = Decimal(text.strip()) * unit
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or value < 0 or value != value.to_integral_value():
        raise _wrong(
            flag, "is no number that can be counted here", text, f"0 or more, at most {digits} digits after the point"
        )
    return value


def _whole(flag: str, text: str) -> int:
    if not text.strip().isdecimal():
        raise _wrong(flag, "is no whole number", text, "0, 1, 2 ...")
    return int(text)


def _limit(text: str) -> int | None:
    return None if text.lower() == "none" else _whole("--pair-limit", text)


def _value(text: str) -> Any:
    """Return what a value stands for: JSON, yes or no, a list with commas, else the text itself."""
    if text.lower() in _SWITCH:
        return _SWITCH[text.lower()]
    try:
        return json.loads(text)
    except ValueError:
        return text.split(",") if "," in text else text


def _edits(trees: list[Tree], flag: str) -> tuple[ScenarioEdit, ...]:
    try:
        return parse_edits(trees)
    except InvalidInput as refused:
        told = refused.violations
        if flag in _WITH_FIELDS:
            raise InvalidInput(replace(one, path=one.path.replace("edits[0]", flag, 1)) for one in told) from None
        raise InvalidInput(replace(one, path=flag) for one in told) from None


def _wrong(flag: str, message: str, value: str, allowed: str) -> InvalidInput:
    return InvalidInput.one(flag, Fault.BAD_FORMAT, message, value=value, allowed=allowed)
