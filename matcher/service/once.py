"""Request ids: the same request sent twice is done once. Reuse with other content is refused."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from matcher.errors import Fault, InvalidInput
from matcher.service.context import Context
from matcher.store import Connection, requests

_PATTERN = re.compile(r"[A-Za-z0-9._:-]{1,64}")


@dataclass(frozen=True, slots=True)
class Once:
    """A request with an id and the digest of its content. Without an id nothing is looked up or recorded."""

    request_id: str
    digest: str

    def earlier(self, connection: Connection) -> dict[str, str | int] | None:
        """Return what the first sending of this request recorded, or ``None``.

        Raises:
            AlreadyExists: if the id was used with other content.
        """
        found = requests.find(connection, self.request_id, self.digest) if self.request_id else None
        return None if found is None else dict(json.loads(found))

    def record(self, connection: Connection, context: Context, **result: str | int) -> None:
        """Record that the request was done, in the transaction that did it; forget those done long ago."""
        if self.request_id:
            requests.forget(connection, context.now() - context.requests_kept)
            requests.add(connection, self.request_id, self.digest, json.dumps(result), context.now())


def once(request_id: str, verb: str, content: Iterable[str | bytes]) -> Once:
    """Return the request; its digest covers the verb and every part of the content.

    Raises:
        InvalidInput: if ``request_id`` has a form that is not allowed.
    """
    if not request_id:
        return Once("", "")
    if not _PATTERN.fullmatch(request_id):
        raise InvalidInput.one(
            "request_id",
            Fault.BAD_FORMAT,
            "is not a request id",
            value=request_id,
            allowed="at most 64 letters, digits, dots, colons, hyphens and underscores, such as a UUID",
        )
    digest = hashlib.sha256(verb.encode())
    for part in content:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return Once(request_id, digest.hexdigest())
