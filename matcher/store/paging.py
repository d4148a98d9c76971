"""Pages by key: a token holds the last id seen, so that rows inserted or deleted meanwhile move nothing."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from matcher import limits
from matcher.errors import Fault, InvalidInput

_CHECK_BYTES = 6


def page_size(asked: int) -> int:
    """Return the size of a page: 0 means the default, more than the limit means the limit.

    Raises:
        InvalidInput: for a negative number.
    """
    if asked < 0:
        raise InvalidInput.one(
            "page_size", Fault.OUT_OF_RANGE, "is negative", value=asked, allowed=f"0 to {limits.PAGE_SIZE_MAX}"
        )
    return min(asked or limits.PAGE_SIZE_DEFAULT, limits.PAGE_SIZE_MAX)


def encode(collection: str, last_id: str) -> str:
    """Return the token that continues ``collection`` (such as ``programmes/p/authorities``) after ``last_id``."""
    body = json.dumps([collection, last_id], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_check(body) + body).decode().rstrip("=")


def decode(collection: str, token: str) -> str:
    """Return the id after which ``token`` continues; an empty token begins at the start.

    Raises:
        InvalidInput: if the token was not made by ``encode`` for this collection.
    """
    if not token:
        return ""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        check, body = raw[:_CHECK_BYTES], raw[_CHECK_BYTES:]
        if check != _check(body):
            raise ValueError
        found, last_id = json.loads(body)
        if found != collection:
            raise ValueError
        return str(last_id)
    except (ValueError, TypeError, binascii.Error):
        raise InvalidInput.one(
            "page_token",
            Fault.BAD_FORMAT,
            "was not given out for this list",
            value=token,
            allowed="next_page_token of the page before, unchanged",
        ) from None


def _check(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()[:_CHECK_BYTES]
