"""Every use case is tried on both databases, with a clock and an engine of the test's own."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from fixtures.generator import generate
from matcher.engine import Engine
from matcher.plans.types import PlanInputs
from matcher.service import Context, Service
from matcher.settings import Settings
from matcher.store import open_store
from tests.databases import postgresql_url, sqlite_url

Build = Callable[..., Service]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Logs are kept, not rendered: a rendered traceback with its surroundings takes seconds."""
    with capture_logs():
        yield


@pytest.fixture(scope="session")
def world() -> PlanInputs:
    """A small fictional programme whose authorities are ready to be planned."""
    return generate(30, seed=5)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return sqlite_url(tmp_path) if request.param == "sqlite" else postgresql_url()


@pytest.fixture
def build(url: str) -> Iterator[Build]:
    """Build services on the test's database; all are closed at its end."""
    made: list[Service] = []
    seconds = itertools.count()

    def _clock() -> dt.datetime:
        return dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=next(seconds))

    def _build(*, at_once: int = 2, waiting: int = 8, **settings: object) -> Service:
        engine = Engine(at_once=at_once, waiting=waiting, threads=2)
        context = Context(open_store(url), engine, Settings(database_url=url, **settings), _clock)
        made.append(Service(context))
        return made[-1]

    yield _build
    for service in made:
        service.close()


@pytest.fixture
def service(build: Build) -> Service:
    return build()


@pytest.fixture
def loaded(service: Service, world: PlanInputs) -> Service:
    """A service that holds the small programme."""
    assert service.load(world)
    return service
