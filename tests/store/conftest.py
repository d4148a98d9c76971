"""Every test of the store runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.store import Database, open_store
from tests.databases import postgresql_url, sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url()


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    database = open_store(url)
    yield database
    database.close()
