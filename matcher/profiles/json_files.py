"""Profiles as JSON: ``{"authorities": [...], "past_pairings": [...]}``, or a bare list of authorities.

The keys ``programme`` and ``not_available`` next to them are left alone, so that one file can hold all that a plan
depends on; any other key is refused. Keys given twice are refused as well: JSON leaves open which of the two counts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from matcher import limits
from matcher.errors import Fault, InvalidFile, LimitExceeded, Violation, shown
from matcher.profiles.bounds import enough
from matcher.profiles.consistency import build
from matcher.profiles.formats import Profiles

LISTS = ("authorities", "past_pairings")
LEFT_ALONE = ("programme", "not_available")
_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class _Twice(dict[str, Any]):
    """An object of the file in which ``keys`` stand more than once."""

    keys_twice: tuple[str, ...] = ()


def read_json(data: bytes, name: str) -> Profiles:
    """Return the profiles in ``data``. ``name`` is the file's, for messages.

    Raises:
        InvalidFile: with every fault and its path.
    """
    return profiles_of(decode_json(data, name), name)


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded JSON document, and the keys that stand twice in an object of it."""

    tree: Any
    twice: tuple[Violation, ...]


def profiles_of(document: Document, name: str) -> Profiles:
    """Return the profiles in a decoded document. Raises as ``read_json``."""
    tree, faults = document.tree, list(document.twice)
    if isinstance(tree, list):
        return build(tree, [], faults=faults)
    if not isinstance(tree, dict):
        raise InvalidFile.one("(whole)", Fault.WRONG_TYPE, f"{name} holds no profiles", value=tree, allowed=_FORMS)
    for key in sorted(tree.keys() - {*LISTS, *LEFT_ALONE})[: limits.VIOLATIONS_KEPT_MAX + 1]:
        faults.append(
            Violation(shown(key), Fault.UNKNOWN_FIELD, "is not a field of a profile file", allowed=", ".join(LISTS))
        )
    authorities, past_pairings = (_list(tree, key, faults) for key in LISTS)
    return build(authorities, past_pairings, faults=sorted(faults, key=lambda fault: fault.path))


_FORMS = "an object with authorities and past_pairings, or a list of authorities"


def _list(tree: dict[str, Any], key: str, faults: list[Violation]) -> list[Any]:
    value = tree.get(key, [])
    if isinstance(value, list):
        return value
    faults.append(Violation(key, Fault.WRONG_TYPE, "must be a list", shown(value), "a list"))
    return []


def decode_json(data: bytes, name: str) -> Document:
    """Return a JSON document as plain values.

    Raises:
        InvalidFile: where it is not JSON in UTF-8.
        LimitExceeded: where it is too large.
    """
    if len(data) > limits.FILE_BYTES_MAX:
        raise LimitExceeded(f"bytes of {name}", len(data), limits.FILE_BYTES_MAX)
    try:
        text = data.decode("utf-8-sig")
        marked: list[_Twice] = []
        tree = json.loads(text, object_pairs_hook=partial(_object, marked))
        if _LONE_SURROGATE.search(text):
            json.dumps(tree, ensure_ascii=False).encode()  # half a character cannot be stored or sent on
    except UnicodeError:
        raise InvalidFile.one("(whole)", Fault.BAD_FORMAT, f"{name} is not UTF-8 text", allowed="UTF-8") from None
    except RecursionError:
        raise InvalidFile.one("(whole)", Fault.BAD_FORMAT, f"{name} is nested too deeply", allowed="JSON") from None
    except ValueError as error:
        raise InvalidFile.one("(whole)", Fault.BAD_FORMAT, f"{name} is not JSON: {error}", allowed="JSON") from None
    return Document(tree, tuple(enough(_keys_twice(tree))) if marked else ())


def _object(found: list[_Twice], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    times = Counter(key for key, _ in pairs)
    marked = _Twice(plain)
    marked.keys_twice = tuple(sorted(key for key, count in times.items() if count > 1))
    found.append(marked)
    return marked


def _keys_twice(tree: Any) -> Iterator[Violation]:
    waiting = [("", tree)]  # not by recursion: the document may be nested as deeply as its decoder bears
    while waiting:
        path, item = waiting.pop()
        if isinstance(item, list):
            inside = [(f"{path or 'authorities'}[{index}]", entry) for index, entry in enumerate(item)]
        elif isinstance(item, dict):
            for key in getattr(item, "keys_twice", ()):
                yield Violation(
                    _under(path, shown(key)), Fault.DUPLICATE, "this key stands twice in its object", allowed="once"
                )
            inside = [(_under(path, key), entry) for key, entry in item.items()]
        else:
            continue
        waiting.extend((place, entry) for place, entry in reversed(inside) if isinstance(entry, list | dict))


def _under(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def write_json(profiles: Profiles) -> bytes:
    """Return ``profiles`` as JSON, one record per line. What is unknown, or as the schema presumes, is left out."""
    lists = []
    for key, records in zip(LISTS, (profiles.authorities, profiles.past_pairings), strict=True):
        trees = [record.model_dump(mode="json", exclude_defaults=True) for record in records]
        lines = ",\n".join(json.dumps(tree, ensure_ascii=False) for tree in trees)
        lists.append(f"{json.dumps(key)}: [\n{lines}\n]" if lines else f"{json.dumps(key)}: []")
    return ("{" + ",\n".join(lists) + "}\n").encode()
