"""From the words of a command line to the inputs of a plan."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import typer
from rich.console import Console

from matcher import limits
from matcher.cli.cells import plain
from matcher.cli.flags import Kind, Side, kind_of_role
from matcher.cli.progress import waiting
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.library import bundle_of, plan_inputs, read_inputs, read_profiles_file, with_kind
from matcher.plans import remarks
from matcher.plans.types import PlanInputs, Programme
from matcher.plans.wording import sentence
from matcher.profiles.json_files import decode_json
from matcher.profiles.validation import parse, parse_json
from matcher.scoring.policy import Policy

FIXTURES = Path(__file__).parents[2] / "fixtures"
DEMO = FIXTURES / "demo.json"
EXCHANGE_DEMO = FIXTURES / "exchange.json"
_FORM: Final = "matcher-bundle/"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the flags of a verb change in the programme of the file."""

    programme: Path | None = None
    policy: Path | None = None
    pair_limit: int | None = None
    pair_min: int | None = None
    goal: str | None = None
    kind: Kind | None = None
    role: Side | None = None  # stands for the kind it belongs to where nothing names one
    themes: str | None = None  # codes with commas between
    cycle_length_max: int | None = None
    search_seconds: int | None = None
    budget_eur: int | None = None
    floor_micro: int | None = None


def load(file: Path | None, overrides: Overrides | None = None) -> PlanInputs:
    """Return the inputs in ``file``, or the demo's, changed by ``overrides``. What was assumed is said on stderr.

    Raises:
        InvalidInput: with every fault of the file.
        LimitExceeded: where a file is too large.
        OSError: where a file cannot be read.
    """
    overrides = overrides or Overrides()
    programme = None if overrides.programme is None else parse_json(Programme, read_small(overrides.programme))
    saved = None if file is None else saved_plan(file)
    if file is not None and saved is not None:
        taken = "its profiles and its programme are" if programme is None else "its profiles are"
        note(f"{file.name} is a saved plan: {taken} taken.")
        if programme is not None:
            saved = plan_inputs(programme, saved.authorities, saved.past_pairings)
        return _changed(saved, overrides)
    kind = overrides.kind or _named_kind(programme, overrides.role)
    path = file or _demo(kind or Kind.MENTORING)
    if programme is None:
        with waiting(f"reading {path.name}"):
            inputs = read_inputs(path)
        assumed = inputs.programme.id == "programme"
        if file is None or assumed:
            overrides = replace(overrides, kind=kind)
        if file is not None and assumed:
            dates = f"{inputs.programme.starts} to {inputs.programme.ends}"
            told = f"{path.name} names no programme: default policy, {dates}"
            note(f"{told}. Maybe describe one in a file: docs/programme.md")
    else:
        with waiting(f"reading {path.name}"):
            profiles = read_profiles_file(path)
        inputs = plan_inputs(programme, profiles.authorities, profiles.past_pairings)
    changed = _changed(inputs, overrides)
    for remark in remarks(changed, with_confidential=True):  # whoever gives the file may read its avoid lists
        note(f"Note: {sentence(remark)}")
    for role in dict.fromkeys(changed.programme.kind.roles):
        if all(one.role(role) is None for one in changed.authorities):
            note(f"Note: nobody takes part as {role.lower()}, so there is nothing to plan; see the sheet roles")
    return changed


def saved_plan(file: Path) -> PlanInputs | None:
    """Return the inputs in a bundle that ``--save OUT.json`` wrote; ``None`` for any other file. Raises as ``load``."""
    data = read_small(file) if file.suffix.lower() == ".json" else b""
    return bundle_of(data)[0] if is_bundle(data, file.name) else None


def is_bundle(data: bytes, name: str) -> bool:
    """Return whether ``data`` is a bundle, by its first field."""
    tree = decode_json(data, name).tree if _FORM.encode() in data[:200] else None
    return isinstance(tree, dict) and str(tree.get("format", "")).startswith(_FORM)


def _named_kind(programme: Programme | None, role: Side | None) -> Kind | None:
    if programme is not None:
        return Kind[programme.kind.name]
    return None if role is None else kind_of_role(role)


