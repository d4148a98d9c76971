"""Use cases on files of authorities: import (all or nothing) and export."""

from __future__ import annotations

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.plans.types import Programme
from matcher.profiles import FileFormat, Profiles, read_profiles, write_profiles
from matcher.service.authorities import prepare_all, refuse_twice, write
from matcher.service.context import UseCases, check_ids
from matcher.service.inputs import avoid_rules, changed
from matcher.service.once import once
from matcher.service.programmes import add_programme
from matcher.service.types import ImportSummary
from matcher.store import authorities, past_pairings, programmes


class FileUseCases(UseCases):
    """Import and export profiles as JSON, CSV or XLSX."""

    def import_file(
        self,
        programme_id: str,
        data: bytes,
        file_format: FileFormat,
        *,
        create: Programme | None = None,
        name: str = "",
        request_id: str = "",
    ) -> ImportSummary:
        """Take over a whole file or nothing of it. Avoid lists are kept as in ``upsert_authorities``.

        Past pairings are added to those there are: a file takes none away. To replace them, call
        ``delete_past_pairings`` before.

        Args:
            programme_id: where the authorities belong.
            data: the file.
            file_format: its form.
            create: store this programme first, in the same transaction; its id is ``programme_id``.
            name: of the file, for messages.
            request_id: makes a retry harmless.

        Raises:
            InvalidFile: with every fault of the file.
            InvalidInput: the programme to create has another id.
            AlreadyExists: the programme to create exists, or ``request_id`` was used with other content.
            NotFound: there is no such programme.
            LimitExceeded: the file, or the programme, would be too large.
        """
        _check(programme_id, data, create)
        content: list[str | bytes] = [programme_id, str(file_format), data, create.model_dump_json() if create else ""]
        request = once(request_id, "import_file", content)
        profiles = read_profiles(data, file_format, name=name)  # before the transaction: it takes the longest
        refuse_twice(profiles.authorities)
        items, past = prepare_all(profiles.authorities), past_pairings.prepare(profiles.past_pairings)
        context = self._context
        with context.database.write() as connection:
            earlier = request.earlier(connection)
            if earlier is not None:
                return ImportSummary(**{key: int(value) for key, value in earlier.items()})
            if create is not None:
                add_programme(connection, context, create)
            programmes.require(connection, programme_id)
            written = write(connection, context, programme_id, items)
            put = past_pairings.put(connection, programme_id, past)
            if put.created or put.updated:
                changed(connection, context, programme_id)
            counts = {"created": written.created, "updated": written.updated, "unchanged": written.unchanged}
            request.record(connection, context, **counts, past_pairings=put.created)
            return ImportSummary(**counts, past_pairings=put.created)

    def export_file(self, programme_id: str, file_format: FileFormat) -> bytes:
        """Return all authorities and past pairings of a programme as a file that can be imported again.

        Raises:
            NotFound: there is no such programme.
        """
        check_ids(programme_id=programme_id)
        shows = self._context.shows_confidential
        with self._context.database.read() as connection:
            programmes.require(connection, programme_id)
            items = authorities.every(connection, programme_id, confidential=shows)
            past = past_pairings.every(connection, programme_id)
        items = tuple(avoid_rules(item) for item in items)
        return write_profiles(Profiles(items, past), file_format, with_confidential=shows)


def _check(programme_id: str, data: bytes, create: Programme | None) -> None:
    check_ids(programme_id=programme_id)
    if len(data) > limits.FILE_BYTES_MAX:
        raise LimitExceeded("bytes in a file", len(data), limits.FILE_BYTES_MAX)
    if create is not None and create.id != programme_id:
        raise InvalidInput.one(
            "create.id", Fault.NOT_ALLOWED, "is not that of the import", value=create.id, allowed=programme_id
        )
