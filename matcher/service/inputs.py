"""What plans are computed from, read in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from matcher.errors import Fault, InvalidInput, Violation
from matcher.plans.inputs import with_goal
from matcher.plans.types import Goal, PlanInputs, Programme
from matcher.profiles.types import Authority, PastPairing
from matcher.service.context import Context
from matcher.service.prepared import Prepared
from matcher.store import Connection, authorities, past_pairings, programmes


def read_inputs(context: Context, programme_id: str) -> Prepared:
    """Return the inputs of a programme as they are now, confidential ones included: for computing, not for showing.

    Raises:
        NotFound: there is no such programme.
        InvalidInput: the programme names authorities it does not have.
    """
    with context.database.read() as connection:
        revision = programmes.revision(connection, programme_id)
        found = context.prepared.find(programme_id, revision)
        if found is not None:
            return found
        programme = programmes.get(connection, programme_id, confidential=True).value
        items = authorities.every_parsed(connection, programme_id, context.parsed)
        past = past_pairings.every(connection, programme_id)
    fresh = Prepared(_joined(programme, items, past))
    context.prepared.keep(programme_id, revision, fresh)
    return fresh


def changed(connection: Connection, context: Context, programme_id: str) -> None:
    """Say that something a plan of the programme depends on has changed, in the transaction that changes it."""
    programmes.set_revision(connection, programme_id, context.ids.new())


def _joined(programme: Programme, items: Sequence[Authority], past: tuple[PastPairing, ...]) -> PlanInputs:
    known = {item.id for item in items}
    check_requests(programme, known)
    return PlanInputs(programme=_about(programme, known), authorities=tuple(items), past_pairings=past)


def check_requests(programme: Programme, known: set[str]) -> None:
    """Raise InvalidInput for every pin and forbid that names an authority which the programme does not have.

    Confidential forbids are passed over: an error would show them.
    """
    violations = [
        Violation(
            f"programme.{field}[{index}].{side}", Fault.UNKNOWN_REFERENCE, "is not an authority of the programme", found
        )
        for field, pairs in (("pins", programme.pins), ("forbids", programme.forbids))
        for index, pair in enumerate(pairs)
        for side, found in (("mentee_id", pair.mentee_id), ("mentor_id", pair.mentor_id))
        if found not in known and not pair.confidential
    ]
    if violations:
        raise InvalidInput(violations)


def _about(programme: Programme, known: set[str]) -> Programme:
    """Return ``programme`` without the confidential forbids that rule nobody out."""
    forbids = tuple(
        forbid
        for forbid in programme.forbids
        if not forbid.confidential or {forbid.mentee_id, forbid.mentor_id} <= known
    )
    return programme.model_copy(update={"forbids": forbids})


def precheck(connection: Connection, programme_id: str, goal: Goal | None = None) -> None:
    """Raise what ``read_inputs`` would raise for the programme, without reading all authorities; and for its goal."""
    programme = programmes.get(connection, programme_id).value
    if goal is not None:
        with_goal(programme, goal)
    named = {name for pair in (*programme.pins, *programme.forbids) for name in (pair.mentee_id, pair.mentor_id)}
    check_requests(programme, set(authorities.find(connection, programme_id, sorted(named))))
