"""The model tree, walked: its leaves, and random values for every one of them. A new field is in both at once."""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from matcher.profiles.application import OWN_WEIGHTS_SUM
from matcher.profiles.columns import COUNTRY_CHOICES, LANGUAGE_CHOICES
from matcher.profiles.types import (
    Authority,
    HostedVisit,
    Origins,
    OwnWeights,
    PastPairing,
    RoleTerms,
    Territory,
    Window,
)

TELLING = "=+-@'\";,\\:\n\t\r x"  # what the forms of a file treat in a special way
VOCABULARIES = {"_known_country": COUNTRY_CHOICES, "_known_language": LANGUAGE_CHOICES}


@dataclass(frozen=True)
class Leaf:
    """A type without wrapping, and what limits it."""

    kind: Any
    limits: tuple[Any, ...]

    def limit(self, which: type) -> Any:
        return next((getattr(found, which.__name__.lower()) for found in self.limits if isinstance(found, which)), None)

    @property
    def vocabulary(self) -> tuple[str, ...]:
        if isinstance(self.kind, type) and issubclass(self.kind, StrEnum):
            return tuple(code.value for code in self.kind)
        names = [found.func.__name__ for found in self.limits if isinstance(found, AfterValidator)]
        return next((VOCABULARIES[name] for name in names if name in VOCABULARIES), ())


def _bare(annotation: Any, limits: tuple[Any, ...] = ()) -> Leaf:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        flat = [part for found in more for part in (found.metadata if isinstance(found, FieldInfo) else (found,))]
        return _bare(inner, (*limits, *flat))
    if get_origin(annotation) in (Union, types.UnionType):
        return _bare(next(part for part in get_args(annotation) if part is not type(None)), limits)
    return Leaf(annotation, limits)


def _hints(model: type[BaseModel]) -> dict[str, tuple[Leaf, bool]]:
    """Every field: its type, and whether it may be left out."""
    hints = typing.get_type_hints(model, include_extras=True)
    return {
        name: (_bare(hints[name], tuple(info.metadata)), not info.is_required())
        for name, info in model.model_fields.items()
    }


def leaves(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, Leaf]]:
    """Yield the path of every leaf; ``[]`` is an entry of a list, ``{key}`` and ``{value}`` are those of a map."""
    for name, (leaf, _) in _hints(model).items():
        yield from _below(leaf, f"{path}.{name}" if path else name)


def _below(leaf: Leaf, path: str) -> Iterator[tuple[str, Leaf]]:
    origin = get_origin(leaf.kind)
    if origin is tuple:
        yield from _below(_bare(get_args(leaf.kind)[0]), f"{path}[]")
    elif origin is dict and _bare(get_args(leaf.kind)[1]).vocabulary:
        key, value = (_bare(part) for part in get_args(leaf.kind))
        yield from ((f"{path}.{code}", value) for code in key.vocabulary)  # few codes: a column each
    elif origin is dict:
        for part, annotation in zip(("{key}", "{value}"), get_args(leaf.kind), strict=True):
            yield path + part, _bare(annotation)
    elif issubclass(leaf.kind, BaseModel):
        yield from leaves(leaf.kind, path)
    else:
        yield path, leaf


