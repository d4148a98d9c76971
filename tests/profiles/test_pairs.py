"""Lists of pairs are read strictly: every fault at its row and column, whatever spreadsheet wrote the file."""

from __future__ import annotations

import pytest

from matcher import limits
from matcher.errors import InvalidFile, LimitExceeded
from matcher.profiles.pairs import RatedPair, read_pairs


def test_reads_what_spreadsheets_write() -> None:
    """With or without ratings, byte order mark, semicolons, other columns, empty rows, spaces."""
    plain = (RatedPair("a", "b", 4.0), RatedPair("c", "d"))
    for text in (
        "mentee_id,mentor_id,rating\na,b,4\nc,d,\n",
        "\ufeffmentor_id;note;rating;mentee_id\r\nb;x,y;4;a\r\nd;y;;c\r\n",
        "\n\nmentee_id , mentor_id,rating\n\n a ,b,4.0\n,,\n\nc,d",
        'mentee_id,mentor_id,rating,note\na,b,4,"two\nlines"\nc,d,,\n',
    ):
        assert read_pairs(text.encode(), "pairs.csv") == plain
    assert read_pairs(b"mentee_id,mentor_id\n", "pairs.csv") == ()


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", {("mentee_id", 1), ("mentor_id", 1)}),
        ("mentee_id\na\n", {("mentor_id", 1)}),
        ("mentee_id\tmentor_id\na\tb\n", {("mentee_id", 1), ("mentor_id", 1)}),
        ("mentee_id,mentor_id,mentee_id\na,b,c\n", {("mentee_id", 1)}),
        ("mentee_id,mentor_id,rating\na,b,good\n,d,nan\ne,,inf\n", {
            ("rating", 2), ("mentee_id", 3), ("rating", 3), ("mentor_id", 4), ("rating", 4),
        }),
        ("mentee_id,mentor_id\n\n\na\n", {("mentor_id", 4)}),
        ('mentee_id,mentor_id,note\na,b,"1\n2\n3"\nc\n', {("mentor_id", 3)}),
        ('mentee_id,mentor_id\n,b\na,"b" c\n', {("mentee_id", 2), ("(row)", 3)}),
        ("mentee_id,mentor_id\na,b\na," + "x" * 131_073, {("(row)", 3)}),
    ],
)  # fmt: skip
def test_names_every_fault(text: str, faults: set[tuple[str, int]]) -> None:
    """A coordinator must be able to find each cell, and corrects the file once."""
    with pytest.raises(InvalidFile) as caught:
        read_pairs(text.encode(), "past.csv")
    assert {(fault.path, fault.row) for fault in caught.value.violations} == faults
    assert {fault.sheet for fault in caught.value.violations} == {"past.csv"}


def test_refuses_other_encodings() -> None:
    """Guessing an encoding would silently change names."""
    with pytest.raises(InvalidFile, match="UTF-8") as caught:
        read_pairs("mentee_id,mentor_id\nKöln,b\n".encode("latin-1"), "past.csv")
    assert caught.value.violations[0].row == 2


def test_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """More pairs than can be judged are not collected first."""
    monkeypatch.setattr(limits, "EVALUATED_PAIRS_MAX", 2)
    data = b"mentee_id,mentor_id\n" + b"a,b\n" * 2
    assert len(read_pairs(data, "pairs.csv")) == 2
    with pytest.raises(LimitExceeded):
        read_pairs(data + b"a,b\n", "pairs.csv")
    monkeypatch.setattr(limits, "FILE_BYTES_MAX", 10)
    with pytest.raises(LimitExceeded):
        read_pairs(data, "pairs.csv")
