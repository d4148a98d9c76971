"""Use cases on files of authorities: import (all or nothing) and export."""

from __future__ import annotations

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.profiles import FileFormat, Profiles, read_profiles, write_profiles
from matcher.service.authorities import refuse_twice, write
from matcher.service.context import UseCases, check_ids
from matcher.service.inputs import avoid_rules
from matcher.service.once import once
from matcher.service.types import ImportSummary
from matcher.store import authorities, programmes


class FileUseCases(UseCases):
    """Import and export profiles as JSON, CSV or XLSX."""

    def import_file(
        self, programme_id: str, data: bytes, file_format: FileFormat, *, name: str = "", request_id: str = ""
    ) -> ImportSummary:
        """Take over a whole file or nothing of it. Avoid lists are kept as in ``upsert_authorities``.

        Raises:
            InvalidFile: with every fault of the file.
            NotFound: there is no such programme.
            LimitExceeded: the file, or the programme, would be too large.
        """
        check_ids(programme_id=programme_id)
        if len(data) > limits.FILE_BYTES_MAX:
            raise LimitExceeded("bytes in a file", len(data), limits.FILE_BYTES_MAX)
        request = once(request_id, "import_file", [programme_id, str(file_format), data])
        profiles = read_profiles(data, file_format, name=name)  # before the transaction: it takes the longest
        refuse_twice(profiles.authorities)
        context = self._context
        with context.database.write() as connection:
            earlier = request.earlier(connection)
            if earlier is not None:
                return ImportSummary(**{key: int(value) for key, value in earlier.items()})
            programmes.require(connection, programme_id)
            written = write(connection, context, programme_id, profiles.authorities)
            past = authorities.put_past_pairings(connection, programme_id, profiles.past_pairings)
            counts = {"created": written.created, "updated": written.updated, "unchanged": written.unchanged}
            request.record(connection, context, **counts, past_pairings=past)
            return ImportSummary(**counts, past_pairings=past)

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
            past = authorities.past_pairings(connection, programme_id)
        items = tuple(avoid_rules(item) for item in items)
        return write_profiles(Profiles(items, past), file_format, with_confidential=shows)