def random_trees(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for plain data that ``model`` accepts; what may be left out is, half the time."""
    required = {name: _values(leaf) for name, (leaf, optional) in _hints(model).items() if not optional}
    optional = {name: _values(leaf) for name, (leaf, may) in _hints(model).items() if may}
    trees = st.fixed_dictionaries(required, optional=optional)
    return trees.map(_MENDED[model]) if model in _MENDED else trees


def _values(leaf: Leaf) -> st.SearchStrategy[Any]:
    origin = get_origin(leaf.kind)
    if leaf.vocabulary:
        return st.sampled_from(leaf.vocabulary)
    if origin is tuple:
        most = min(next((found.max_length for found in leaf.limits if isinstance(found, MaxLen)), 4), 4)
        return st.lists(_values(_bare(get_args(leaf.kind)[0])), max_size=most)
    if origin is dict:
        key, value = (_values(_bare(part)) for part in get_args(leaf.kind))
        return st.dictionaries(key, value, min_size=1, max_size=4)
    if issubclass(leaf.kind, BaseModel):
        return random_trees(leaf.kind)
    return _scalars(leaf)


def _scalars(leaf: Leaf) -> st.SearchStrategy[Any]:
    if leaf.kind is bool:
        return st.booleans()
    if leaf.kind is dt.date:
        return st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)).map(dt.date.isoformat)
    if leaf.kind is int:
        return st.integers(leaf.limit(Ge), leaf.limit(Le))
    if leaf.kind is float:
        least = leaf.limit(Ge)
        return st.floats(leaf.limit(Gt) if least is None else least, leaf.limit(Le), exclude_min=least is None)
    return _texts(next(found for found in leaf.limits if isinstance(found, StringConstraints)))


def _texts(limits: StringConstraints) -> st.SearchStrategy[str]:
    pattern, least, most = str(limits.pattern), limits.min_length or 0, min(limits.max_length or 60, 60)
    if pattern.startswith("^[^"):
        letters = st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from(TELLING))
        alphabet = letters.filter(lambda letter: letter == "\r" or re.fullmatch(pattern, letter))
        written = st.text(alphabet, max_size=most).map(str.strip).map(lambda text: text or "x" * least)
        return written if r"\x00-\x1f" not in pattern else written.map(lambda text: text.replace("\r", ""))
    if pattern.startswith("^https"):
        return st.text("abc/?=;,&", max_size=20).map(lambda rest: f"https://example.org/{rest}")
    return st.from_regex(pattern.replace("$", r"\Z"), fullmatch=True).filter(lambda text: least <= len(text) <= most)


def _mended_authority(tree: dict[str, Any]) -> dict[str, Any]:
    for name, key in (("needs", "code"), ("offers", "code"), ("roles", "role"), ("languages", "code")):
        if name in tree:
            tree[name] = list({entry[key]: entry for entry in tree[name]}.values())
    preferences = tree.get("preferences", {})
    taken = {tree["id"]}
    for name in ("wishes", "avoid"):
        fresh = {entry["authority_id"]: entry for entry in preferences.get(name, ())}
        preferences[name] = [entry for identity, entry in fresh.items() if identity not in taken]
        taken |= set(fresh)
    if tree.get("parent_authority_id") == tree["id"]:
        del tree["parent_authority_id"]
    return tree | ({"preferences": preferences} if preferences else {})


def _mended_territory(tree: dict[str, Any]) -> dict[str, Any]:
    return tree if ("lat" in tree) == ("lon" in tree) else {k: v for k, v in tree.items() if k not in ("lat", "lon")}


def _mended_origins(tree: dict[str, Any]) -> dict[str, Any]:
    return tree | {"shares": {group: share / len(tree["shares"]) for group, share in tree["shares"].items()}}


def _mended_terms(tree: dict[str, Any]) -> dict[str, Any]:
    low, high = sorted((tree.get("capacity_min", 0), tree.get("capacity_max", 1)))
    return tree | {"capacity_min": low, "capacity_max": high}


def _mended_visit(tree: dict[str, Any]) -> dict[str, Any]:
    low, high = sorted((tree.get("visitors_min", 1), tree.get("visitors_max", 3)))
    return tree | {"visitors_min": low, "visitors_max": high}


def _mended_window(tree: dict[str, Any]) -> dict[str, Any]:
    start, end = sorted((tree["start"], tree["end"]))
    return {"start": start, "end": end}


def _mended_pairing(tree: dict[str, Any]) -> dict[str, Any]:
    return tree | ({"mentee_id": "somebody-else"} if tree["mentee_id"] == tree["mentor_id"] else {})


def _mended_own_weights(tree: dict[str, Any]) -> dict[str, Any]:
    shared = {name: weight // len(OwnWeights.model_fields) for name, weight in tree.items()}
    return shared | {"FIT": OWN_WEIGHTS_SUM - sum(weight for name, weight in shared.items() if name != "FIT")}


_MENDED: dict[type[BaseModel], Any] = {
    Authority: _mended_authority,
    Territory: _mended_territory,
    Origins: _mended_origins,
    RoleTerms: _mended_terms,
    HostedVisit: _mended_visit,
    Window: _mended_window,
    PastPairing: _mended_pairing,
    OwnWeights: _mended_own_weights,
}
