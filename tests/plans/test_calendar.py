"""Calendars and tables of exchanges: they hold exactly the plan's visits, and no name or secret that they may not."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from typing import Any

import icalendar
import pytest
from python_calamine import CalamineWorkbook

from matcher.errors import InvalidInput
from matcher.plans import bundle_json, make_plan, plan_csv, plan_ics, plan_xlsx, readiness
from matcher.plans.types import PairingKind, Plan, PlanInputs, PlanState
from tests.plans.exchanges import KINDS
from tests.plans.test_exchanges import ALL, inputs_of, plan_of

TWIN, CYCLE, STUDY_VISIT = KINDS

each = pytest.mark.parametrize(("kind", "seed"), ALL)


def events(data: bytes) -> list[Any]:
    """Return the events of a calendar as the library reads them back."""
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def _days(event: Any) -> tuple[Any, Any]:
    return event["dtstart"].dt, event["dtend"].dt


@each
def test_a_calendar_holds_exactly_the_visits(kind: PairingKind, seed: int) -> None:
    """A visit that is missing from the calendar is missed."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    data = plan_ics(plan, inputs)
    found = events(data)
    gap = plan.certificate.bound_micro - plan.quality.total_micro if plan.certificate.bound_micro is not None else None
    assert f"gap {gap} micro-points".encode() in data.replace(b"\r\n ", b"")
    if kind is STUDY_VISIT:
        due = sorted(visit.starts for visit in plan.visits)
    else:
        dates = [day for p in plan.pairings for day in (p.starts, p.return_starts)]
        due = sorted(day for day in dates if day is not None)
    assert due
    assert sorted(event["dtstart"].dt for event in found) == due
    assert len({event["uid"] for event in found}) == len(found)
    for event in found:
        first, after = _days(event)
        assert first < after
        assert event["status"] == "TENTATIVE"
        assert event["location"]
        assert str(event["description"]).startswith("Visitors: ")


