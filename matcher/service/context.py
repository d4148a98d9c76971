"""What every use case works with, and the small rules they share."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from matcher import limits
from matcher.engine import Engine
from matcher.errors import Conflict, Fault, InvalidInput
from matcher.service.bases import Bases
from matcher.service.ids import Clock, Ids
from matcher.service.prepared import PreparedInputs
from matcher.service.unsaved import UnsavedRuns
from matcher.settings import Settings
from matcher.store import Database
from matcher.store.parsed import ParsedAuthorities
from matcher.store.types import Stored

_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{limits.ID_CHARS_MAX - 1}}}")


def utc_now() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Context:
    """The parts a service is made of, and what its use cases share.

    The times and ids that are stored come from ``clock`` alone, so that tests can set them.
    """

    database: Database
    engine: Engine
    settings: Settings
    clock: Clock = utc_now
    ids: Ids = field(init=False)
    parsed: ParsedAuthorities = field(init=False)
    prepared: PreparedInputs = field(init=False)
    bases: Bases = field(init=False)
    unsaved: UnsavedRuns = field(init=False)

    def __post_init__(self) -> None:
        parts = {
            "ids": Ids(self.clock),
            "parsed": ParsedAuthorities(limits.AUTHORITIES_MAX),
            "prepared": PreparedInputs(),
            "bases": Bases(self.database, self.engine, deadline_s=self.settings.run_deadline_ms / 1000),
            "unsaved": UnsavedRuns(self.database),
        }
        for name, part in parts.items():
            object.__setattr__(self, name, part)

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
    check_version(stored.name, stored.etag, etag)


def check_version(name: str, stored: str, etag: str) -> None:
    """Raise Conflict if ``etag`` is given and is not the ``stored`` one of ``name``."""
    if etag and etag != stored:
        raise Conflict(name, "ETAG_MISMATCH", "was changed since it was read; read it again, then decide")
