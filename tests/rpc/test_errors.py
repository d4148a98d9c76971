"""The catalogue of errors, alone and as a client sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.any_pb2 import Any as AnyMessage
from google.rpc.error_details_pb2 import BadRequest, PreconditionFailure, ResourceInfo, RetryInfo

from matcher import errors
from matcher.errors import Fault, MatcherError, Violation
from matcher.rpc.errors import CATALOGUE, STATUS_BYTES_MAX, refusal
from matcher.v1 import matching_service_pb2 as pb
from tests.rpc.serving import refused, serving, settings_of

RUN = "programmes/p/runs/r"


def _classes(base: type[MatcherError] = MatcherError) -> Iterator[type[MatcherError]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("matcher"):
            yield kind
            yield from _classes(kind)


def test_every_error_is_in_the_catalogue() -> None:
    """An error that is not there would reach clients as INTERNAL, as if it were a defect."""
    assert set(CATALOGUE) == set(_classes())


def _many(count: int, size: int = 40) -> errors.InvalidInput:
    text = "ü" * size
    return errors.InvalidInput(
        Violation(f"authorities[{index}].population", Fault.OUT_OF_RANGE, text, "-1", ">= 1") for index in range(count)
    )


EXAMPLES: list[tuple[MatcherError, grpc.StatusCode, str]] = [
    (_many(2), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_INPUT"),
    (errors.InvalidFile(_many(1).violations), grpc.StatusCode.INVALID_ARGUMENT, "INVALID_FILE"),
    (errors.LimitExceeded("pairs", 3, 2), grpc.StatusCode.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED"),
    (errors.NotFound("programmes/p/runs/r"), grpc.StatusCode.NOT_FOUND, "NOT_FOUND"),
    (errors.AlreadyExists("programmes/p"), grpc.StatusCode.ALREADY_EXISTS, "ALREADY_EXISTS"),
    (errors.Conflict("programmes/p", "ETAG_MISMATCH", "changed"), grpc.StatusCode.ABORTED, "ETAG_MISMATCH"),
    (errors.Conflict("programmes/p", "WRONG_STATE", "over"), grpc.StatusCode.FAILED_PRECONDITION, "WRONG_STATE"),
    (
        errors.Conflict(
            "programmes/p", "WRONG_STATE", "over", (errors.Conflict("programmes/q", "WRONG_STATE", "too"),)
        ),
        grpc.StatusCode.FAILED_PRECONDITION,
        "WRONG_STATE",
    ),
    (errors.Infeasible("no plan", ("pin 1", "rule 2")), grpc.StatusCode.FAILED_PRECONDITION, "INFEASIBLE"),
    (errors.Stopped(by_deadline=True), grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_PASSED"),
    (errors.Stopped(), grpc.StatusCode.CANCELLED, "CANCELLED"),
    (errors.Busy("full"), grpc.StatusCode.UNAVAILABLE, "BUSY"),
    (errors.ProofFailed("gap 1"), grpc.StatusCode.INTERNAL, "PROOF_FAILED"),
    (errors.StoreUnavailable("locked"), grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE"),
]


class Failing:
    """A service of which every use case raises ``error``."""

    ready = True

    def __init__(self) -> None:
        self.error: Exception = RuntimeError()

    def get_run(self, programme_id: str, run_id: str) -> None:
        raise self.error


async def test_each_error_as_a_client_sees_it(tmp_path: Path) -> None:
    """Code, reason and details are what clients branch on; they must survive the wire, trailing metadata included."""
    assert {type(error) for error, _, _ in EXAMPLES} == set(CATALOGUE)
    async with serving(Failing(), settings_of(tmp_path)) as running:
        for error, code, reason in EXAMPLES:
            running.service.error = error
            found = await refused(running.client.matching.GetRun(pb.GetRunRequest(name=RUN)))
            assert (found.code, found.info.reason, found.info.domain) == (code, reason, "matcher")
            assert found.text
            running.service.error = errors.NotFound(RUN)
        found = await refused(running.client.matching.GetRun(pb.GetRunRequest(name=RUN)))
        assert found.found[ResourceInfo].resource_type == "runs"
        assert found.found[ResourceInfo].resource_name == RUN


async def test_a_thousand_violations_fit_through_the_wire(tmp_path: Path) -> None:
    """Clients drop trailing metadata above 8 KB, and the status with it; then nobody would learn what was wrong."""
    async with serving(Failing(), settings_of(tmp_path)) as running:
        for error in (_many(1000), _many(5000, size=2000), _many(3)):
            running.service.error = error
            found = await refused(running.client.matching.GetRun(pb.GetRunRequest(name=RUN)))
            assert found.code is grpc.StatusCode.INVALID_ARGUMENT
            assert found.info.metadata["violations"] == str(len(error.violations))
            assert found.info.metadata["violations_shown"] == str(len(found.violations))
            assert len(found.violations) >= 3
            assert found.violations[0].field == "authorities[0].population"


def test_no_refusal_is_larger_than_its_room() -> None:
    """The bound must hold for hostile sizes too: long paths, long names, many causes."""
    for error in (
        _many(5000, size=3000),
        errors.InvalidInput.one("x" * 100_000, Fault.TOO_LONG, "y" * 100_000, value="z" * 100_000),
        errors.Infeasible("i" * 100_000, tuple("c" * 1000 for _ in range(1000))),
        errors.NotFound("n" * 100_000),
        errors.LimitExceeded("l" * 100_000, 1, 0),
    ):
        _, text, status = refusal(error)
        assert status.ByteSize() <= STATUS_BYTES_MAX
        assert len(text.encode()) <= 400


def test_every_cause_of_infeasibility_is_named_while_there_is_room() -> None:
    """A coordinator can lift only the rules she is told of; with thousands of causes the first are still told."""
    for count, told in ((2, 2), (3000, 20)):
        _, _, status = refusal(errors.Infeasible("no plan", tuple(f"pin {number}" for number in range(count))))
        assert sum(detail.Is(PreconditionFailure.DESCRIPTOR) for detail in status.details) >= told


async def test_an_unexpected_error_tells_nothing_but_an_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Texts of unexpected errors may hold anything, secrets too; the id is what ties a report to the log."""
    async with serving(Failing(), settings_of(tmp_path)) as running:
        running.service.error = RuntimeError("password=hunter2")
        found = await refused(running.client.matching.GetRun(pb.GetRunRequest(name=RUN)))
    assert found.code is grpc.StatusCode.INTERNAL
    assert "hunter2" not in found.text
    assert found.info.metadata["correlation_id"] in found.text
    assert found.info.metadata["correlation_id"] in capsys.readouterr().out


def test_details_help_where_they_can() -> None:
    """What to fix, what to wait for, what stands in the way: a program can act on it without reading English."""
    kinds: dict[type[MatcherError], Any] = {
        errors.InvalidInput: BadRequest,
        errors.Busy: RetryInfo,
        errors.StoreUnavailable: RetryInfo,
        errors.NotFound: ResourceInfo,
        errors.Conflict: PreconditionFailure,
        errors.Infeasible: PreconditionFailure,
    }
    for error, _, _ in EXAMPLES:
        if type(error) in kinds:
            details: list[AnyMessage] = list(refusal(error)[2].details)
            assert any(detail.Is(kinds[type(error)].DESCRIPTOR) for detail in details), error