@each
def test_an_authority_gets_the_visits_it_has_a_part_in(kind: PairingKind, seed: int) -> None:
    """Others' journeys are none of its business, and none of its own may be missing."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    whole = {event["uid"]: event for event in events(plan_ics(plan, inputs))}
    shared = 0
    for authority in inputs.authorities:
        own = events(plan_ics(plan, inputs, authority.id))
        shared += len(own)
        for event in own:
            assert event.to_ical() == whole[event["uid"]].to_ical()
            assert authority.name in f"{event['summary']} {event['description']}"
        days = sorted(_days(event) for event in own)
        assert all(before[1] <= after[0] for before, after in pairwise(days))
    members = 2 * len(whole) if kind is not STUDY_VISIT else sum(1 + len(visit.visitor_ids) for visit in plan.visits)
    assert shared == members


@each
def test_proposed_dates_suit_both(kind: PairingKind, seed: int) -> None:
    """A proposal on a day on which one of the two is away costs a letter and trust."""
    if kind is STUDY_VISIT:
        return
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    by_id = {authority.id: authority for authority in inputs.authorities}
    for p in plan.pairings:
        for starts, ends in ((p.starts, p.ends), (p.return_starts, p.return_ends)):
            if starts is None or ends is None:
                continue
            assert (ends - starts).days + 1 == max(1, inputs.programme.policy.rules.window_days_min)
            for one in (by_id[p.mentee_id], by_id[p.mentor_id]):
                assert any(w.start <= starts and ends <= w.end for w in _joined(one.logistics.windows))
                assert not any(b.start <= ends and starts <= b.end for b in one.logistics.blackouts)


def _joined(windows: tuple[Any, ...]) -> list[Any]:
    """Return windows, those that overlap or touch as one."""
    from datetime import timedelta

    joined: list[Any] = []
    for window in sorted(windows, key=lambda w: (w.start, w.end)):
        if joined and window.start <= joined[-1].end + timedelta(days=1):
            joined[-1] = joined[-1].model_copy(update={"end": max(joined[-1].end, window.end)})
        else:
            joined.append(window)
    return joined


def published(plan: Plan) -> Plan:
    """Return the plan as it leaves the house."""
    return plan.model_copy(update={"state": PlanState.PUBLISHED})


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_calendar_names_only_who_agreed(kind: PairingKind) -> None:
    """Not stated is no consent."""
    inputs = inputs_of(kind, 1)
    plan = published(plan_of(kind, 1))
    text = (
        b"".join((plan_ics(plan, inputs), plan_csv(plan, inputs), *(_cells(plan_xlsx(plan, inputs)))))
        .replace(b"\r\n ", b"")
        .decode()
    )
    silent = [a.name for a in inputs.authorities if a.consent.publication is not True]
    assert silent
    assert all(f"{name};" not in text and f"{name}\\" not in text and f"{name}," not in text for name in silent)
    draft = plan_ics(plan_of(kind, 1), inputs).replace(b"\r\n ", b"").decode()
    assert any(name in draft for name in silent)
    assert plan_ics(plan, inputs) == plan_ics(published(make_plan(inputs)), inputs)


def _cells(book: bytes) -> list[bytes]:
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    rows = [row for name in opened.sheet_names for row in opened.get_sheet_by_name(name).to_python()]
    return [f"{cell};".encode() for row in rows for cell in row]


def test_published_study_visits_are_confirmed() -> None:
    """A calendar program shows a draft and a settled date differently; so must we."""
    inputs, plan = inputs_of(STUDY_VISIT, 0), plan_of(STUDY_VISIT, 0)
    assert {event["status"] for event in events(plan_ics(published(plan), inputs))} == {"CONFIRMED"}
    twins = published(plan_of(TWIN, 0))
    assert {event["status"] for event in events(plan_ics(twins, inputs_of(TWIN, 0)))} == {"TENTATIVE"}


@pytest.mark.parametrize("kind", KINDS)
def test_invented_visits_are_marked(kind: PairingKind) -> None:
    """A demonstration must never pass for an invitation."""
    inputs = inputs_of(kind, 0)
    assert not any("categories" in event for event in events(plan_ics(plan_of(kind, 0), inputs)))
    marked = inputs.model_copy(update={"programme": inputs.programme.model_copy(update={"illustrative": True})})
    plan = make_plan(marked)
    assert all(event["categories"].to_ical() == b"ILLUSTRATIVE" for event in events(plan_ics(plan, marked)))


def test_a_mentoring_plan_has_no_calendar() -> None:
    """An empty calendar would say that nobody meets."""
    from tests.plans.test_plans import roomy

    inputs = roomy(1)
    with pytest.raises(InvalidInput, match="has no visits"):
        plan_ics(make_plan(inputs), inputs)
    with pytest.raises(InvalidInput, match="authority_id"):
        plan_ics(plan_of(TWIN, 0), inputs_of(TWIN, 0), "nobody")


@each
def test_tables_hold_every_pair_and_visit(kind: PairingKind, seed: int) -> None:
    """People work with the spreadsheet; what it leaves out does not exist."""
    inputs, plan = inputs_of(kind, seed), plan_of(kind, seed)
    rows = list(csv.DictReader(io.StringIO(plan_csv(plan, inputs).decode("utf-8-sig"))))
    first, second = {TWIN: ("a_id", "b_id")}.get(kind, ("visitor_id", "host_id"))
    assert [(row[first], row[second]) for row in rows] == [(p.mentee_id, p.mentor_id) for p in plan.pairings]
    assert all(None not in row and None not in row.values() for row in rows)
    book = CalamineWorkbook.from_filelike(io.BytesIO(plan_xlsx(plan, inputs)))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert len(sheets["plan"]) == 1 + len(plan.pairings)
    assert len(sheets["evidence"]) == 1 + len(plan.evidence.steps if plan.evidence else ())
    if kind is CYCLE:
        assert [row[1] for row in sheets["cycles"][1:]] == [len(cycle.authority_ids) for cycle in plan.cycles]
    if kind is STUDY_VISIT:
        assert [row[1] for row in sheets["visits"][1:]] == [visit.host_id for visit in plan.visits]
        assert sum(int(row["cost_eur"]) for row in rows) == plan.exchange.cost_eur if plan.exchange else False


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_confidential_is_in_no_output(kind: PairingKind) -> None:
    """An avoid list read by the other side does the harm it was to prevent."""
    secret = "zz-SECRET-zz"
    inputs = inputs_of(kind, 0)
    records = [authority.model_dump() for authority in inputs.authorities]
    for record in records:
        record["preferences"]["avoid"] = [a | {"reason": secret} for a in record["preferences"]["avoid"]]
        record["people"] = {"accessibility_needs": secret}
    inputs = PlanInputs.model_validate(inputs.model_dump() | {"authorities": records})
    assert secret in inputs.model_dump_json()
    plan = make_plan(inputs)
    texts = (
        plan.model_dump_json().encode(),
        bundle_json(plan, inputs),
        readiness(inputs).model_dump_json().encode(),
        plan_csv(plan, inputs),
        plan_ics(plan, inputs).replace(b"\r\n ", b""),
        *_cells(plan_xlsx(plan, inputs)),
    )
    assert all(secret.encode() not in text for text in texts)
