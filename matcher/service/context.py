"""What every use case works with, and the small rules they share."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from matcher import limits
from matcher.engine import Engine
from matcher.errors import Conflict, Fault, InvalidInput
from matcher.service.ids import Clock, Ids, utc_now
from matcher.settings import Settings
from matcher.store import Database
from matcher.store.parsed import ParsedAuthorities
from matcher.store.types import Stored

_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{limits.ID_CHARS_MAX - 1}}}")


@dataclass(frozen=True)
class Context:
    """The parts a service is made of. Time and ids come from here alone, so that tests can set them."""

    database: Database
    engine: Engine
    settings: Settings
    clock: Clock = utc_now
    ids: Ids = field(default_factory=Ids)
    parsed: ParsedAuthorities = field(default_factory=lambda: ParsedAuthorities(limits.AUTHORITIES_MAX))

    def now(self) -> dt.datetime:
        """Return the time."""
        return self.clock()

    @property
    def requests_kept(self) -> dt.timedelta:
        """How long request ids are remembered."""
        return dt.timedelta(days=self.settings.requests_kept_days)

    @property
    def shows_confidential(self) -> bool:
        """Whether replies may hold avoid lists and confidential forbids."""
        return self.settings.show_confidential


class UseCases:
    """Base of the groups of use cases that make up the service."""

    def __init__(self, context: Context) -> None:
        self._context = context


def check_ids(**ids: str) -> None:
    """Raise InvalidInput for every argument that cannot be the id of anything."""
    for path, value in ids.items():
        if not _ID.fullmatch(value):
            raise InvalidInput.one(
                path,
                Fault.BAD_FORMAT if value else Fault.MISSING,
                "is not an id",
                value=value,
                allowed=f"letters, digits, dot, hyphen and underscore; at most {limits.ID_CHARS_MAX}",
            )


def check_etag(stored: Stored[object], etag: str) -> None:
    """Raise Conflict if ``etag`` is given and is not that of ``stored``."""
    if etag and etag != stored.etag:
        raise Conflict(stored.name, "ETAG_MISMATCH", "was changed since it was read; read it again, then decide")
