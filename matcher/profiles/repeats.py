"""Contradictions inside one raw profile, each at its own field.

``Authority`` refuses the same, but only once all its fields are sound, and at the authority as a whole. A file is to be
mended in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from matcher.errors import Fault, Violation, shown

_UNIQUE = (
    ("needs", "code"),
    ("offers", "code"),
    ("roles", "role"),
    ("languages", "code"),
    ("preferences.wishes", "authority_id"),
)
_PARTNERS = ("preferences.wishes", "preferences.avoid")


def faults_within(tree: Any, path: str, words: Callable[[str], str]) -> Iterator[Violation]:
    """Yield what is listed twice or names the authority itself in the profile at ``path``."""
    head = f"{path}." if path else ""
    for place, key in _UNIQUE:
        yield from _twice(_texts(tree, place, key), f"{head}{place}", key, words)
    yield from _named_itself(tree, head)
    wished = {partner for _, partner in _texts(tree, "preferences.wishes", "authority_id")}
    for position, partner in _texts(tree, "preferences.avoid", "authority_id"):
        if partner in wished:
            where = f"{head}preferences.avoid[{position}].authority_id"
            yield Violation(where, Fault.CONTRADICTION, "is also among the wishes", shown(partner))


def _twice(texts: list[tuple[int, str]], place: str, key: str, words: Callable[[str], str]) -> Iterator[Violation]:
    first: dict[str, int] = {}
    for position, text in texts:
        if first.setdefault(text.casefold(), position) != position:
            message = f"stands already in {words(f'{place}[{first[text.casefold()]}]')}"
            yield Violation(f"{place}[{position}].{key}", Fault.DUPLICATE, message, shown(text))


def _named_itself(tree: Any, head: str) -> Iterator[Violation]:
    identity = text_at(tree, "id")
    named = [
        (f"{place}[{n}].authority_id", text) for place in _PARTNERS for n, text in _texts(tree, place, "authority_id")
    ]
    for place, text in [("parent_authority_id", text_at(tree, "parent_authority_id")), *named]:
        if identity and text == identity:
            yield Violation(f"{head}{place}", Fault.CONTRADICTION, "names the authority itself", shown(text))


def _texts(tree: Any, place: str, key: str) -> list[tuple[int, str]]:
    for part in place.split("."):
        tree = tree.get(part) if isinstance(tree, Mapping) else None
    items = tree if isinstance(tree, list | tuple) else ()
    return [(position, text) for position, item in enumerate(items) if (text := text_at(item, key))]


def text_at(tree: Any, key: str) -> str:
    """Return the text under ``key``, stripped; "" where there is none."""
    value = tree.get(key) if isinstance(tree, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def refuse_repeats(authority: Any) -> None:
    """Refuse what is listed twice or names the authority itself in a valid ``Authority``.

    Raises:
        ValueError: naming the first of them.
    """
    preferences = authority.preferences
    for place, key in _UNIQUE:
        above = preferences if place.startswith("preferences.") else authority
        _refuse_twice(place, [getattr(entry, key) for entry in getattr(above, place.rpartition(".")[2])])
    for field in ("wishes", "avoid"):
        if any(entry.authority_id == authority.id for entry in getattr(preferences, field)):
            raise ValueError(f"preferences.{field} names the authority itself ({authority.id})")
    if authority.parent_authority_id == authority.id:
        raise ValueError(f"parent_authority_id names the authority itself ({authority.id})")
    both = {wish.authority_id for wish in preferences.wishes} & {entry.authority_id for entry in preferences.avoid}
    if both:
        raise ValueError(f"preferences.wishes and preferences.avoid both name {min(both)}")


def _refuse_twice(field: str, values: list[Any]) -> None:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{field} lists {value} twice")
        seen.add(value)
