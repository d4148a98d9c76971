"""Use cases on plans: read, publish, export."""

from __future__ import annotations

from matcher.errors import Conflict, Fault, InvalidInput, NotFound, Violation
from matcher.plans import bundle_json, check_bundle, plan_csv, plan_ics, plan_xlsx, redacted
from matcher.plans.bundle import Bundle
from matcher.plans.consent import Signed
from matcher.plans.types import Message, PairingKind, Plan, PlanInputs, PlanState
from matcher.profiles.validation import parse, parse_json
from matcher.service.consents import Publishing, carry_over
from matcher.service.context import Context, UseCases, check_etag, check_ids
from matcher.service.types import PlanFormat
from matcher.store import Connection, audit, authorities, plans, programmes
from matcher.store.types import Page, Stored


class PlanUseCases(UseCases):
    """Work with computed plans. A plan never changes; only its state does."""

    def get_plan(self, programme_id: str, plan_id: str) -> Stored[Plan]:
        """Return a plan.

        Raises:
            NotFound: there is no such plan.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        with self._context.database.read() as connection:
            return plans.get(connection, programme_id, plan_id)

    def list_plans(self, programme_id: str, page_size: int = 0, page_token: str = "") -> Page[Stored[Plan]]:
        """Return plans of a programme in brief (without lists and proofs), newest first.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id)
        with self._context.database.read() as connection:
            programmes.require(connection, programme_id)
            return plans.page(connection, programme_id, page_size, page_token)

    def add_bundle(self, programme_id: str, data: bytes, *, actor: str = "", reason: str = "") -> Stored[Plan]:
        """Store the plan of a bundle as a new draft, with its inputs, once it has proved itself; return it in brief.

        Programme and authorities stay as they are. Where a plan that is not superseded has the same inputs and the
        same pairs, that one is returned and nothing is stored.

        Args:
            programme_id: where the plan is to belong; the bundle must be of this programme.
            data: the bundle, JSON.
            actor: who brings it, for the audit; a role says enough.
            reason: why, for the audit.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: no bundle, one that does not prove itself, one of another programme, or a text too long.
            LimitExceeded: as ``matcher.plans.check_bundle``.
        """
        check_ids(programme_id=programme_id)
        signed = parse(Signed, {"actor": actor, "reason": reason})
        verdict = check_bundle(data)
        if not verdict.proved:
            raise InvalidInput(Violation("bundle", Fault.CONTRADICTION, fault) for fault in verdict.faults)
        bundle = parse_json(Bundle, data)
        if bundle.plan.programme_id != programme_id:
            message = "is the programme of this plan"
            raise InvalidInput.one(
                "bundle", Fault.CONTRADICTION, message, value=bundle.plan.programme_id, allowed=programme_id
            )
        plan = bundle.plan.model_copy(update={"state": PlanState.DRAFT})
        prepared, context = plans.prepare(plan, bundle.inputs), self._context
        with context.database.write() as connection:
            programmes.require(connection, programme_id)
            known = _same(connection, plan)
            plan_id = context.ids.new() if known is None else known
            if known is None:
                note = Message(id="PLAN_BROUGHT", params={})
                more = signed.model_dump()
                plans.add(connection, plan_id, prepared, etag=context.ids.new(), now=context.now(), note=note, **more)
            return plans.get_brief(connection, programme_id, plan_id)

    def publish_plan(
        self, programme_id: str, plan_id: str, *, etag: str = "", actor: str = "", reason: str = ""
    ) -> Stored[Plan]:
        """Publish a draft and return it in brief; the one published before becomes superseded in the same step.

        Its pairings are proposed; those that the former plan has as well stay as they are, and those it lacks are
        dropped. Publishing what is published already changes nothing.

        Args:
            programme_id: where the plan belongs.
            plan_id: which plan.
            etag: that of the plan, to make sure that nobody published it in between.
            actor: who publishes it, for the audit; a role says enough.
            reason: why, for the audit. Required where pairs that are confirmed or running are dropped.

        Raises:
            NotFound: there is no such plan.
            InvalidInput: the reason is missing, or a text is too long.
            Conflict: ETAG_MISMATCH, or WRONG_STATE for a superseded plan.
        """
        check_ids(programme_id=programme_id, plan_id=plan_id)
        signed = parse(Signed, {"actor": actor, "reason": reason})
        context = self._context
        with context.database.read() as connection:  # unpacking takes a while, and a plan never changes
            stored = plans.get_brief(connection, programme_id, plan_id)
            if stored.value.state is PlanState.DRAFT:
                stored = plans.get(connection, programme_id, plan_id)
        pairings = stored.value.pairings
        with context.database.write() as connection:
            stored = plans.get_brief(connection, programme_id, plan_id)
            check_etag(stored, etag)
            if stored.value.state is PlanState.SUPERSEDED:
                raise Conflict(stored.name, "WRONG_STATE", "is superseded; compute a new plan and publish that")
            if stored.value.state is PlanState.DRAFT:
                before = plans.published(connection, programme_id)
                publishing = Publishing(programme_id, plan_id, before, signed)
                _publish(connection, context, publishing)
                carry_over(connection, context, publishing, pairings)
            return plans.get_brief(connection, programme_id, plan_id)

    def export_plan(
        self, programme_id: str, plan_id: str, plan_format: PlanFormat, authority_id: str | None = None
    ) -> bytes:
        """Return a plan as a file.

        Args:
            programme_id: where the plan belongs.
            plan_id: which plan.
            plan_format: JSON is the bundle of inputs, plan and prices that proves itself again offline.
            authority_id: of a calendar: only the visits of this authority.

        Raises:
            NotFound: there is no such plan, or no such authority in it.
            InvalidInput: a calendar is asked of a plan that has none, or an authority of another form than a calendar.
        """
        if authority_id is not None:
            _check_calendar_of(authority_id, plan_format)
        stored, inputs = self._with_inputs(programme_id, plan_id)
        if plan_format is PlanFormat.ICS:
            return _calendar(stored, inputs, authority_id)
        return _WRITERS[plan_format](stored.value, inputs)

    def get_plan_inputs(self, programme_id: str, plan_id: str) -> PlanInputs:
        """Return what a plan was computed from, without what is confidential; later edits do not change it.

        Raises:
            NotFound: there is no such plan.
        """
        inputs = self._with_inputs(programme_id, plan_id)[1]
        return inputs if self._context.shows_confidential else redacted(inputs)

    def _with_inputs(self, programme_id: str, plan_id: str) -> tuple[Stored[Plan], PlanInputs]:
        check_ids(programme_id=programme_id, plan_id=plan_id)
        with self._context.database.read() as connection:
            stored = plans.get(connection, programme_id, plan_id)
            return stored, plans.inputs_of(connection, programme_id, plan_id)


