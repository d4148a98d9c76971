"""The digest of edited inputs, from pieces of text that are kept: only profiles that changed are written again.

The same figure as ``matcher.plans.publishing.digest``: a test holds the two together.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from functools import cached_property
from typing import Any, Final

from matcher.plans import publishing
from matcher.plans.inputs import confidential_pairs
from matcher.plans.types import PairRequest, PlanInputs, Programme
from matcher.profiles.types import Authority
from matcher.scenarios.delta import Delta
from matcher.scoring.setting import PairId

STEP: Final = 16  # profiles between two hashes kept


class Digests:
    """What is kept of the inputs of a base: the text of each profile, and hashes begun on the way through them."""

    def __init__(self, inputs: PlanInputs) -> None:
        self._inputs = inputs
        self._last: tuple[object, PlanInputs, str] | None = None  # key, what it names, text

    @cached_property
    def _texts(self) -> list[bytes]:
        return [_text(bare) for bare in publishing.proof_inputs(self._inputs).authorities]

    @cached_property
    def _begun(self) -> list[Any]:
        """Hashes after 0, STEP, 2 STEP ... profiles; the last one after all of them."""
        begun = [hashlib.sha256(b'{"authorities":[')]
        texts = self._texts
        for first in range(0, len(texts), STEP):
            after = begun[-1].copy()
            after.update(_joined(texts[first : first + STEP], first))
            begun.append(after)
        return begun

    def of(self, delta: Delta) -> str:
        """Return the SHA-256 of what a plan of the edited inputs depends on."""
        inputs = delta.inputs
        if not delta.changed and not delta.removed:
            begun = self._begun[-1].copy()
        else:
            texts, first = self._edited(delta)
            same = first // STEP
            begun = self._begun[same].copy()
            begun.update(_joined(texts[same * STEP :], same * STEP))
        begun.update(f"],{self._rest(inputs, self._secret(delta))[1:]}".encode())
        return str(begun.hexdigest())

    def _edited(self, delta: Delta) -> tuple[list[bytes], int]:
        """Return the texts of all profiles now, and the place of the first one that differs."""
        texts, ids = list(self._texts), self._ids
        now = {one.id: self._fresh(one) for one in delta.changed}
        places = sorted((bisect_left(ids, one), one) for one in (*now, *delta.removed))
        for at, one in reversed(places):
            known = at < len(ids) and ids[at] == one
            texts[at : at + known] = [now[one]] if one in now else []
        return texts, places[0][0]

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

    def _rest(self, inputs: PlanInputs, secret: list[PairId]) -> str:
        """Return the text of everything but the profiles."""
        key = id(inputs.programme), id(inputs.past_pairings), tuple(secret)
        known = self._last
        if known is not None and known[0] == key:
            return known[2]
        bare = publishing.proof_inputs(inputs.model_copy(update={"authorities": (), "past_pairings": ()}))
        programme = bare.programme.model_dump(mode="json")
        publishing._leave_out(Programme, [programme])
        publishing._leave_out(PairRequest, [*programme["pins"], *programme["forbids"]])
        names = [{"mentee_id": a, "mentor_id": b} for a, b in secret]
        past = [one.model_dump(mode="json") for one in inputs.past_pairings]
        text = _json({"not_available": names, "past_pairings": past, "programme": programme})
        self._last = key, inputs, text
        return text

    def _fresh(self, one: Authority) -> bytes:
        alone = self._inputs.model_copy(update={"authorities": (one,), "past_pairings": (), "not_available": ()})
        return _text(publishing.proof_inputs(alone).authorities[0])


def _text(bare: Authority) -> bytes:
    tree = bare.model_dump(mode="json")
    publishing._leave_out(Authority, [tree])
    return _json(tree).encode()


def _joined(texts: list[bytes], first: int) -> bytes:
    """Return the texts of a list from entry ``first`` on."""
    joined = b",".join(texts)
    return b"," + joined if first and texts else joined


def _json(tree: Any) -> str:
    return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
