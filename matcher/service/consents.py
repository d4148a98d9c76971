"""Use cases on pairings of published plans: where they stand, what changes, and the audit of it.

A plan's pairings are proposed when it is published. They change while it is the published one; with the next plan,
pairs that it has go on there as they are, and the others are dropped (``carry_over``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from matcher import limits
from matcher.errors import Conflict, Fault, InvalidInput, LimitExceeded, NotFound, Violation
from matcher.plans.consent import (
    HELD,
    LIVE,
    PART_OF_SUMMARY,
    AuditLine,
    ConsentState,
    ConsentSummary,
    PairingChange,
    PairingConsent,
    PairKey,
    Signed,
    advanced,
    kept_in,
    line_of,
    moved,
    past_pairings_of,
    proposed,
)
from matcher.plans.types import Message, Pairing, PairName, PlanState
from matcher.service.context import Context, UseCases, check_etag, check_ids
from matcher.service.inputs import changed
from matcher.service.once import once
from matcher.store import Connection, audit, consents, past_pairings, plans
from matcher.store.audit import Audited
from matcher.store.types import Page, Stored


class ConsentUseCases(UseCases):
    """Follow the pairings of a published plan from the first question to the rating."""

    def get_pairing(self, programme_id: str, plan_id: str, mentee_id: str, mentor_id: str) -> Stored[PairingConsent]:
        """Return where a pairing stands; who declined it and why only where the settings show what is confidential.

        Raises:
            NotFound: the plan has no such pairing, or was never published.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id, mentee_id=mentee_id, mentor_id=mentor_id)
        context = self._context
        with context.database.read() as connection:
            pair = mentee_id, mentor_id
            return consents.get(connection, programme_id, plan_id, pair, confidential=context.shows_confidential)

    def list_pairings(
        self,
        programme_id: str,
        plan_id: str,
        page_size: int = 0,
        page_token: str = "",
        *,
        state: ConsentState | None = None,
        authority_id: str | None = None,
    ) -> Page[Stored[PairingConsent]]:
        """Return pairings of a plan in the order of their ids; those in one state, or of one authority, if asked.

        A plan that was never published has none. Those of a superseded plan are as they were when it was superseded.

        Raises:
            NotFound: there is no such plan.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        if authority_id is not None:
            check_ids(authority_id=authority_id)
        context = self._context
        with context.database.read() as connection:
            plans.require(connection, programme_id, plan_id)
            return consents.page(
                connection,
                programme_id,
                plan_id,
                page_size,
                page_token,
                state=state,
                authority_id=authority_id,
                confidential=context.shows_confidential,
            )

    def change_pairings(
        self, programme_id: str, plan_id: str, changes: Sequence[PairingChange], *, request_id: str = ""
    ) -> tuple[Stored[PairingConsent], ...]:
        """Make a step with each of some pairings of the published plan: all of them or none. Return them as they are.

        A completed pairing becomes a past pairing of the programme, dated this year.

        Raises:
            NotFound: there is no such plan, or it has no such pairing.
            InvalidInput: a pairing is listed twice.
            LimitExceeded: too many at once, or the programme would have too many past pairings.
            Conflict: ETAG_MISMATCH; WRONG_STATE for a step that is not allowed, and for a plan that is not published.
                All such pairings are told at once.
            AlreadyExists: ``request_id`` was used with other content.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        _check(changes)
        content = [programme_id, plan_id, *(change.model_dump_json() for change in changes)]
        request = once(request_id, "change_pairings", content)
        context, pairs = self._context, [(change.mentee_id, change.mentor_id) for change in changes]
        with context.database.write() as connection:
            if request.earlier(connection) is None:
                _require_published(connection, programme_id, plan_id)
                _change(connection, context, programme_id, plan_id, changes)
                request.record(connection, context)
            shown = context.shows_confidential
            found = consents.find(connection, programme_id, plan_id, pairs, confidential=shown)
            return tuple(found[pair] for pair in pairs)

    def list_audit_lines(
        self, programme_id: str, plan_id: str, page_size: int = 0, page_token: str = "", *, pair: PairKey | None = None
    ) -> Page[Audited]:
        """Return every change of a plan and its pairings, or of one pairing in it, oldest first.

        Who declined and why, why a declined pairing was opened again, and which side of a pair that was ever declined
        had accepted, are shown only where the settings show what is confidential.

        Raises:
            NotFound: there is no such plan.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        context = self._context
        with context.database.read() as connection:
            plans.require(connection, programme_id, plan_id)
            return audit.page(
                connection,
                programme_id,
                plan_id,
                page_size,
                page_token,
                pair=pair,
                confidential=context.shows_confidential,
            )

    def consent_of(self, programme_id: str, plan_id: str) -> ConsentSummary:
        """Return what a repair of a plan has to know: who has agreed, and who must not be asked again.

        It is about the plan that is published, whichever plan of the programme is asked about: a draft that was made
        to repair it has no answers of its own yet.

        Raises:
            NotFound: there is no such plan.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        with self._context.database.read() as connection:
            plans.require(connection, programme_id, plan_id)
            published = plans.published(connection, programme_id)
            found = consents.states(connection, programme_id)
        parts: dict[str, list[PairName]] = defaultdict(list)
        for owner, pair, state in found:
            if owner == published or state is ConsentState.DECLINED:
                parts[PART_OF_SUMMARY[state]].append(PairName(mentee_id=pair[0], mentor_id=pair[1]))
        return ConsentSummary(plan_id=published, **{name: tuple(pairs) for name, pairs in parts.items()})


