"""The catalogue of errors: what each class of ``matcher.errors`` is on the wire.

Every refusal carries a ``google.rpc.Status`` with an ``ErrorInfo`` (domain ``matcher``, a stable reason) and, where it
helps, ``BadRequest`` (every field that is wrong), ``RetryInfo``, ``ResourceInfo`` or ``PreconditionFailure``. Clients
take 8 KB of trailing metadata, so the details are cut to fit; ``ErrorInfo.metadata`` counts ``violations`` and
``violations_shown``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc.error_details_pb2 import (  # type: ignore[import-untyped]
    BadRequest,
    ErrorInfo,
    PreconditionFailure,
    ResourceInfo,
    RetryInfo,
)
from google.rpc.status_pb2 import Status  # type: ignore[import-untyped]

from matcher import errors
from matcher.errors import MatcherError
from matcher.limits import VIOLATIONS_SHOWN_MAX

DOMAIN: Final = "matcher"
STATUS_KEY: Final = "grpc-status-details-bin"
STATUS_BYTES_MAX: Final = 4_500  # base64 makes a third more of it; the rest of the 8 KB is for text and other headers
TEXT_BYTES_MAX: Final = 400  # of the message, which stands in the metadata twice, once percent-encoded

Refusal = tuple[grpc.StatusCode, str, Status]
Details = Callable[[Any], Iterable[Message]]


@dataclass(frozen=True)
class Entry:
    """What one class of errors is on the wire."""

    code: Callable[[Any], grpc.StatusCode]
    reason: Callable[[Any], str]
    details: Details = lambda error: ()
    metadata: Callable[[Any], dict[str, str]] = lambda error: {}


def _always(value: Any) -> Callable[[Any], Any]:
    return lambda error: value


def _bad_request(error: errors.InvalidInput) -> Iterable[Message]:
    shown = error.violations[:VIOLATIONS_SHOWN_MAX]
    yield BadRequest(field_violations=[_field_violation(violation) for violation in shown])


def _field_violation(violation: errors.Violation) -> BadRequest.FieldViolation:
    where = str(violation).removeprefix(violation.path).lstrip(": ")
    return BadRequest.FieldViolation(field=violation.path, description=where, reason=violation.fault.value)


def _resource(error: errors.NotFound | errors.AlreadyExists) -> Iterable[Message]:
    kinds = error.resource.split("/")[-2::-2]
    yield ResourceInfo(resource_type=kinds[0] if kinds else "", resource_name=error.resource)


def _conflict(error: errors.Conflict) -> Iterable[Message]:
    for each in (error, *error.others):
        text = f"{each.resource}: {each.message}"
        violation = PreconditionFailure.Violation(type=each.reason, subject=each.resource, description=text)
        yield PreconditionFailure(violations=[violation])


def _causes(error: errors.Infeasible) -> Iterable[Message]:
    for repair in error.repairs:  # few, and worth more than the last of many causes
        yield _violation("REPAIR", repair)
    for cause in error.causes:
        yield _violation("INFEASIBLE", cause)


def _violation(kind: str, subject: str) -> PreconditionFailure:
    return PreconditionFailure(violations=[PreconditionFailure.Violation(type=kind, subject=_cut(subject, 300))])


def _retry_after(seconds: int) -> Details:
    return lambda error: (RetryInfo(retry_delay=Duration(seconds=seconds)),)


def _count(error: errors.InvalidInput) -> dict[str, str]:
    return {"violations": str(len(error.violations))}


def _count_conflicts(error: errors.Conflict) -> dict[str, str]:
    return {"violations": str(1 + len(error.others))}


def _limit(error: errors.LimitExceeded) -> dict[str, str]:
    return {"limit": error.what, "found": str(error.found), "allowed": str(error.allowed)}


_CODE_OF_CONFLICT = {"ETAG_MISMATCH": grpc.StatusCode.ABORTED}

CATALOGUE: Final[dict[type[MatcherError], Entry]] = {
    errors.InvalidInput: Entry(
        _always(grpc.StatusCode.INVALID_ARGUMENT), _always("INVALID_INPUT"), _bad_request, _count
    ),
    errors.InvalidFile: Entry(_always(grpc.StatusCode.INVALID_ARGUMENT), _always("INVALID_FILE"), _bad_request, _count),
    errors.LimitExceeded: Entry(
        _always(grpc.StatusCode.RESOURCE_EXHAUSTED), _always("LIMIT_EXCEEDED"), metadata=_limit
    ),
    errors.NotFound: Entry(_always(grpc.StatusCode.NOT_FOUND), _always("NOT_FOUND"), _resource),
    errors.AlreadyExists: Entry(_always(grpc.StatusCode.ALREADY_EXISTS), _always("ALREADY_EXISTS"), _resource),
    errors.Conflict: Entry(
        lambda error: _CODE_OF_CONFLICT.get(error.reason, grpc.StatusCode.FAILED_PRECONDITION),
        lambda error: str(error.reason),
        _conflict,
        _count_conflicts,
    ),
    errors.Infeasible: Entry(_always(grpc.StatusCode.FAILED_PRECONDITION), _always("INFEASIBLE"), _causes),
    errors.Stopped: Entry(
        lambda error: grpc.StatusCode.DEADLINE_EXCEEDED if error.by_deadline else grpc.StatusCode.CANCELLED,
        lambda error: "DEADLINE_PASSED" if error.by_deadline else "CANCELLED",
    ),
    errors.Busy: Entry(_always(grpc.StatusCode.UNAVAILABLE), _always("BUSY"), _retry_after(1)),
    errors.ProofFailed: Entry(_always(grpc.StatusCode.INTERNAL), _always("PROOF_FAILED")),
    errors.StoreUnavailable: Entry(_always(grpc.StatusCode.UNAVAILABLE), _always("STORE_UNAVAILABLE"), _retry_after(5)),
}


def refusal(error: MatcherError) -> Refusal:
    """Return code, text and rich status of an error of the catalogue."""
    entry = CATALOGUE[type(error)]
    return _refusal(entry.code(error), str(error), entry.reason(error), entry.metadata(error), entry.details(error))


def unexpected(correlation_id: str) -> Refusal:
    """Return what a client hears of an error nobody thought of: nothing but an id under which it was logged."""
    text = f"internal error; it was logged as {correlation_id}"
    return _refusal(grpc.StatusCode.INTERNAL, text, "INTERNAL", {"correlation_id": correlation_id}, ())


def _refusal(
    code: grpc.StatusCode, text: str, reason: str, metadata: dict[str, str], details: Iterable[Message]
) -> Refusal:
    number, _ = code.value
    status = Status(code=number, message=_cut(" ".join(text.split()), TEXT_BYTES_MAX))
    info = ErrorInfo(reason=reason, domain=DOMAIN, metadata={key: _cut(each, 100) for key, each in metadata.items()})
    status.details.add().Pack(info)
    for detail in details:
        if isinstance(detail, BadRequest):
            _pack_what_fits(status, info, detail)
        else:
            _pack_if_it_fits(status, detail)
    return code, status.message, status


def _pack_what_fits(status: Status, info: ErrorInfo, detail: BadRequest) -> None:
    """Add as many violations as there is room for, and to ``info`` how many these are."""
    room = STATUS_BYTES_MAX - status.ByteSize() - 200  # for the type name and the count
    fitting = BadRequest()
    for violation in detail.field_violations:
        violation.field = _cut(violation.field, 300)
        violation.description = _cut(violation.description, 600)
        room -= violation.ByteSize() + 3
        if room < 0:
            break
        fitting.field_violations.append(violation)
    info.metadata["violations_shown"] = str(len(fitting.field_violations))
    status.details[0].Pack(info)
    status.details.add().Pack(fitting)


def _pack_if_it_fits(status: Status, detail: Message) -> None:
    if status.ByteSize() + detail.ByteSize() + 100 <= STATUS_BYTES_MAX:
        status.details.add().Pack(detail)


def _cut(text: str, bytes_max: int) -> str:
    data = text.encode()
    return text if len(data) <= bytes_max else data[: bytes_max - 3].decode(errors="ignore") + "..."
