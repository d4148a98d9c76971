"""The digest of edited inputs, from pieces of text that are kept: only profiles that changed are written again.

The same figure as ``matcher.plans.publishing.digest``: a test holds the two together.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Any

from matcher.plans import publishing
from matcher.plans.inputs import confidential_pairs
from matcher.plans.types import PairRequest, PlanInputs, Programme
from matcher.profiles.types import Authority


class Digests:
    """What is kept of the inputs of a base: the text of each profile as the digest reads it."""

    def __init__(self, inputs: PlanInputs) -> None:
        self._inputs = inputs
        self._last: tuple[object, PlanInputs, str] | None = None  # key, what it names, text

    @cached_property
    def _texts(self) -> dict[int, tuple[Authority, str]]:
        """Text by identity of the profile; the profile is held, so that its identity stays its own."""
        bare = publishing.proof_inputs(self._inputs).authorities
        return {id(one): (one, _text(bare_one)) for one, bare_one in zip(self._inputs.authorities, bare, strict=True)}

    def of(self, inputs: PlanInputs) -> str:
        """Return the SHA-256 of what a plan of ``inputs`` depends on."""
        texts = self._texts
        profiles = []
        for one in inputs.authorities:
            kept = texts.get(id(one))
            profiles.append(kept[1] if kept is not None else self._fresh(one))
        rest = self._rest(inputs)
        text = f'{{"authorities":[{",".join(profiles)}],{rest[1:]}'
        return hashlib.sha256(text.encode()).hexdigest()

    def _rest(self, inputs: PlanInputs) -> str:
        """Return the text of everything but the profiles."""
        secret = confidential_pairs(inputs)
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

    def _fresh(self, one: Authority) -> str:
        alone = self._inputs.model_copy(update={"authorities": (one,), "past_pairings": (), "not_available": ()})
        return _text(publishing.proof_inputs(alone).authorities[0])


def _text(bare: Authority) -> str:
    tree = bare.model_dump(mode="json")
    publishing._leave_out(Authority, [tree])
    return _json(tree)


def _json(tree: Any) -> str:
    return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