def _check(changes: Sequence[PairingChange]) -> None:
    if len(changes) > limits.PAIRING_CHANGES_MAX:
        raise LimitExceeded("pairings in one request", len(changes), limits.PAIRING_CHANGES_MAX)
    seen: dict[PairKey, int] = {}
    violations = [
        Violation(
            f"changes[{index}]", Fault.DUPLICATE, f"is the pairing of changes[{seen[pair]}] again", ":".join(pair)
        )
        for index, change in enumerate(changes)
        if seen.setdefault(pair := (change.mentee_id, change.mentor_id), index) != index
    ]
    if violations:
        raise InvalidInput(violations)


def _require_published(connection: Connection, programme_id: str, plan_id: str) -> None:
    stored = plans.get_brief(connection, programme_id, plan_id)
    if stored.value.state is PlanState.DRAFT:
        raise Conflict(stored.name, "WRONG_STATE", "is a draft; publish it, and its pairings are proposed")
    if stored.value.state is PlanState.SUPERSEDED:
        following = plans.published(connection, programme_id)
        raise Conflict(stored.name, "WRONG_STATE", f"is superseded; its pairings go on in plan {following}")


def _change(
    connection: Connection, context: Context, programme_id: str, plan_id: str, changes: Sequence[PairingChange]
) -> None:
    pairs = [(change.mentee_id, change.mentor_id) for change in changes]
    found = consents.find(connection, programme_id, plan_id, pairs, confidential=True)
    after, lines, refused, now = [], [], [], context.now()
    for pair, change in zip(pairs, changes, strict=True):
        stored = found.get(pair)
        if stored is None:
            raise NotFound(consents.name_of(programme_id, plan_id, pair))
        try:
            check_etag(stored, change.etag)
            after.append(advanced(stored.name, stored.value, change))
        except Conflict as conflict:
            refused.append(conflict)
        lines.append(line_of(plan_id, stored.value, change))
    if refused:
        raise refused[0].beside(tuple(refused[1:]))
    consents.replace(connection, programme_id, plan_id, [(each, context.ids.new()) for each in after], now)
    audit.append(connection, programme_id, lines, now)
    completed = [each for each in after if each.state is ConsentState.COMPLETED]
    history = [past for each in completed for past in past_pairings_of(each, now.year)]
    put = past_pairings.put(connection, programme_id, past_pairings.prepare(history))
    if put.created or put.updated:
        changed(connection, context, programme_id)


