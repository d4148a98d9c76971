"""What must hold between the records of one file, whatever its form.

A wish, an avoided partner, a parent or a past pairing may name an authority that is not in the file: a programme is
loaded in several files, and a parent (say a province) need not take part. Within the file, ids and past pairings are
unique and no authority is its own ancestor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from matcher import limits
from matcher.errors import Fault, InvalidFile, LimitExceeded, Violation, shown
from matcher.profiles.bounds import enough
from matcher.profiles.formats import Profiles
from matcher.profiles.repeats import text_at
from matcher.profiles.types import Authority, PastPairing
from matcher.profiles.validation import check_all

Trees = Sequence[Any]
Words = Callable[[str], str]
_RING_SHOWN = 10


def build(
    authorities: Trees, past_pairings: Trees, *, faults: Sequence[Violation] = (), words: Words = str
) -> Profiles:
    """Return the validated records of a file.

    Args:
        authorities: one tree of plain values per authority.
        past_pairings: likewise, one per past pairing.
        faults: what was already found wrong with the file.
        words: how a message names the place of a field path.

    Raises:
        InvalidFile: with ``faults`` and every further fault, paths as in the JSON form.
        LimitExceeded: where there are more records than a programme can hold.
    """
    _within_limits(authorities, past_pairings)
    parsed, violations = check_all(Authority, authorities, path="authorities", words=words)
    pairings, pairing_violations = check_all(PastPairing, past_pairings, path="past_pairings")
    between = chain(_ids_twice(authorities, words), _pairings_twice(past_pairings, words), _own_ancestors(authorities))
    every = enough(chain(faults, violations, pairing_violations, between))
    if not every and not authorities and not past_pairings:
        every = [Violation("authorities", Fault.MISSING, "the file holds no authorities", allowed="at least 1")]
    if every:
        raise InvalidFile(every)
    return Profiles(authorities=parsed, past_pairings=pairings)


def _within_limits(authorities: Trees, past_pairings: Trees) -> None:
    if len(authorities) > limits.AUTHORITIES_MAX:
        raise LimitExceeded("authorities in a file", len(authorities), limits.AUTHORITIES_MAX)
    if len(past_pairings) > limits.PAST_PAIRINGS_MAX:
        raise LimitExceeded("past pairings in a file", len(past_pairings), limits.PAST_PAIRINGS_MAX)


def _ids_twice(authorities: Trees, words: Words) -> Iterator[Violation]:
    first: dict[str, int] = {}
    for index, tree in enumerate(authorities):
        identity = text_at(tree, "id")
        if identity and first.setdefault(identity, index) != index:
            message = f"this id is taken by {words(f'authorities[{first[identity]}]')}"
            yield Violation(f"authorities[{index}].id", Fault.DUPLICATE, message, shown(identity), "an id of its own")


def _pairings_twice(past_pairings: Trees, words: Words) -> Iterator[Violation]:
    first: dict[tuple[Any, ...], int] = {}
    for index, tree in enumerate(past_pairings):
        if not isinstance(tree, Mapping):
            continue
        key = tuple(str(tree.get(name)) for name in ("mentor_id", "mentee_id", "year", "theme"))
        if first.setdefault(key, index) != index:
            message = f"same mentor, mentee, year and theme as {words(f'past_pairings[{first[key]}]')}"
            yield Violation(f"past_pairings[{index}]", Fault.DUPLICATE, message)


def _own_ancestors(authorities: Trees) -> Iterator[Violation]:
    parent = {text_at(tree, "id"): text_at(tree, "parent_authority_id") for tree in authorities}
    settled: set[str] = {""}
    for index, tree in enumerate(authorities):
        trail: dict[str, int] = {}
        step = text_at(tree, "id")
        while step not in settled and step not in trail:
            trail[step] = len(trail)
            step = parent.get(step, "")
        if step in trail and len(ring := list(trail)[trail[step] :]) > 1:  # a ring of one is Authority's own fault
            shown_ring = ", ".join(ring[:_RING_SHOWN]) + (
                f", and {more} more" if (more := len(ring) - _RING_SHOWN) > 0 else ""
            )
            message = f"these authorities are each other's parents: {shown_ring}"
            yield Violation(f"authorities[{index}].parent_authority_id", Fault.CONTRADICTION, message)
        settled.update(trail)
