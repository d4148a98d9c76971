"""What may leave the house with a plan: names by consent, and of the profiles only what the plan depends on.

``digest`` names exactly that: inputs that differ in a note, in the order of a list or in who may be named have the same
plan; the first two have the same digest as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from matcher.plans.inputs import KEPT, REPAIR_REASONS, hosted_visits, redacted
from matcher.plans.quotas import in_order
from matcher.plans.types import PairingKind, PairQuota, PairRequest, PlanInputs, Programme, VisitTerms
from matcher.profiles.types import Authority, Commitment, People, Preferences, RoleTerms, Source, Visiting
from matcher.scoring.setting import PairId

# Fields that have come since there are plans. Their defaults stay out of the digest, which plans keep.
_LATER: Final[dict[type[BaseModel], dict[str, Any]]] = {
    Programme: {
        "goal": "total",
        "pair_min": 0,
        "quotas": [],
        "floor_micro": None,
        "themes": None,
        "cycle_length_max": 3,
        "visits": VisitTerms().model_dump(mode="json"),
        "search_seconds": 10,
    },
    Authority: {"hosting": [], "visiting": Visiting().model_dump(mode="json")},
    Preferences: {"own_weights": None},
    PairRequest: {"theme": None},
    PairQuota: {"cohesion": None, "role": None},
}

Item = TypeVar("Item")
Model = TypeVar("Model", bound=BaseModel)


def named_by_consent(authority: Authority) -> Authority:
    """Return the authority under its id in place of its name, unless it has agreed to be named in what is published.

    Not stated is no consent. The id stays, since a pairing needs one; choose ids that tell no more than they should.
    """
    if authority.consent.publication is True:
        return authority
    # its codes and sources would give the name away; the regions bear on scores
    codes = authority.codes.model_copy(update={"lau": (), "city_id": None, "fua_id": None})
    return authority.model_copy(update={"name": authority.id, "name_local": None, "codes": codes, "sources": ()})


def proof_inputs(inputs: PlanInputs) -> PlanInputs:
    """Return what the plan of ``inputs`` depends on, in one order: it gives the same plan and can be handed on.

    Left out: what is confidential, names without consent, notes, reasons and questions, practices, who travels and what
    they need, who signed, own weights. No score, rule or figure of a plan reads any of these. That a pin is one that a
    repair made stays, for the next repair.
    """
    safe = redacted(inputs)
    programme = safe.programme
    changes: dict[str, Any] = {"pins": _silent(programme.pins), "forbids": _silent(programme.forbids)}
    if programme.themes is not None:
        changes["themes"] = _sorted(programme.themes)
    if programme.kind is PairingKind.MENTORING:
        changes["quotas"] = in_order(programme.quotas)
    return safe.model_copy(
        update={
            "programme": programme.model_copy(update=changes),
            "authorities": tuple(_essence(named_by_consent(authority)) for authority in safe.authorities),
        }
    )


def digest(inputs: PlanInputs) -> str:
    """Return the SHA-256 of what a plan depends on: the same inputs in any order have the same digest."""
    tree = proof_inputs(inputs).model_dump(mode="json")
    programme = tree["programme"]
    _leave_out(Programme, [programme])
    _leave_out(PairRequest, _unreasoned(programme))
    _leave_out(PairQuota, programme.get("quotas", []))
    _leave_out(Authority, tree["authorities"])
    _leave_out(Preferences, [authority["preferences"] for authority in tree["authorities"]])
    return hashlib.sha256(_json(tree).encode()).hexdigest()


def digest_text(authority: Authority) -> bytes:
    """Return what the digest reads of one authority, as in the list of ``proof_inputs``; its avoid list is not read."""
    bare = authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": ()})})
    tree = _essence(named_by_consent(bare)).model_dump(mode="json")
    _leave_out(Authority, [tree])
    _leave_out(Preferences, [tree["preferences"]])
    return _json(tree).encode()


def digest_rest(inputs: PlanInputs, not_available: Sequence[PairId]) -> str:
    """Return what the digest reads beside the authorities: the fields after theirs, in order, as a JSON object.

    Args:
        inputs: their programme and past pairings are read, nobody of the authorities.
        not_available: the pairs that are confidentially out, in order.
    """
    bare = proof_inputs(inputs.model_copy(update={"authorities": (), "past_pairings": ()}))
    programme = bare.programme.model_dump(mode="json")
    _leave_out(Programme, [programme])
    _leave_out(PairRequest, _unreasoned(programme))
    _leave_out(PairQuota, programme.get("quotas", []))
    names = [{"mentee_id": a, "mentor_id": b} for a, b in not_available]
    past = [one.model_dump(mode="json") for one in inputs.past_pairings]
    return _json({"not_available": names, "past_pairings": past, "programme": programme})


def _json(tree: Any) -> str:
    return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _leave_out(model: type[BaseModel], trees: list[dict[str, Any]]) -> None:
    for field, default in _LATER[model].items():
        for tree in trees:
            if tree[field] == default:
                del tree[field]


def _silent(requests: tuple[PairRequest, ...]) -> tuple[PairRequest, ...]:
    return tuple(_with(one, reason=KEPT if one.reason in REPAIR_REASONS else "") for one in requests)


def _unreasoned(programme: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pins and forbids of a programme as written, without their reasons: the digest reads none."""
    requests: list[dict[str, Any]] = [*programme["pins"], *programme["forbids"]]
    for request in requests:
        request["reason"] = ""
    return requests


