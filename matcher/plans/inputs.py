"""What a plan depends on: cross-checks, the confidential part, and the frame in which pairs are scored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from matcher.errors import Fault, InvalidInput, Violation
from matcher.plans.types import Goal, PairingKind, PairName, PairRequest, PlanInputs, Programme
from matcher.profiles.types import Authority, HostedVisit, PastPairing
from matcher.profiles.validation import parse
from matcher.scoring.setting import PairId, Setting

KEPT: Final = "kept in the repair"  # reasons of pins that a repair makes, by which the next one knows them
NEW: Final = "new in the repair"
CONFIRMED: Final = "confirmed before the repair"
REPAIR_REASONS: Final = frozenset((KEPT, NEW, CONFIRMED))


def check_references(inputs: PlanInputs) -> None:
    """Refuse pins and forbids that name authorities which are not there.

    Raises:
        InvalidInput: with one violation per unknown id, all at once.
    """
    known = {authority.id for authority in inputs.authorities}
    violations = [
        Violation(
            path=f"programme.{field}[{index}].{side}",
            fault=Fault.UNKNOWN_REFERENCE,
            message="is not an authority of this programme",
            value=authority_id,
            allowed="the id of an authority of the programme",
        )
        for field, requests in (("pins", inputs.programme.pins), ("forbids", inputs.programme.forbids))
        for index, request in enumerate(requests)
        for side, authority_id in (("mentee_id", request.mentee_id), ("mentor_id", request.mentor_id))
        if authority_id not in known
    ]
    if violations:
        raise InvalidInput(violations)


def redacted(inputs: PlanInputs) -> PlanInputs:
    """Return the inputs without avoid lists and confidential forbids; what they rule out stands in ``not_available``.

    The same pairs are excluded as before, so a plan of the redacted inputs is the same plan. Pins and forbids are
    sorted: their order decides nothing.
    """
    programme = inputs.programme
    open_forbids = (forbid for forbid in programme.forbids if not forbid.confidential)
    return PlanInputs(
        programme=programme.model_copy(
            update={
                "pins": tuple(sorted(programme.pins, key=pair_of)),
                "forbids": tuple(sorted(open_forbids, key=pair_of)),
            }
        ),
        authorities=tuple(
            authority
            if not authority.preferences.avoid
            else authority.model_copy(update={"preferences": authority.preferences.model_copy(update={"avoid": ()})})
            for authority in inputs.authorities
        ),
        past_pairings=inputs.past_pairings,
        not_available=tuple(PairName(mentee_id=a, mentor_id=b) for a, b in confidential_pairs(inputs)),
    )


def confidential_pairs(inputs: PlanInputs) -> list[PairId]:
    """Return the (mentee id, mentor id) that avoid lists and confidential forbids rule out, sorted."""
    known = {authority.id for authority in inputs.authorities}
    pairs = {(name.mentee_id, name.mentor_id) for name in inputs.not_available}
    for forbid in inputs.programme.forbids:
        if forbid.confidential:  # both ways, as an avoid list: the shape must not tell which of them it was
            pairs |= {pair_of(forbid), pair_of(forbid)[::-1]}
    for authority in inputs.authorities:
        for avoid in authority.preferences.avoid:
            if avoid.authority_id in known:
                pairs |= {(authority.id, avoid.authority_id), (avoid.authority_id, authority.id)}
    return sorted(pairs)


def with_goal(programme: Programme, goal: Goal | str) -> Programme:
    """Return ``programme`` with another goal.

    Raises:
        InvalidInput: where there is no such goal, or it does not take the programme's pins and numbers of pairs.
    """
    return parse(Programme, {**programme.model_dump(), "goal": goal}, path="programme")


def pair_of(request: PairRequest) -> PairId:
    """Return the (mentee id, mentor id) of a pin or forbid."""
    return request.mentee_id, request.mentor_id


def hosted_visits(authority: Authority) -> tuple[HostedVisit, ...]:
    """Return the study visits the authority hosts, sorted, with their lists sorted: as plans number them.

    Their order in a profile decides nothing, nor does that of their themes and windows.
    """
    visits = []
    for visit in authority.hosting:
        themes = visit.themes if visit.themes is None else tuple(sorted(visit.themes))
        windows = tuple(sorted(visit.windows, key=lambda window: (window.start, window.end)))
        visits.append(visit.model_copy(update={"themes": themes, "windows": windows}))
    return tuple(sorted(visits, key=lambda visit: visit.model_dump_json()))


def setting_of(inputs: PlanInputs) -> Setting:
    """Return the frame in which the pairs of these inputs are scored."""
    programme = inputs.programme
    themes = programme.themes
    return Setting(
        policy=programme.policy,
        starts=programme.starts,
        ends=programme.ends,
        forbidden=frozenset(pair_of(forbid) for forbid in programme.forbids if not forbid.confidential),
        not_available=frozenset(confidential_pairs(inputs)),
        last_paired=_last_paired(inputs.past_pairings),
        roles=programme.kind.roles,
        symmetric=programme.kind is PairingKind.TWIN,
        themes=None if themes is None else frozenset(themes),
        teacher_travels=programme.kind in {PairingKind.MENTORING, PairingKind.TWIN},
    )


def _last_paired(past_pairings: Iterable[PastPairing]) -> dict[PairId, int]:
    latest: dict[PairId, int] = {}
    for past in past_pairings:
        pair = (min(past.mentor_id, past.mentee_id), max(past.mentor_id, past.mentee_id))
        latest[pair] = max(latest.get(pair, past.year), past.year)
    return latest
