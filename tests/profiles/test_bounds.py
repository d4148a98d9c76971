"""Small files that would take all the time or memory are refused before they do."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher import limits
from matcher.errors import InvalidFile, LimitExceeded, MatcherError
from matcher.profiles import FileFormat, read_profiles
from matcher.profiles.sheets import SHEETS
from matcher.profiles.types import Authority
from tests.profiles.sheets_of_cells import archive

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="46"/></cellXfs></styleSheet>'
FAR = '<row r="40000"><c r="GR40000"><v>1</v></c></row>'
MEGABYTES_MAX, SECONDS_MAX = 300, 10  # of processor time; two are the aim, and the machine may be slow


def _book(sheets: dict[str, str], *, strings: str = "", styles: str = "") -> bytes:
    """Return a workbook from the XML inside its sheets."""
    names = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="r{i}"/>' for i, n in enumerate(sheets, start=1))
    links = "".join(
        f'<Relationship Id="r{i}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    members = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": styles or STYLES,
    }
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
    for position, rows in enumerate(sheets.values(), start=1):
        members[f"xl/worksheets/sheet{position}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{head}{rows}</sheetData></worksheet>'
        )
    return archive({path: content.encode() for path, content in members.items()})


def _shared(cell: str, count: int) -> bytes:
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s">{cell}</c></row>' for n in range(2, count))
    return _book({"authorities": rows}, strings=f"<si><t>{'a' * 30_000}</t></si>")


BOMBS: dict[str, Callable[[], bytes]] = {
    "far corner": lambda: _book({"authorities": FAR}),
    "far corners in every sheet": lambda: _book({sheet.name: FAR for sheet in SHEETS}),
    "one string in many cells": lambda: _shared("<v>0</v>", 19_000),
    "one string in many cells, oddly": lambda: _shared("<v>7</v><v>0</v>", 19_000),
    "many strings": lambda: _book({"authorities": ""}, strings="<si/>" * 600_000),
    "many elements": lambda: _book({"authorities": "<a/>" * 700_000}),
    "large cell": lambda: _book(
        {"authorities": f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"a" * 9_000_000}</t></is></c></row>'}
    ),
    "many rows": lambda: _book({"authorities": "<row><c><v>1</v></c></row>" * 100_000}),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_a_few_bytes_would_become_is_refused(name: str) -> None:
    """Compression, rectangles and shared strings make gigabytes of kilobytes; none of it may be laid out."""
    data = BOMBS[name]()
    assert len(data) < 1_000_000
    with pytest.raises(LimitExceeded):
        read_profiles(data, FileFormat.XLSX)


AUTHORITY = '{"id": "a", "name": "A", "country": "AT", "type": "REGION", "population": 5, '
LISTS: dict[str, Callable[[], str]] = {
    "many needs": lambda: f'[{AUTHORITY}"needs": [{",".join(["{}"] * 200_000)}]}}]',
    "many stages": lambda: f"[{AUTHORITY}{json.dumps({'stages': {str(n): 1 for n in range(50_000)}})[1:]}]",
    "many unknown fields": lambda: json.dumps([{str(n): 1 for n in range(50_000)}]),
    "a key twice": lambda: "[{" + ",".join(f'"{n % 19_999}":0' for n in range(20_000)) + "}]",
    "chain of parents": lambda: json.dumps(
        [{"id": f"a{n}", "parent_authority_id": f"a{n + 1}"} for n in range(15_000)]
    ),
    "empty authorities": lambda: json.dumps([{}] * 19_999),
}
READ = """
import resource, sys
from matcher.errors import MatcherError
from matcher.profiles import FileFormat, read_profiles
before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
try:
    read_profiles(sys.stdin.buffer.read(), FileFormat.JSON)
except MatcherError as error:
    told = len(getattr(error, "violations", ()))
used = resource.getrusage(resource.RUSAGE_SELF)
print(told, used.ru_maxrss // 1024, used.ru_utime - before)
"""


@pytest.mark.parametrize("name", ["many needs", "a key twice"])
def test_a_bad_file_costs_no_more_than_a_good_one(name: str) -> None:
    """Hundreds of thousands of faults help nobody, and each costs more than a sound value."""
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", READ], input=LISTS[name]().encode(), capture_output=True, check=True, cwd=root
    )
    told, megabytes, seconds = run.stdout.split()
    assert int(told) <= limits.VIOLATIONS_KEPT_MAX + 1
    assert float(megabytes) < MEGABYTES_MAX
    assert float(seconds) < SECONDS_MAX


@pytest.mark.parametrize("name", LISTS)
def test_reading_stops_after_so_many_faults_and_says_so(name: str) -> None:
    """Whoever mends ten thousand faults must know that there were more."""
    with pytest.raises(InvalidFile) as caught:
        read_profiles(LISTS[name]().encode(), FileFormat.JSON)
    assert len(caught.value.violations) <= limits.VIOLATIONS_KEPT_MAX + 1
    if len(caught.value.violations) > limits.VIOLATIONS_KEPT_MAX:
        assert "reading stopped" in str(caught.value)


@pytest.mark.parametrize("days", ["1e300", "-1e10", "99999999999"])
def test_durations_beyond_all_calendars_are_refused(days: str) -> None:
    """A cell formatted as a duration holds any number, most of which are no duration."""
    with pytest.raises(InvalidFile, match="not a sound workbook"):
        read_profiles(_book({"authorities": f'<row r="2"><c r="A2" s="1"><v>{days}</v></c></row>'}), FileFormat.XLSX)


def test_a_member_without_a_name_is_refused() -> None:
    """The library that unpacks archives does not expect one."""
    data = bytearray(archive({"Q": b"x"}))
    for signature, offset in ((b"PK\x03\x04", 26), (b"PK\x01\x02", 28)):
        struct.pack_into("<HH", data, data.index(signature) + offset, 0, 1)
    with pytest.raises(MatcherError, match="without a name"):
        read_profiles(bytes(data), FileFormat.CSV)


@pytest.mark.parametrize("name", [name for name, info in Authority.model_fields.items() if "tuple" in str(info)])
def test_every_list_of_an_authority_has_a_bound(name: str) -> None:
    """One list without is enough to fill the memory with its faults."""
    with pytest.raises(InvalidFile) as caught:
        read_profiles(f'[{AUTHORITY}"{name}": [{",".join(["0"] * 6_000)}]}}]'.encode(), FileFormat.JSON)
    assert [found.path for found in caught.value.violations] == [f"authorities[0].{name}"]
