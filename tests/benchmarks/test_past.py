"""A programme judges its own past: the file is read strictly, and ratings are set against scores."""

from __future__ import annotations

import pytest

from benchmarks.methods.past import RatedPair, correlate, read_pairs
from fixtures.generator import generate
from matcher.errors import InvalidFile
from matcher.plans import evaluate, make_plan


def test_reads_what_spreadsheets_write() -> None:
    """With or without ratings, byte order mark, semicolons, other columns."""
    plain = (RatedPair("a", "b", 4.0), RatedPair("c", "d"))
    assert read_pairs(b"mentee_id,mentor_id,rating\na,b,4\nc,d,\n") == plain
    assert read_pairs("\ufeffmentor_id;note;rating;mentee_id\r\nb;x;4;a\r\nd;y;;c\r\n".encode()) == plain
    assert read_pairs(b"mentee_id,mentor_id\n") == ()


@pytest.mark.parametrize(
    ("data", "column", "row"),
    [
        (b"mentee_id\na\n", "mentor_id", 1),
        (b"", "mentee_id", 1),
        (b"mentee_id,mentor_id,rating\na,b,good\n", "rating", 2),
        (b"mentee_id,mentor_id,rating\na,b,nan\n", "rating", 2),
        (b"mentee_id,mentor_id,rating\na,b,inf\n", "rating", 2),
        (b"mentee_id,mentor_id\na,b\n,d\n", "mentee_id", 3),
        (b"mentee_id,mentor_id\na\n", "mentor_id", 2),
    ],
)
def test_names_every_fault(data: bytes, column: str, row: int) -> None:
    """A coordinator must be able to find the cell."""
    with pytest.raises(InvalidFile) as caught:
        read_pairs(data, "past.csv")
    assert (column, row) in {(fault.path, fault.row) for fault in caught.value.violations}


def test_refuses_other_encodings() -> None:
    """Guessing an encoding would silently change names."""
    with pytest.raises(InvalidFile, match="UTF-8"):
        read_pairs("mentee_id,mentor_id\nKöln,b\n".encode("latin-1"))


def test_correlation_of_ratings_with_scores() -> None:
    """Ratings in the order of the scores correlate fully, in the opposite order negatively; equal ones say nothing."""
    inputs = generate(60, 1)
    chosen = {p.score_micro: p for p in make_plan(inputs).pairings}
    ordered = [chosen[score] for score in sorted(chosen)]
    evaluation = evaluate(inputs, [(p.mentee_id, p.mentor_id) for p in ordered])
    for sign in (1, -1):
        rated = [RatedPair(p.mentee_id, p.mentor_id, float(sign * rank)) for rank, p in enumerate(ordered)]
        found = correlate(evaluation, rated)
        assert found is not None
        assert found.kendall.value == pytest.approx(sign)
        assert found.spearman.value == pytest.approx(sign)
        assert found.pairs == len(ordered)
    assert correlate(evaluation, [RatedPair(p.mentee_id, p.mentor_id, 3.0) for p in ordered]) is None
    assert correlate(evaluation, [RatedPair(p.mentee_id, p.mentor_id) for p in ordered]) is None