def _demo(kind: Kind) -> Path:
    """Return the demo of mentoring, or that of exchanges."""
    demo = DEMO if kind is Kind.MENTORING else EXCHANGE_DEMO
    if not demo.exists():
        raise typer.BadParameter("FILE is missing, and the demo is not installed")
    what = "" if demo is DEMO else "exchange "
    note(f"No FILE given: using the bundled demo {what}programme, whose applications are illustrative.")
    return demo


def _changed(inputs: PlanInputs, overrides: Overrides) -> PlanInputs:
    """Return ``inputs`` with the programme as the flags have it: first its kind, then the terms of that kind."""
    programme, changes = inputs.programme, _changes(overrides)
    if overrides.kind is not None:
        programme = with_kind(programme, overrides.kind.name)
    if overrides.budget_eur is not None:
        changes["visits"] = {**programme.visits.model_dump(), "budget_eur": overrides.budget_eur}
    if changes:
        programme = parse(Programme, {**programme.model_dump(), **changes}, path="programme")
    return inputs if programme is inputs.programme else inputs.model_copy(update={"programme": programme})


def _changes(overrides: Overrides) -> dict[str, object]:
    given = {
        "goal": overrides.goal,
        "pair_limit": overrides.pair_limit,
        "pair_min": overrides.pair_min,
        "cycle_length_max": overrides.cycle_length_max,
        "search_seconds": overrides.search_seconds,
        "floor_micro": overrides.floor_micro,
    }
    changes: dict[str, object] = {field: value for field, value in given.items() if value is not None}
    if overrides.policy is not None:
        changes["policy"] = parse_json(Policy, read_small(overrides.policy))
    if overrides.themes is not None:
        changes["themes"] = tuple(code.strip().upper() for code in overrides.themes.split(",") if code.strip())
    return changes


def read_small(path: Path) -> bytes:
    """Return the content of a file within the limit on files."""
    with path.open("rb") as file:  # not by its size: a device or a pipe says 0
        data = file.read(limits.FILE_BYTES_MAX + 1)
    if len(data) > limits.FILE_BYTES_MAX:
        raise LimitExceeded(f"bytes of {path.name}", max(len(data), path.stat().st_size), limits.FILE_BYTES_MAX)
    return data


def note(text: str) -> None:
    """Say something about the work, beside the result."""
    Console(stderr=True, markup=False, highlight=False).print(plain(text))


def split(words: list[str], *last: str) -> tuple[Path | None, list[str]]:
    """Return the optional FILE and the required words after it.

    Args:
        words: what stands on the command line.
        last: names of the required words, for the message.

    Raises:
        typer.BadParameter: for any other number of words.
    """
    if len(words) == len(last):
        return None, words
    if len(words) == len(last) + 1:
        return Path(words[0]), words[1:]
    raise typer.BadParameter(f"expected [FILE] {' '.join(last)}; found {len(words)} words")


def find_id(inputs: PlanInputs, text: str, path: str = "authority") -> str:
    """Return the id of the authority called ``text``: an id, or a name that only one authority bears.

    Names are found in English or in the language of the place, in any case, with or without accents. ``path`` says in
    messages where the name stands.

    Raises:
        InvalidInput: where there is none, or more than one; the message lists them, or the nearest.
    """
    if any(authority.id == text for authority in inputs.authorities):
        return text
    called: dict[str, list[str]] = {}
    for authority in inputs.authorities:
        for name in {_bare(authority.id), _bare(authority.name), _bare(authority.name_local or authority.name)}:
            called.setdefault(name, []).append(authority.id)
    named = called.get(_bare(text), [])
    if len(named) == 1:
        return named[0]
    near = named or [called[name][0] for name in difflib.get_close_matches(_bare(text), called, n=5, cutoff=0.5)]
    message = "is the name of several authorities" if named else "is not an authority of this file"
    advice = f". Maybe you meant {' or '.join(sorted(set(near)))}" if near else ""
    allowed = "the id or the name of an authority of the file"
    raise InvalidInput.one(path, Fault.UNKNOWN_REFERENCE, message + advice, value=text, allowed=allowed)


def _bare(name: str) -> str:
    """Return a name in small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
