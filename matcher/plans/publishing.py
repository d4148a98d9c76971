"""What may leave the house with a plan: names by consent, and of the profiles only what the plan depends on.

``digest`` names exactly that: inputs that differ in a note, in the order of a list or in who may be named have the same
plan; the first two have the same digest as well.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from matcher.plans.inputs import redacted
from matcher.plans.types import PairRequest, PlanInputs
from matcher.profiles.types import Authority, Commitment, Offer, People, RoleTerms

Item = TypeVar("Item")


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
    they need, who signed. No score, rule or figure of a plan reads any of these.
    """
    safe = redacted(inputs)
    programme = safe.programme
    requests = {"pins": _silent(programme.pins), "forbids": _silent(programme.forbids)}
    return safe.model_copy(
        update={
            "programme": programme.model_copy(update=requests),
            "authorities": tuple(_essence(named_by_consent(authority)) for authority in safe.authorities),
        }
    )


def digest(inputs: PlanInputs) -> str:
    """Return the SHA-256 of what a plan depends on: the same inputs in any order have the same digest."""
    tree = proof_inputs(inputs).model_dump(mode="json")
    text = json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _silent(requests: tuple[PairRequest, ...]) -> tuple[PairRequest, ...]:
    return tuple(request.model_copy(update={"reason": ""}) if request.reason else request for request in requests)


def _essence(authority: Authority) -> Authority:
    """Return the profile without free texts, its lists sorted but for the ranking of wishes."""
    logistics, preferences, migrants = authority.logistics, authority.preferences, authority.migrants
    wishes = tuple(wish.model_copy(update={"reason": ""}) if wish.reason else wish for wish in preferences.wishes)
    lists: dict[str, Any] = {
        "needs": _sorted((n.model_copy(update={"note": ""}) if n.note else n for n in authority.needs), _code),
        "offers": _sorted((_offer(offer) for offer in authority.offers), _code),
        "roles": _sorted((_role(terms) for terms in authority.roles), lambda terms: terms.role),
        "languages": _sorted(authority.languages, _code),
        "official_languages": tuple(sorted(authority.official_languages)),
        "sources": _sorted(authority.sources, repr),
        "illustrative": tuple(sorted(authority.illustrative)),
    }
    parts: dict[str, Any] = {
        "codes": authority.codes.model_copy(update={"lau": tuple(sorted(authority.codes.lau))}),
        "migrants": migrants.model_copy(update={"figures": _sorted(migrants.figures, repr)}),
        "logistics": logistics.model_copy(
            update={name: _sorted(getattr(logistics, name), repr) for name in ("windows", "blackouts")}
        ),
        "preferences": preferences.model_copy(
            update={
                "wishes": wishes,
                "countries_ready": tuple(sorted(preferences.countries_ready)),
                "countries_not_ready": tuple(sorted(preferences.countries_not_ready)),
            }
        ),
    }
    silent: dict[str, Any] = {
        "guiding_questions": (),
        "consortium_members": (),
        "people": People(),
        "commitment": Commitment(),
    }
    return authority.model_copy(update=lists | parts | silent)


def _sorted(items: Iterable[Item], key: Callable[[Item], Any]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=key))


def _code(item: Any) -> str:
    return str(item.code)


def _offer(offer: Offer) -> Offer:
    return offer.model_copy(update={"practice": None, "url": None}) if offer.practice or offer.url else offer


def _role(terms: RoleTerms) -> RoleTerms:
    return terms if terms.themes is None else terms.model_copy(update={"themes": tuple(sorted(terms.themes))})
