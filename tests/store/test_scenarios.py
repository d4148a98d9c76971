"""Scenarios in the store, on both databases: they belong to a plan, page by page, and go with their programme."""

from __future__ import annotations

import datetime as dt

import pytest

from fixtures.generator import generate
from matcher.errors import NotFound
from matcher.plans import make_plan
from matcher.profiles.types import Avoid
from matcher.scenarios.edits import AddAuthority, DropOut
from matcher.scenarios.named import Adoption, NamedScenario
from matcher.store import Connection, Database, plans, programmes, scenarios
from matcher.store.database import Inconsistent
from tests.scenarios import asking

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
INPUTS = generate(20, seed=2)
AT = INPUTS.programme.id


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as connection:
        programmes.add(connection, INPUTS.programme, "1", NOW)
        plans.add(connection, "base", plans.prepare(make_plan(INPUTS), INPUTS), etag="1", now=NOW)
    return database


def _add(connection: Connection, scenario_id: str, scenario: NamedScenario, shown: NamedScenario | None = None) -> None:
    scenarios.add(connection, AT, scenario_id, shown or scenario, scenario, etag="1", now=NOW)


def test_what_is_hidden_is_read_only_on_request(filled: Database) -> None:
    """A plain read must not be able to show an avoid list; the computation needs it all the same."""
    one = asking.newcomer(1, 1)
    avoid = one.preferences.model_copy(update={"avoid": (Avoid(authority_id="secret"),)})
    whole = NamedScenario(
        plan_id="base",
        display_name="x",
        edits=(AddAuthority(authority=one.model_copy(update={"preferences": avoid})), DropOut(authority_id="a")),
    )
    bare = one.preferences.model_copy(update={"avoid": ()})
    shown = whole.model_copy(
        update={"edits": (AddAuthority(authority=one.model_copy(update={"preferences": bare})), *whole.edits[1:])}
    )
    with filled.write() as connection:
        _add(connection, "a", whole, shown)
        _add(connection, "b", shown)
    with filled.read() as connection:
        assert scenarios.get(connection, AT, "a").value == shown
        assert scenarios.get(connection, AT, "a", confidential=True).value == whole
        assert scenarios.get(connection, AT, "b", confidential=True).value == shown
    with filled.write() as connection:
        scenarios.replace(connection, AT, "a", shown, shown, etag="2", now=NOW)
        assert scenarios.get(connection, AT, "a", confidential=True).value == shown


def test_scenarios_belong_to_a_plan_and_go_with_their_programme(filled: Database) -> None:
    """One of no plan could not be asked; what a deleted programme leaves behind would turn up in the next of its id."""
    scenario = NamedScenario(plan_id="base", display_name="x")
    with filled.write() as connection:
        for scenario_id in ("c", "a", "B"):
            _add(connection, scenario_id, scenario)
        origin = Adoption(plan_id="base", base_plan_id="base", scenario_id="a", display_name="x")
        scenarios.add_adoption(connection, AT, origin, NOW)
    with pytest.raises(Inconsistent), filled.write() as connection:
        _add(connection, "d", scenario.model_copy(update={"plan_id": "none"}))
    with filled.write() as connection:
        page = scenarios.page(connection, AT, 2, "")
        rest = scenarios.page(connection, AT, 2, page.next_page_token)
        assert [one.id for one in (*page.items, *rest.items)] == ["B", "a", "c"]
        assert scenarios.count(connection, AT) == 3
        scenarios.remove(connection, AT, "a")
        assert scenarios.find(connection, AT, "a") is None
        assert scenarios.find_adoption(connection, AT, "base") == origin
        assert scenarios.adopted(connection, AT, "a") == ("base",)
        programmes.remove(connection, AT)
        assert scenarios.count(connection, AT) == 0
        assert scenarios.find_adoption(connection, AT, "base") is None
        with pytest.raises(NotFound):
            scenarios.get(connection, AT, "c")
