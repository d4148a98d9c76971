"""Use cases on authorities.

The avoid list is confidential and not shown (unless the server's settings say so), so a client that reads an authority,
edits it and sends it back cannot send it. Therefore a write keeps the stored avoid list, unless it brings one itself or
says ``with_confidential``: then its list is the whole truth. Where a wish contradicts a kept avoid list, the avoid list
rules (see ``inputs.py``) and nothing is said: an error would tell who is on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded, NotFound, Violation
from matcher.profiles.types import Authority
from matcher.service.context import Context, UseCases, check_etag, check_ids, check_version
from matcher.service.inputs import changed
from matcher.service.once import once
from matcher.store import Connection, authorities, programmes
from matcher.store.authorities import Prepared, Version
from matcher.store.types import Page, Stored


class AuthorityUseCases(UseCases):
    """Write, read and delete authorities."""

    def upsert_authorities(
        self,
        programme_id: str,
        items: Sequence[Authority],
        *,
        request_id: str = "",
        etags: Mapping[str, str] | None = None,
        with_confidential: bool = False,
    ) -> tuple[Stored[Authority], ...]:
        """Create or overwrite authorities, all or none; return them in the order given.

        Args:
            programme_id: where they belong.
            items: at most ``limits.BATCH_AUTHORITIES_MAX``.
            request_id: makes a retry harmless.
            etags: by authority id, for those that must not have changed since they were read.
            with_confidential: take empty avoid lists as empty, instead of keeping what is stored.

        Raises:
            NotFound: there is no such programme (or, on a retry, an authority was deleted since).
            InvalidInput: an id twice, or an etag of an authority that is not in ``items``.
            Conflict: ETAG_MISMATCH.
            LimitExceeded: too many at once, or in the programme.
        """
        check_ids(programme_id=programme_id)
        if len(items) > limits.BATCH_AUTHORITIES_MAX:
            raise LimitExceeded("authorities in one request", len(items), limits.BATCH_AUTHORITIES_MAX)
        refuse_twice(items)
        etags = _of_the_batch(etags or {}, items)
        content = [programme_id, str(with_confidential), repr(sorted(etags.items()))]
        request = once(request_id, "upsert_authorities", [*content, *(item.model_dump_json() for item in items)])
        context, prepared = self._context, prepare_all(items)
        with context.database.write() as connection:
            if request.earlier(connection) is not None:
                return _in_order(connection, context, programme_id, [item.id for item in items])
            programmes.require(connection, programme_id)
            written = write(connection, context, programme_id, prepared, etags, with_confidential=with_confidential)
            request.record(connection, context)
        return tuple(_stored(context, programme_id, item, written.rows[item.id]) for item in items)

    def get_authority(self, programme_id: str, authority_id: str) -> Stored[Authority]:
        """Return one authority.

        Raises:
            NotFound: there is no such authority.
        """
        check_ids(programme_id=programme_id, authority_id=authority_id)
        context = self._context
        with context.database.read() as connection:
            return authorities.get(connection, programme_id, authority_id, confidential=context.shows_confidential)

    def list_authorities(self, programme_id: str, page_size: int = 0, page_token: str = "") -> Page[Stored[Authority]]:
        """Return authorities of a programme in the order of their ids.

        Raises:
            NotFound: there is no such programme.
            InvalidInput: the page size is negative, or the token is not one of this list.
        """
        check_ids(programme_id=programme_id)
        context = self._context
        with context.database.read() as connection:
            programmes.require(connection, programme_id)
            return authorities.page(
                connection, programme_id, page_size, page_token, confidential=context.shows_confidential
            )

    def delete_authority(self, programme_id: str, authority_id: str, *, etag: str = "") -> None:
        """Delete one authority.

        Raises:
            NotFound: there is no such authority.
            Conflict: ETAG_MISMATCH.
        """
        check_ids(programme_id=programme_id, authority_id=authority_id)
        with self._context.database.write() as connection:
            check_etag(authorities.get(connection, programme_id, authority_id), etag)
            authorities.remove(connection, programme_id, authority_id)
            changed(connection, self._context, programme_id)


@dataclass(frozen=True, slots=True)
class Written:
    """How many authorities a write created, changed and found as they were; and all of them as they are now, by id."""

    created: int
    updated: int
    unchanged: int
    rows: Mapping[str, Version]


def prepare_all(items: Sequence[Authority]) -> tuple[Prepared, ...]:
    """Return what ``write`` takes. For before the transaction: nobody is to wait for it."""
    return tuple(authorities.prepare(item) for item in items)


def write(
    connection: Connection,
    context: Context,
    programme_id: str,
    items: Sequence[Prepared],
    etags: Mapping[str, str] | None = None,
    *,
    with_confidential: bool = False,
) -> Written:
    """Create or overwrite authorities in an open transaction. What is equal to what is stored keeps its etag.

    Nothing stored is parsed: texts are compared with texts.
    """
    stored = authorities.versions(connection, programme_id, [item.id for item in items])
    _check_etags(programme_id, stored, etags or {})
    fresh = [item for item in items if item.id not in stored]
    total = authorities.count(connection, programme_id) + len(fresh)
    if total > limits.AUTHORITIES_MAX:
        raise LimitExceeded("authorities in one programme", total, limits.AUTHORITIES_MAX)
    whole = [item if with_confidential else _keep_avoid(item, stored) for item in items if item.id in stored]
    different = [item for item in whole if not item.same_as(stored[item.id].prepared)]
    now, new_id = context.now(), context.ids.new
    added, replaced = ([(item, new_id()) for item in group] for group in (fresh, different))
    authorities.add(connection, programme_id, added, now)
    authorities.replace(connection, programme_id, replaced, now)
    if added or replaced:
        changed(connection, context, programme_id)
    rows = {item.id: Version(item, etag, now, now) for item, etag in added}
    rows |= {item.id: Version(item, etag, stored[item.id].created, now) for item, etag in replaced}
    return Written(len(added), len(replaced), len(whole) - len(replaced), {**stored, **rows})


def _keep_avoid(item: Prepared, stored: Mapping[str, Version]) -> Prepared:
    """Return ``item`` with the avoid list that is stored, unless it brings one itself."""
    return replace(item, confidential=stored[item.id].prepared.confidential) if item.names_nobody else item


def _stored(context: Context, programme_id: str, item: Authority, version: Version) -> Stored[Authority]:
    """Return what was written, as reading it again would show it."""
    avoid = authorities.avoid_of(version.prepared) if context.shows_confidential else ()
    shown = item.model_copy(update={"preferences": item.preferences.model_copy(update={"avoid": avoid})})
    name = authorities.name_of(programme_id, item.id)
    return Stored(shown, version.etag, version.created, version.updated, name)


def refuse_twice(items: Sequence[Authority]) -> None:
    """Raise InvalidInput for every id that is listed again."""
    first: dict[str, int] = {}
    violations = []
    for index, item in enumerate(items):
        if first.setdefault(item.id, index) != index:
            message = f"is the id of authorities[{first[item.id]}] already"
            violations.append(Violation(f"authorities[{index}].id", Fault.DUPLICATE, message, item.id))
    if violations:
        raise InvalidInput(violations)


def _in_order(
    connection: Connection, context: Context, programme_id: str, ids: Sequence[str]
) -> tuple[Stored[Authority], ...]:
    found = authorities.find(connection, programme_id, ids, confidential=context.shows_confidential)
    for authority_id in ids:
        if authority_id not in found:  # possible on a retry only
            raise NotFound(authorities.name_of(programme_id, authority_id))
    return tuple(found[authority_id] for authority_id in ids)


def _of_the_batch(etags: Mapping[str, str], items: Sequence[Authority]) -> dict[str, str]:
    known = {item.id for item in items}
    violations = [
        Violation(f"etags[{authority_id}]", Fault.UNKNOWN_REFERENCE, "is not an authority of this request")
        for authority_id in sorted(etags)
        if authority_id not in known
    ]
    if violations:
        raise InvalidInput(violations)
    return {authority_id: etag for authority_id, etag in etags.items() if etag}


def _check_etags(programme_id: str, stored: Mapping[str, Version], etags: Mapping[str, str]) -> None:
    for authority_id, etag in etags.items():
        name = authorities.name_of(programme_id, authority_id)
        if authority_id not in stored:
            raise NotFound(name)
        check_version(name, stored[authority_id].etag, etag)
