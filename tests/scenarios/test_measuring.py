"""What the benchmark of what-if measures is what it says."""

from __future__ import annotations

from benchmarks.side_by_side.timing import Clock
from benchmarks.whatif_side.measuring import kernel, questions, rates
from benchmarks.whatif_side.questions import KINDS, SLOW
from fixtures.generator import generate
from matcher.scenarios import Base


def test_every_question_is_answered_from_the_base_and_proved() -> None:
    """A measure of answers that were not proved, or came from a cold solve, would be one of something else."""
    base = Base(generate(60, 1))
    lines = questions("small", base, KINDS | SLOW, 3, Clock.CPU)
    assert [line.question for line in lines] == [*KINDS, *SLOW]
    assert all(line.proved and line.whole.answers == 3 for line in lines)
    (one, two) = rates("small", base, KINDS, 20, (1, 2))
    assert (one.scenarios, two.scenarios, two.threads) == (20, 20, 2)
    assert kernel("small", base, KINDS, 2, Clock.CPU, with_peer=False).peer is None
