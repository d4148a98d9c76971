"""Resources as messages: what is stored, with its name, etag and times; runs; pages of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from matcher import limits
from matcher.plans.types import Plan, Programme
from matcher.profiles.types import Authority
from matcher.rpc import codec
from matcher.rpc.names import Fields
from matcher.service import Page, Run, Stored
from matcher.v1 import authority_pb2, matching_service_pb2, plan_pb2, programme_pb2

WITHOUT_PROOF = frozenset({matching_service_pb2.PLAN_VIEW_BASIC, matching_service_pb2.PLAN_VIEW_WITHOUT_PROOF})

Item = TypeVar("Item")
Proto = TypeVar("Proto", bound=Message)


def stored_authority(stored: Stored[Authority]) -> authority_pb2.StoredAuthority:
    """Return an authority with what the server keeps about it."""
    authority = codec.encode(stored.value, authority_pb2.Authority)
    return authority_pb2.StoredAuthority(authority=authority, **kept(stored))


def stored_programme(stored: Stored[Programme]) -> programme_pb2.StoredProgramme:
    """Return a programme with what the server keeps about it."""
    programme = codec.encode(stored.value, programme_pb2.Programme)
    return programme_pb2.StoredProgramme(programme=programme, **kept(stored))


def stored_plan(stored: Stored[Plan], view: int) -> plan_pb2.StoredPlan:
    """Return a plan with what the server keeps about it, as much of it as the ``PlanView`` says."""
    value = stored.value
    if view == matching_service_pb2.PLAN_VIEW_BASIC:
        value = value.model_copy(update={"pairings": (), "cycles": (), "visits": (), "left_out": ()})
    if view in WITHOUT_PROOF and value.evidence is not None:
        value = value.model_copy(update={"evidence": value.evidence.model_copy(update={"steps": ()})})
    plan = codec.encode(value, plan_pb2.Plan)
    if view in WITHOUT_PROOF:
        plan.ClearField("certificate")
    return plan_pb2.StoredPlan(plan=plan, **kept(stored))


def run_message(run: Run) -> matching_service_pb2.Run:
    """Return a run."""
    return matching_service_pb2.Run(
        name=run.name,
        state=f"RUN_STATE_{run.state}",
        stage=run.stage,
        done=run.done,
        total=run.total,
        plan=f"programmes/{run.programme_id}/plans/{run.plan_id}" if run.plan_id else "",
        error_reason=run.error_reason,
        error_message=run.error_message,
        create_time=timestamp(run.created),
        update_time=timestamp(run.updated),
        best_micro=run.best_micro,
        bound_micro=run.bound_micro,
    )


def kept(stored: Stored[Any]) -> dict[str, Any]:
    """Return name, etag and times, by the names they have in every message."""
    return {
        "name": stored.name,
        "etag": stored.etag,
        "create_time": timestamp(stored.created),
        "update_time": timestamp(stored.updated),
    }


def paged(
    fetch: Callable[[int, str], Page[Item]], fields: Fields, build: Callable[[tuple[Item, ...], str], Proto]
) -> Callable[[], Proto]:
    """Return what reads one page: as many items as were asked for, fewer where they do not fit in one message."""
    size = fields.count("page_size", default=0)  # the store knows what 0 stands for, and how many are too many
    token = fields.text("page_token")

    def read(size: int = size) -> Proto:
        page = fetch(size, token)
        reply = build(page.items, page.next_page_token)
        if reply.ByteSize() > limits.MESSAGE_BYTES_MAX and len(page.items) > 1:
            return read(len(page.items) // 2)
        return reply

    return read


def timestamp(when: dt.datetime) -> Timestamp:
    """Return a moment as a message."""
    timestamp = Timestamp()
    timestamp.FromDatetime(when)
    return timestamp