def _essence(authority: Authority) -> Authority:
    """Return the profile without free texts, its lists sorted but for the ranking of wishes."""
    logistics, preferences, migrants = authority.logistics, authority.preferences, authority.migrants
    return _with(
        authority,
        codes=_with(authority.codes, lau=_sorted(authority.codes.lau)),
        migrants=_with(migrants, figures=_sorted(migrants.figures, "measure", "level", "year", "percent", "source")),
        needs=_sorted((_with(need, note="") for need in authority.needs), "code"),
        offers=_sorted((_with(offer, practice=None, url=None) for offer in authority.offers), "code"),
        guiding_questions=(),
        consortium_members=(),
        roles=_sorted((_role(terms) for terms in authority.roles), "role"),
        hosting=hosted_visits(authority),
        languages=_sorted(authority.languages, "code"),
        official_languages=_sorted(authority.official_languages),
        logistics=_with(
            logistics,
            windows=_sorted(logistics.windows, "start", "end"),
            blackouts=_sorted(logistics.blackouts, "start", "end"),
        ),
        preferences=_with(
            preferences,
            wishes=tuple(_with(wish, reason="") for wish in preferences.wishes),
            countries_ready=_sorted(preferences.countries_ready),
            countries_not_ready=_sorted(preferences.countries_not_ready),
            own_weights=None,
        ),
        people=People(),
        commitment=Commitment(),
        sources=tuple(sorted(authority.sources, key=_source)),
        illustrative=_sorted(authority.illustrative),
    )


def _source(source: Source) -> tuple[str, str, str, int, str]:
    return source.field, source.name, source.url or "", source.year or 0, source.licence or ""


def _role(terms: RoleTerms) -> RoleTerms:
    return terms if terms.themes is None else _with(terms, themes=_sorted(terms.themes))


def _with(model: Model, **values: Any) -> Model:
    """Return ``model`` with these values; itself where it has them, which is most often the case."""
    changed = {name: value for name, value in values.items() if getattr(model, name) != value}
    return model.model_copy(update=changed) if changed else model


def _sorted(items: Iterable[Item], *fields: str) -> tuple[Item, ...]:
    """Return ``items`` in order, or in the order of their ``fields``."""
    return tuple(sorted(items, key=attrgetter(*fields) if fields else None))  # type: ignore[type-var, arg-type]