@dataclass(frozen=True, slots=True)
class Publishing:
    """A plan that is being published: what it is, which plan was published ``before``, and who says so and why."""

    programme_id: str
    plan_id: str
    before: str | None
    signed: Signed


def carry_over(connection: Connection, context: Context, publishing: Publishing, pairings: Sequence[Pairing]) -> None:
    """Propose the pairings of the plan that is being published, in its transaction.

    Pairs of the plan before stay as they are, and so do pairs declined at any time; what a still earlier plan
    completed, and what was dropped, is proposed anew. Pairs of the plan before that this one lacks are dropped, unless
    completed or declined.

    Raises:
        InvalidInput: without a reason, where that drops pairs that are confirmed or running.
    """
    programme_id, plan_id = publishing.programme_id, publishing.plan_id
    known, now = consents.current(connection, programme_id), context.now()
    fresh, lines = [], []
    for pairing in pairings:
        earlier = known.get((pairing.mentee_id, pairing.mentor_id))
        consent, line = _taken_over(publishing, pairing, earlier)
        fresh.append((consent, context.ids.new()))
        lines.append(line)
    kept = {consents.pair_of(consent) for consent, _ in fresh}
    lost = [
        each.consent
        for pair, each in known.items()
        if each.plan_id == publishing.before and pair not in kept and each.consent.state in LIVE
    ]
    _check_lost(lost, publishing.signed.reason)
    consents.add(connection, programme_id, plan_id, fresh, now, known=known)
    if publishing.before is not None:
        dropped = [_dropped(publishing, each) for each in lost]
        after = [(consent, context.ids.new()) for consent, _ in dropped]
        consents.replace(connection, programme_id, publishing.before, after, now)
        lines += [line for _, line in dropped]
    audit.append(connection, programme_id, lines, now)


def _taken_over(
    publishing: Publishing, pairing: Pairing, earlier: consents.Current | None
) -> tuple[PairingConsent, AuditLine]:
    """Return where a pairing of a new plan begins, and the line that says so."""
    if earlier is None:
        after = proposed(pairing, Message(id="PAIRING_PROPOSED"))
        return after, moved(publishing.plan_id, None, after, publishing.signed.actor)
    before, params = earlier.consent, {"plan_id": earlier.plan_id}
    over = before.state is ConsentState.COMPLETED and earlier.plan_id != publishing.before
    if over or before.state is ConsentState.DROPPED:
        params |= {"state": before.state.value}
        after = proposed(pairing, Message(id="PAIRING_PROPOSED_ANEW", params=params))
    else:
        after = kept_in(before, pairing, Message(id="PAIRING_CARRIED_OVER", params=params))
    return after, moved(publishing.plan_id, before.state, after, publishing.signed.actor)


def _dropped(publishing: Publishing, before: PairingConsent) -> tuple[PairingConsent, AuditLine]:
    """Return a pairing of the plan before that the new one lacks, and the line that says so."""
    signed, note = publishing.signed, Message(id="PAIRING_SUPERSEDED", params={"plan_id": publishing.plan_id})
    after = before.model_copy(update={"state": ConsentState.DROPPED, "reason": signed.reason, "note": note})
    line = moved(str(publishing.before), before.state, after, signed.actor)
    return after, line.model_copy(update={"reason": signed.reason})


def _check_lost(lost: Sequence[PairingConsent], reason: str) -> None:
    held = [f"{each.mentee_id}:{each.mentor_id}" for each in lost if each.state in HELD]
    if held and not reason:
        raise InvalidInput.one(
            "reason",
            Fault.MISSING,
            f"is required: the plan lacks {len(held)} pairings that are confirmed or running, which would be dropped",
            value=", ".join(held),
        )
