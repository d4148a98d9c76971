"""Pairings and their audit in the store: one row counts for a pair, lines have no gaps, secrets lie apart."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import random

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from fixtures.generator import generate
from matcher.errors import InvalidInput, NotFound
from matcher.plans import make_plan
from matcher.plans.consent import AuditLine, ConsentState, DeclineReason, PairingConsent, PairingSide
from matcher.plans.types import Plan, PlanState
from matcher.profiles.taxonomy import Challenge
from matcher.store import Database, audit, consents, open_store, plans, programmes
from matcher.store.database import Inconsistent
from matcher.store.migrate import _FOLDER, migrate

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=1)
WORLD = generate(20, seed=5)
PID = WORLD.programme.id
S = ConsentState
TOKEN = "Xq7ZkWvanished"


@functools.cache
def _plan() -> Plan:
    return make_plan(WORLD)


def _filled(database: Database, *plan_ids: str, state: PlanState = PlanState.DRAFT) -> Plan:
    """Store the programme and its plan under the given ids."""
    prepared = plans.prepare(_plan(), WORLD)
    with database.write() as connection:
        programmes.add(connection, WORLD.programme, "e", NOW)
        for plan_id in plan_ids:
            plans.add(connection, plan_id, prepared, etag="e", now=NOW)
            if state is not PlanState.DRAFT:
                plans.set_state(connection, PID, plan_id, state, etag="f", now=LATER)
    return _plan()


def _pair(mentee: str, mentor: str, state: ConsentState = S.PROPOSED, **more: object) -> PairingConsent:
    return PairingConsent(mentee_id=mentee, mentor_id=mentor, theme=Challenge.EDU_LANG, state=state, **more)


def test_pages_and_filters_give_what_a_full_list_gives(database: Database) -> None:
    """Whatever the size of pages and the filters, following the tokens gives each pairing once and in order."""
    chance = random.Random(2)
    pairs = [(f"a{one}", f"b{two}") for one, two in itertools.product(range(7), range(5))]
    items = [_pair(one, two, chance.choice([S.PROPOSED, S.ASKED, S.DROPPED])) for one, two in pairs]
    _filled(database, "p1", "p2")
    with database.write() as connection:
        consents.add(connection, PID, "p1", [(item, f"e{place}") for place, item in enumerate(items)], NOW, known={})
    with database.read() as connection:
        for state, authority_id in itertools.product((None, S.ASKED), (None, "a3", "b2", "nobody")):
            expected = [
                consents.pair_of(item)
                for item in items
                if state in (None, item.state) and authority_id in (None, item.mentee_id, item.mentor_id)
            ]
            for size in (1, 4, 35, 1000):
                found, token = [], ""
                while True:
                    filters = {"state": state, "authority_id": authority_id}
                    page = consents.page(connection, PID, "p1", size, token, **filters)  # type: ignore[arg-type]
                    found += [consents.pair_of(stored.value) for stored in page.items]
                    if not (token := page.next_page_token):
                        break
                assert found == expected
        token = consents.page(connection, PID, "p1", 1, "").next_page_token
        for others in ({"state": S.ASKED}, {"authority_id": "a3"}):
            with pytest.raises(InvalidInput, match="page_token"):
                consents.page(connection, PID, "p1", 1, token, **others)  # type: ignore[arg-type]
        assert consents.page(connection, PID, "p2", 0, "").items == ()
        assert consents.find(connection, PID, "p1", [("a0", "b0"), ("x", "y")]).keys() == {("a0", "b0")}
        with pytest.raises(NotFound, match="plans/p1/pairings/x:y"):
            consents.get(connection, PID, "p1", ("x", "y"))


def test_one_row_counts_for_a_pair(database: Database) -> None:
    """A second would let a pair be declined in one plan and asked again by the next; the database itself refuses it."""
    _filled(database, "p1", "p2")
    with database.write() as connection:
        consents.add(
            connection, PID, "p1", [(_pair("a", "b", S.CONFIRMED), "e1"), (_pair("c", "d"), "e2")], NOW, known={}
        )
    with pytest.raises(Inconsistent), database.write() as connection:
        consents.add(connection, PID, "p2", [(_pair("a", "b"), "e3")], LATER, known={})
    with database.write() as connection:
        known = consents.current(connection, PID)
        consents.add(connection, PID, "p2", [(_pair("a", "b", S.RUNNING), "e3")], LATER, known=known)
    with database.read() as connection:
        assert consents.states(connection, PID) == [("p2", ("a", "b"), S.RUNNING), ("p1", ("c", "d"), S.PROPOSED)]
        known = consents.current(connection, PID)
        assert {pair: (each.plan_id, each.consent.state) for pair, each in known.items()} == {
            ("a", "b"): ("p2", S.RUNNING),
            ("c", "d"): ("p1", S.PROPOSED),
        }
        former = consents.get(connection, PID, "p1", ("a", "b"))
        assert (former.value.state, former.etag, former.updated) == (S.CONFIRMED, "e1", NOW)
    with database.write() as connection:
        consents.replace(connection, PID, "p2", [(_pair("a", "b", S.DROPPED, reason="moved"), "e4")], LATER)
    with database.read() as connection:
        stored = consents.get(connection, PID, "p2", ("a", "b"))
        assert (stored.value, stored.etag) == (_pair("a", "b", S.DROPPED, reason="moved"), "e4")
        assert consents.get(connection, PID, "p1", ("a", "b")) == former


def test_secrets_lie_in_a_column_of_their_own(database: Database) -> None:
    """A plain read of what is shown cannot tell who declined; asked for, it is there whole."""
    _filled(database, "p1")
    why = {"declined_by": PairingSide.MENTOR, "decline_reason": DeclineReason.COST, "reason": TOKEN}
    secret = _pair("a", "b", S.DECLINED, **why)
    line = AuditLine(plan_id="p1", mentee_id="a", mentor_id="b", from_state=S.ASKED, to_state=S.DECLINED, **why)
    with database.write() as connection:
        consents.add(connection, PID, "p1", [(secret, "e1"), (_pair("c", "d"), "e2")], NOW, known={})
        audit.append(connection, PID, [line], NOW)
    with database.read() as connection:
        for table in ("consents", "audit"):
            (shown,) = connection.execute(
                text(f"SELECT document FROM {table} WHERE mentee_id = 'a' AND mentor_id = 'b'")
            ).scalars()
            assert not any(word in shown for word in (TOKEN, "MENTOR", "COST")), table
        assert consents.get(connection, PID, "p1", ("a", "b"), confidential=True).value == secret
        assert TOKEN not in str(consents.page(connection, PID, "p1", 0, ""))
        assert TOKEN not in str(audit.page(connection, PID, "p1", 0, ""))
        assert audit.page(connection, PID, "p1", 0, "", confidential=True).items[-1].line == line


def test_lines_have_no_gaps_and_stay(database: Database) -> None:
    """A gap is how a deleted line would show; each plan and each pairing finds its own, in order, page by page."""
    _filled(database, "p1", "p2")
    lines = [
        AuditLine(plan_id=f"p{place % 2 + 1}", mentee_id=f"a{place % 3}", mentor_id="b", to_state=S.PROPOSED)
        for place in range(20)
    ]
    for start in (0, 7, 7, 19):
        with database.write() as connection:
            audit.append(connection, PID, lines[start : start + 7] if start < 19 else [], NOW)
    with pytest.raises(ZeroDivisionError), database.write() as connection:  # noqa: PT012 - both are what is tested
        audit.append(connection, PID, lines, NOW)
        raise ZeroDivisionError
    with database.write() as connection:
        audit.append(connection, PID, lines[14:], NOW)
    written = [*lines[:7], *lines[7:14], *lines[7:14], *lines[14:]]
    numbered = list(enumerate(written, start=3))  # after the two of the plans themselves
    with database.read() as connection:
        assert audit.count(connection, PID) == len(written) + 2
        for plan_id, pair in itertools.product(("p1", "p2"), (None, ("a0", "b"), ("a1", "b"))):
            expected = [
                (number, line)
                for number, line in numbered
                if line.plan_id == plan_id and pair in (None, (line.mentee_id, line.mentor_id))
            ]
            for size in (1, 5, 1000):
                found, token = [], ""
                while True:
                    page = audit.page(connection, PID, plan_id, size, token, pair=pair)
                    found += [(each.number, each.line) for each in page.items if each.line.mentee_id]
                    if not (token := page.next_page_token):
                        break
                assert found == expected
        (first, *_) = audit.page(connection, PID, "p1", 1, "").items
        assert (first.number, first.line) == (1, AuditLine(plan_id="p1", plan_to=PlanState.DRAFT))


def test_plans_published_before_begin_with_every_pairing_proposed(url: str) -> None:
    """A database of the version before must not lose the pairings of its published plan, nor gain those of drafts."""
    database = open_store(url)
    plan = _filled(database, "p1", state=PlanState.PUBLISHED)
    with database.write() as connection:
        plans.add(connection, "p2", plans.prepare(_plan(), WORLD), etag="e", now=NOW)
        for table in ("consents", "audit"):
            connection.execute(text(f"DROP TABLE {table}"))
        config = Config()
        config.set_main_option("script_location", str(_FOLDER))
        config.attributes["connection"] = connection
        command.stamp(config, "0002", purge=True)
    migrate(database)
    with database.read() as connection:
        found = consents.page(connection, PID, "p1", 1000, "").items
        assert sorted((each.value.mentee_id, each.value.mentor_id, each.value.theme) for each in found) == sorted(
            (pairing.mentee_id, pairing.mentor_id, pairing.theme) for pairing in plan.pairings
        )
        assert {(each.value.state, each.created) for each in found} == {(S.PROPOSED, LATER)}
        assert len({each.etag for each in found}) == len(found)
        assert consents.page(connection, PID, "p2", 0, "").items == ()
        lines = audit.page(connection, PID, "p1", 1000, "").items
        assert [each.number for each in lines] == list(range(1, len(found) + 1))
        assert {(each.line.to_state, each.line.note and each.line.note.id) for each in lines} == {
            (S.PROPOSED, "PAIRING_PROPOSED")
        }
    database.close()
