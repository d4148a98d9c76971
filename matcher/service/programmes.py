"""Use cases on programmes.

Confidential forbids are not shown (unless the server's settings say so), so a client that reads a programme, edits it
and sends it back cannot send them. Therefore an update keeps the stored confidential forbids, unless it brings some
itself or says ``with_confidential``: then its list is the whole truth.
"""

from __future__ import annotations

from matcher import limits
from matcher.errors import AlreadyExists, Conflict, Fault, InvalidInput, LimitExceeded, Violation
from matcher.plans.types import PlanInputs, Programme
from matcher.service.context import Context, UseCases, check_etag, check_ids
from matcher.service.once import once
from matcher.store import Connection, authorities, past_pairings, programmes, runs
from matcher.store.types import Page, Stored


class ProgrammeUseCases(UseCases):
    """Create, read, update, delete programmes."""

    def create_programme(self, programme: Programme, *, request_id: str = "") -> Stored[Programme]:
        """Store a new programme.

        Raises:
            AlreadyExists: the id is taken, or ``request_id`` was used with other content.
        """
        request = once(request_id, "create_programme", [programme.model_dump_json()])
        context = self._context
        with context.database.write() as connection:
            if request.earlier(connection) is None:
                add_programme(connection, context, programme)
                request.record(connection, context)
            return programmes.get(connection, programme.id, confidential=context.shows_confidential)

    def update_programme(
        self, programme: Programme, *, etag: str = "", request_id: str = "", with_confidential: bool = False
    ) -> Stored[Programme]:
        """Overwrite a programme; an ``etag`` makes sure that nobody wrote since it was read.

        Raises:
            NotFound: there is no such programme.
            Conflict: ETAG_MISMATCH.
            InvalidInput: it pins a pair that a kept confidential forbid rules out.
            LimitExceeded: with those kept it has too many forbids.
        """
        content = [programme.model_dump_json(), etag, str(with_confidential)]
        request = once(request_id, "update_programme", content)
        context = self._context
        with context.database.write() as connection:
            if request.earlier(connection) is None:
                stored = programmes.get(connection, programme.id, confidential=True)
                check_etag(stored, etag)
                whole = programme if with_confidential else _keep_confidential(programme, stored.value)
                if whole != stored.value:
                    programmes.replace(connection, whole, context.ids.new(), context.now())
                request.record(connection, context)
            return programmes.get(connection, programme.id, confidential=context.shows_confidential)

    def get_programme(self, programme_id: str) -> Stored[Programme]:
        """Return a programme.

        Raises:
            NotFound: there is none of this id.
        """
        check_ids(programme_id=programme_id)
        with self._context.database.read() as connection:
            return programmes.get(connection, programme_id, confidential=self._context.shows_confidential)

    def has_programme(self, programme_id: str) -> bool:
        """Return whether there is a programme of this id."""
        check_ids(programme_id=programme_id)
        with self._context.database.read() as connection:
            return programmes.find(connection, programme_id) is not None

    def list_programmes(self, page_size: int = 0, page_token: str = "") -> Page[Stored[Programme]]:
        """Return programmes in the order of their ids."""
        with self._context.database.read() as connection:
            return programmes.page(connection, page_size, page_token, confidential=self._context.shows_confidential)

    def delete_programme(self, programme_id: str, *, etag: str = "") -> None:
        """Delete a programme with its authorities, past pairings, plans and runs.

        Raises:
            NotFound: there is no such programme.
            Conflict: ETAG_MISMATCH, or WRONG_STATE while a run is under way.
        """
        check_ids(programme_id=programme_id)
        self._context.unsaved.write()  # a run that has ended must not look as if it were under way
        with self._context.database.write() as connection:
            stored = programmes.get(connection, programme_id)
            check_etag(stored, etag)
            if runs.any_open(connection, programme_id):
                raise Conflict(stored.name, "WRONG_STATE", "has a run under way; cancel it or wait for its end")
            programmes.remove(connection, programme_id)
        self._context.bases.forget(programme_id)

    def load(self, inputs: PlanInputs) -> bool:
        """Store a whole programme, if the database holds none at all, in one transaction; return whether it did."""
        context = self._context
        now, programme_id = context.now(), inputs.programme.id
        items = [(authorities.prepare(item), context.ids.new()) for item in inputs.authorities]
        past = past_pairings.prepare(inputs.past_pairings)
        with context.database.write() as connection:
            if programmes.any_exists(connection):
                return False
            programmes.add(connection, inputs.programme, context.ids.new(), now)
            authorities.add(connection, programme_id, items, now)
            past_pairings.put(connection, programme_id, past)
        return True


def add_programme(connection: Connection, context: Context, programme: Programme) -> None:
    """Store a new programme in an open transaction; raise AlreadyExists if its id is taken."""
    if programmes.find(connection, programme.id) is not None:
        raise AlreadyExists(programmes.name_of(programme.id))
    programmes.add(connection, programme, context.ids.new(), context.now())


def _keep_confidential(programme: Programme, stored: Programme) -> Programme:
    """Return ``programme`` with the confidential forbids of ``stored``, unless it brings some itself."""
    if any(forbid.confidential for forbid in programme.forbids):
        return programme
    hidden = tuple(forbid for forbid in stored.forbids if forbid.confidential)
    ruled_out = {(forbid.mentee_id, forbid.mentor_id) for forbid in hidden}
    violations = [
        Violation(f"programme.pins[{index}]", Fault.CONTRADICTION, "pins a pair that is not available")
        for index, pin in enumerate(programme.pins)
        if (pin.mentee_id, pin.mentor_id) in ruled_out
    ]
    if violations:
        raise InvalidInput(violations)
    total = len(programme.forbids) + len(hidden)
    if total > limits.REQUESTS_MAX:
        raise LimitExceeded("forbids in one programme", total, limits.REQUESTS_MAX)
    return programme.model_copy(update={"forbids": programme.forbids + hidden})
