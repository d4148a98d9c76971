"""The digest of edited inputs, from pieces of text that are kept: only profiles that changed are written again.

The same figure as ``matcher.plans.publishing.digest``: a test holds the two together. Cost: one hash over the text from
the first profile that changed on.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from matcher.plans.inputs import confidential_pairs
from matcher.plans.publishing import digest_rest, digest_text
from matcher.plans.types import PlanInputs
from matcher.scenarios.delta import Delta
from matcher.scoring.setting import PairId

STEP: Final = 16  # profiles between two hashes kept


class Digests:
    """What is kept of the inputs of a base: the text of all profiles, and hashes begun on the way through it."""

    def __init__(self, inputs: PlanInputs) -> None:
        self._inputs = inputs
        self._last: tuple[object, PlanInputs, bytes] | None = None  # key, what it names, text

    @cached_property
    def _written(self) -> tuple[memoryview, list[int]]:
        """The texts of all profiles, each with a comma after it; where each begins, and where the last one ends."""
        texts = [digest_text(one) + b"," for one in self._inputs.authorities]
        return memoryview(b"".join(texts)), [0, *accumulate(map(len, texts))]

    @cached_property
    def _begun(self) -> list[Any]:
        """Hashes of what stands before the text of profile 0, STEP, 2 STEP ..."""
        begun, (text, start) = [hashlib.sha256(b'{"authorities":[')], self._written
        for first in range(0, len(start) - 1 - STEP, STEP):
            after = begun[-1].copy()
            after.update(text[start[first] : start[first + STEP]])
            begun.append(after)
        return begun

    def of(self, delta: Delta) -> str:
        """Return the SHA-256 of what a plan of the edited inputs depends on."""
        return self._hashed(delta, self._rest(delta.inputs, self._secret(delta)))

    def _hashed(self, delta: Delta, rest: bytes) -> str:
        """Hash what stands before the first profile that differs, the profiles from there on, and the rest."""
        ids, (text, start) = self._ids, self._written
        fresh = {one.id: digest_text(one) + b"," for one in delta.changed}
        places = sorted((bisect_left(ids, one), one) for one in (*fresh, *delta.removed))
        first = max(0, (places[0][0] if places else len(ids)) - 1) // STEP  # with at least one profile to follow
        parts: list[bytes | memoryview] = []
        at = first * STEP
        for place, one in places:
            parts += [text[start[at] : start[place]], fresh.get(one, b"")]
            at = place + (place < len(ids) and ids[place] == one)
        parts.append(text[start[at] :])
        begun, parts = self._begun[first].copy(), [part for part in parts if part]
        if parts:
            parts[-1] = parts[-1][:-1]  # no comma after the last
        for part in parts:
            begun.update(part)
        begun.update(rest)
        return str(begun.hexdigest())

    @cached_property
    def _ids(self) -> list[str]:
        return [one.id for one in self._inputs.authorities]

    @cached_property
    def _known_secret(self) -> list[PairId]:
        return confidential_pairs(self._inputs)

    def _secret(self, delta: Delta) -> list[PairId]:
        """Return the pairs that are confidentially out: those of the base, where nobody says otherwise."""
        if not delta.secrets_stay or delta.inputs.not_available:
            return confidential_pairs(delta.inputs)
        left = set(delta.removed)
        return [pair for pair in self._known_secret if left.isdisjoint(pair)] if left else self._known_secret

    def _rest(self, inputs: PlanInputs, secret: list[PairId]) -> bytes:
        """Return the text of everything but the profiles."""
        key = id(inputs.programme), id(inputs.past_pairings), tuple(secret)
        known = self._last
        if known is not None and known[0] == key:
            return known[2]
        text = f"],{digest_rest(inputs, secret)[1:]}".encode()
        self._last = key, inputs, text
        return text
