"""A damaged document is a fault of the store that names its place, and never shows what is in it."""

from __future__ import annotations

import zlib

import pytest
from pydantic import TypeAdapter

from matcher.errors import StoreUnavailable
from matcher.profiles.types import Authority, Avoid
from matcher.store import documents

SECRET = "zz-SECRET-zz"


@pytest.mark.parametrize("content", [b"", b"no zlib", zlib.compress(SECRET.encode()), zlib.compress(b'{"id": 1}')])
def test_damaged_documents_are_named_not_shown(content: bytes) -> None:
    """Confidential parts stand in these documents; an error text ends in logs."""
    with pytest.raises(StoreUnavailable, match=r"^programmes/p/plans/1 in the database is damaged") as raised:
        documents.read_compressed(Authority, content, "programmes/p/plans/1")
    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__


def test_a_damaged_avoid_list_is_not_shown() -> None:
    """The reason of an avoid list must not reach a log by way of a validation error."""
    adapter = TypeAdapter(tuple[Avoid, ...])
    with pytest.raises(StoreUnavailable) as raised:
        documents.read_many(adapter, f'[{{"authority_id": "a", "reason": ["{SECRET}"]}}]', "the confidential part")
    assert SECRET not in str(raised.value)
