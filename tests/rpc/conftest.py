"""One real server for the tests of this folder; each test works in a programme of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.rpc.serving import Client, Serving, real_service, serving, settings_of


@pytest.fixture(scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Serving]:
    settings = settings_of(tmp_path_factory.mktemp("rpc"))
    with real_service(settings) as service:
        async with serving(service, settings) as running:
            yield running


@pytest.fixture
def client(running: Serving) -> Client:
    return running.client
