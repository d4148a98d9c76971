"""The measure of scenarios at the service: it asks a real server, and says what it was asked."""

from __future__ import annotations

import pytest

from benchmarks.side_by_side.timing import Clock
from benchmarks.whatif_side.questions import KINDS
from benchmarks.whatif_side.service import service_lines, service_table
from fixtures.generator import generate
from matcher.scenarios import Base


@pytest.mark.soak
@pytest.mark.parametrize("clock", Clock)
def test_every_question_is_measured(clock: Clock) -> None:
    """A row without answers, or of another size than the plan has, would be no measure of the service."""
    base = Base(generate(40, 1))
    lines = service_lines("small", base, KINDS, 3, clock)
    assert [line.question for line in lines] == list(KINDS)
    for line in lines:
        assert line.use_case.answers == line.grpc_basic.answers == 3
        assert line.grpc_full is not None
        assert line.bytes_full > line.bytes_basic > 100
    assert service_table(lines, clock).row_count == len(KINDS)
