"""Use cases on past pairings: read and delete them. They come in with files (``import_file``), which only add."""

from __future__ import annotations

from matcher.profiles.types import PastPairing
from matcher.service.context import UseCases, check_ids
from matcher.service.inputs import changed
from matcher.store import past_pairings, programmes
from matcher.store.types import Page


class PastPairingUseCases(UseCases):
    """Read and delete past pairings."""

    def list_past_pairings(self, programme_id: str, page_size: int = 0, page_token: str = "") -> Page[PastPairing]:
        """Return past pairings of a programme in the order of mentee, mentor, year and theme.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id)
        with self._context.database.read() as connection:
            programmes.require(connection, programme_id)
            return past_pairings.page(connection, programme_id, page_size, page_token)

    def delete_past_pairings(self, programme_id: str) -> int:
        """Delete all past pairings of a programme; return how many there were. Plans made before keep theirs.

        To replace some of them, delete all and import those that are right.

        Raises:
            NotFound: there is no such programme.
        """
        check_ids(programme_id=programme_id)
        with self._context.database.write() as connection:
            programmes.require(connection, programme_id)
            count = past_pairings.remove_all(connection, programme_id)
            if count:
                changed(connection, self._context, programme_id)
            return count