def _same(connection: Connection, plan: Plan) -> str | None:
    """Return the id of a plan that is not superseded, made from the same inputs, with the same pairs; else ``None``."""
    token = ""
    while True:
        page = plans.page(connection, plan.programme_id, 1000, token)
        for stored in page.items:
            alike = stored.value.inputs_digest == plan.inputs_digest and stored.value.state is not PlanState.SUPERSEDED
            if alike and plans.get(connection, plan.programme_id, stored.id).value.pairings == plan.pairings:
                return stored.id
        if not (token := page.next_page_token):
            return None


def _publish(connection: Connection, context: Context, publishing: Publishing) -> None:
    """Change the states of the plan that is published and of the one published before, and say so in the audit."""
    programme_id, plan_id, before = publishing.programme_id, publishing.plan_id, publishing.before
    now, said = context.now(), publishing.signed.model_dump()
    draft, published, superseded = PlanState.DRAFT, PlanState.PUBLISHED, PlanState.SUPERSEDED
    note = None
    if before is not None:
        note = Message(id="PLAN_SUPERSEDED", params={"plan_id": plan_id})
        plans.set_state(connection, programme_id, before, superseded, etag=context.ids.new(), now=now)
        audit.append_plan(connection, programme_id, before, (published, superseded), now, note=note, **said)
        note = Message(id="PLAN_IN_PLACE_OF", params={"plan_id": before})
    plans.set_state(connection, programme_id, plan_id, published, etag=context.ids.new(), now=now)
    audit.append_plan(connection, programme_id, plan_id, (draft, published), now, note=note, **said)


_WRITERS = {PlanFormat.CSV: plan_csv, PlanFormat.XLSX: plan_xlsx, PlanFormat.JSON: bundle_json}


def _check_calendar_of(authority_id: str, plan_format: PlanFormat) -> None:
    check_ids(authority_id=authority_id)
    if plan_format is not PlanFormat.ICS:
        raise InvalidInput.one(
            "authority",
            Fault.NOT_ALLOWED,
            f"is given, but {plan_format} holds the whole plan",
            value=authority_id,
            allowed="only with format ICS",
        )


def _calendar(stored: Stored[Plan], inputs: PlanInputs, authority_id: str | None) -> bytes:
    """Return a calendar stamped with the last change of the plan: by that, programs know newer events from older."""
    plan = stored.value
    if plan.kind is PairingKind.MENTORING:
        allowed = ", ".join(_WRITERS)
        raise InvalidInput.one(
            "format", Fault.NOT_ALLOWED, "needs dates, and a mentoring plan has none", value="ICS", allowed=allowed
        )
    if authority_id is not None and all(authority.id != authority_id for authority in inputs.authorities):
        raise NotFound(authorities.name_of(plan.programme_id, authority_id))
    return plan_ics(plan, inputs, authority_id, stamp=stored.updated)
