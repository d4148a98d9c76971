"""Every fault of a table is told with sheet, row and column, and nothing else is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from fixtures.broken import BROKEN_FILES, BrokenFile
from matcher.errors import Fault, InvalidFile
from matcher.profiles import FileFormat, read_profiles
from tests.profiles.sheets_of_cells import GOOD, HEADER, OTHER, WHOLE, Rows, in_form

Where = tuple[str, int, str, Fault]
HEADERS = {
    "needs": ("authority_id", "code", "priority", "note"),
    "stages": ("authority_id", "code", "stage"),
    "languages": ("authority_id", "language", "level", "people"),
    "windows": ("authority_id", "kind", "start", "end"),
    "roles": ("authority_id", "role", "capacity_min", "capacity_max", "themes"),
    "wishes": ("authority_id", "partner_id", "reason"),
    "hosting": ("authority_id", "themes", "times_max", "visitors_min", "visitors_max", "persons_max", "windows"),
    "past_pairings": ("mentor_id", "mentee_id", "year", "theme", "rating"),
}
NEEDS, PARTNERS, PAST = HEADERS["needs"], HEADERS["wishes"], HEADERS["past_pairings"]
NINE_ON_MONDAY = dt.datetime(2027, 3, 1, 9)  # noqa: DTZ001  a cell knows no zone
DAY, LATER = dt.date(2027, 3, 1), dt.date(2027, 5, 31)
A = "authorities"
VISIT = ("openton", "EDU.LANG", 1)


@dataclass(frozen=True)
class Case:
    name: str
    sheets: Mapping[str, Rows]
    expected: tuple[Where, ...]


def _with(**sheets: Rows) -> Mapping[str, Rows]:
    return {**WHOLE, **sheets}


def _in(sheet: str, name: str, rows: Rows, row: int, column: str, fault: Fault) -> Case:  # noqa: PLR0917  a line of a table
    """Two sound authorities, and ``rows`` in ``sheet`` of which ``row`` is at fault."""
    return Case(name, _with(**{sheet: (HEADERS[sheet], *rows)}), ((sheet, row, column, fault),))


def _one(column: str, value: object, fault: Fault, *, row: tuple[object, ...] = GOOD) -> Case:
    """One authority, whose ``column`` holds ``value``."""
    if column in HEADER:
        header, cells = HEADER, tuple(value if name == column else cell for name, cell in zip(HEADER, row, strict=True))
    else:
        header, cells = (*HEADER, column), (*row, value)
    return Case(f"{column} {str(value)[:20]!r}", {A: (header, cells)}, ((A, 2, column, fault),))


CELLS = (
    _one("id", "", Fault.MISSING),
    _one("id", "-x", Fault.BAD_FORMAT),
    _one("id", "x" * 65, Fault.TOO_LONG),
    _one("name", "", Fault.MISSING),
    _one("name", "x" * 201, Fault.TOO_LONG),
    _one("country", "Ireland", Fault.NOT_ALLOWED),
    _one("type", "VILLAGE", Fault.NOT_ALLOWED),
    _one("population", "", Fault.MISSING),
    _one("population", 0, Fault.OUT_OF_RANGE),
    _one("population", -5, Fault.OUT_OF_RANGE),
    _one("population", 3.5, Fault.WRONG_TYPE),
    _one("population", "many", Fault.WRONG_TYPE),
    _one("population", "30.000", Fault.BAD_FORMAT),
    _one("population", "30,000", Fault.BAD_FORMAT),
    _one("population", "1.000.000", Fault.WRONG_TYPE),
    _one("population", "NaN", Fault.NOT_FINITE),
    _one("population", "=1+1", Fault.WRONG_TYPE),
    _one("population", "9" * 5_000, Fault.NOT_FINITE),
    _one("area_km2", "-inf", Fault.NOT_FINITE),
    _one("area_km2", "1e999", Fault.NOT_FINITE),
    _one("area_km2", 0, Fault.OUT_OF_RANGE),
    _one("nuts3", "pl633", Fault.BAD_FORMAT),
    _one("degurba", 4, Fault.OUT_OF_RANGE),
    _one("question_2", "x" * 501, Fault.TOO_LONG),
    _one("coastal", "perhaps", Fault.NOT_ALLOWED),
    _one("parent_authority_id", GOOD[0], Fault.CONTRADICTION),
    _one("official_languages", "ga; xx", Fault.NOT_ALLOWED),
    _one("countries_ready", "IE, PT", Fault.NOT_ALLOWED),
    _one("competence_housing", "SOME", Fault.NOT_ALLOWED),
    _one("delegation_size", 0, Fault.OUT_OF_RANGE),
    _one("visit_budget_eur", "6,000", Fault.BAD_FORMAT),
    _one("visit_budget_eur", -1, Fault.OUT_OF_RANGE),
)
TABLES = (
    Case(
        "latitude alone",
        {A: ((*HEADER, "lat", "lon"), (*GOOD, 50, ""))},
        ((A, 2, "lon", Fault.CONTRADICTION),),
    ),
    Case("no rows", {A: (HEADER,)}, (("", 0, "", Fault.MISSING),)),
    Case("id twice", {A: (HEADER, GOOD, OTHER, GOOD)}, ((A, 4, "id", Fault.DUPLICATE),)),
    Case("column missing", {A: (HEADER[:4], GOOD[:4])}, ((A, 1, "population", Fault.MISSING),)),
    Case("column unknown", {A: ((*HEADER, "populationyear"), GOOD)}, ((A, 1, "populationyear", Fault.UNKNOWN_FIELD),)),
    Case("column twice", {A: ((*HEADER, "Name"), (*GOOD, "B"))}, ((A, 1, "name", Fault.DUPLICATE),)),
    Case("cell beside the table", {A: (HEADER, (*GOOD, "stray"))}, ((A, 2, "", Fault.UNKNOWN_FIELD),)),
    _in("needs", "need of a stranger", (("openton2", "EDU.LANG", 3),), 2, "authority_id", Fault.UNKNOWN_REFERENCE),
    _in("needs", "need of nobody", (("", "EDU.LANG", 3),), 2, "authority_id", Fault.MISSING),
    _in("needs", "need without code", (("openton", "", 3),), 2, "code", Fault.MISSING),
    _in("needs", "need code unknown", (("openton", "EDU.LANGUAGE", 3),), 2, "code", Fault.NOT_ALLOWED),
    _in("needs", "need too urgent", ((), ("openton", "EDU.LANG", 6)), 3, "priority", Fault.OUT_OF_RANGE),
    _in("needs", "need twice", (("openton", "EDU.LANG", 3), ("openton", "edu.lang", 4)), 3, "code", Fault.DUPLICATE),
    _in("needs", "note too long", (("openton", "EDU.LANG", 3, "x" * 501),), 2, "note", Fault.TOO_LONG),
    _in("stages", "stage zero", (("openton", "EDU.LANG", 0),), 2, "stage", Fault.OUT_OF_RANGE),
    _in("stages", "stage missing", (("openton", "EDU.LANG", None),), 2, "stage", Fault.MISSING),
    _in("stages", "stage twice", (("openton", "EDU.LANG", 1), ("openton", "EDU.LANG", 2)), 3, "code", Fault.DUPLICATE),
    _in("languages", "language unknown", (("openton", "Irish", "B2", 1),), 2, "language", Fault.NOT_ALLOWED),
    _in(
        "languages",
        "language twice",
        (("farville", "en", "B2", 1), ("openton", "en", "B2", 1), ("openton", "EN", "C1", 2)),
        4,
        "language",
        Fault.DUPLICATE,
    ),
    _in("languages", "nobody speaks it", (("openton", "en", "B2", 0),), 2, "people", Fault.OUT_OF_RANGE),
    _in("windows", "bad day", (("openton", "AVAILABLE", "2027-02-30", LATER),), 2, "start", Fault.BAD_FORMAT),
    _in(
        "windows", "month or day first", (("openton", "AVAILABLE", "03/04/2027", LATER),), 2, "start", Fault.BAD_FORMAT
    ),
    _in("windows", "window backwards", (("openton", "BLACKOUT", LATER, DAY),), 2, "end", Fault.CONTRADICTION),
    _in("windows", "window of no kind", (("openton", "", DAY, LATER),), 2, "kind", Fault.MISSING),
    _in("roles", "capacity below minimum", (("openton", "MENTOR", 3, 2, ""),), 2, "capacity_max", Fault.CONTRADICTION),
    _in("roles", "theme unknown", (("openton", "MENTOR", 0, 2, "EDU.LANG; EDU"),), 2, "themes", Fault.NOT_ALLOWED),
    _in("hosting", "visit of a stranger", (("openton2",),), 2, "authority_id", Fault.UNKNOWN_REFERENCE),
    _in("hosting", "visit theme unknown", (("openton", "EDU"),), 2, "themes", Fault.NOT_ALLOWED),
    _in("hosting", "visit held never", (("openton",), ("farville", "", 0)), 3, "times_max", Fault.OUT_OF_RANGE),
    _in("hosting", "visit for fewer than it needs", ((*VISIT, 3, 2),), 2, "visitors_max", Fault.CONTRADICTION),
    _in("hosting", "visit for nobody", ((*VISIT, 1, 2, 0),), 2, "persons_max", Fault.OUT_OF_RANGE),
    _in("hosting", "visit on one day", ((*VISIT, 1, 2, 9, "2027-03-01"),), 2, "windows", Fault.BAD_FORMAT),
    _in("hosting", "visit on a date", ((*VISIT, 1, 2, 9, DAY),), 2, "windows", Fault.BAD_FORMAT),
    _in("hosting", "visit on no day", ((*VISIT, 1, 2, 9, f"{DAY}/2027-02-30"),), 2, "windows", Fault.BAD_FORMAT),
    _in("hosting", "visit backwards", ((*VISIT, 1, 2, 9, f"{LATER}/{DAY}"),), 2, "windows", Fault.CONTRADICTION),
    _in("wishes", "wish for itself", (("openton", "openton", ""),), 2, "partner_id", Fault.CONTRADICTION),
    Case(
        "origins without a source",
        {
            A: ((*HEADER, "origins_level", "origins_year"), (*GOOD, "NUTS3", 2021)),
            "origins": (("authority_id", "group", "percent"), ("openton", "UKRAINE", 3)),
        },
        ((A, 2, "origins_source", Fault.MISSING),),
    ),
    _in(
        "past_pairings",
        "past pairing with itself",
        (("openton", "openton", 2020),),
        2,
        "mentee_id",
        Fault.CONTRADICTION,
    ),
    _in(
        "past_pairings",
        "past pairing twice",
        (("openton", "farville", 2020), ("openton", "farville", 2020)),
        3,
        "",
        Fault.DUPLICATE,
    ),
    _in("past_pairings", "past rating", (("openton", "elsewhere", 2020, "", 6),), 2, "rating", Fault.OUT_OF_RANGE),
    Case("sheet unknown", {**WHOLE, "need": (NEEDS,)}, (("need", 0, "", Fault.UNKNOWN_FIELD),)),
    Case(
        "parents in a ring",
        {A: ((*HEADER, "parent_authority_id"), (*GOOD, "farville"), (*OTHER, "openton"))},
        ((A, 2, "parent_authority_id", Fault.CONTRADICTION),),
    ),
    Case(
        "faults in every corner",
        {
            A: ((*HEADER, "lat", "lon"), (*GOOD[:4], -1, "north", 3), ("farville", "", "XX", "REGION", 5, 1, 500)),
            "needs": (NEEDS, ("openton", "EDU.LANG", 9), ("nobody", "EDU.LANGS", 3)),
            "past_pairings": (PAST, ("openton", "x y", "soon")),
        },
        (
            (A, 2, "lat", Fault.WRONG_TYPE),
            (A, 2, "population", Fault.OUT_OF_RANGE),
            (A, 3, "country", Fault.NOT_ALLOWED),
            (A, 3, "lon", Fault.OUT_OF_RANGE),
            (A, 3, "name", Fault.MISSING),
            ("needs", 2, "priority", Fault.OUT_OF_RANGE),
            ("needs", 3, "authority_id", Fault.UNKNOWN_REFERENCE),
            ("needs", 3, "code", Fault.NOT_ALLOWED),
            ("past_pairings", 2, "mentee_id", Fault.BAD_FORMAT),
            ("past_pairings", 2, "year", Fault.WRONG_TYPE),
        ),
    ),
)
IN_WORKBOOKS = (
    Case("code as a number", {A: ((*HEADER, "lau"), (*GOOD, 1001))}, ((A, 2, "lau", Fault.WRONG_TYPE),)),
    Case("name as a flag", {A: (HEADER, (GOOD[0], True, *GOOD[2:]))}, ((A, 2, "name", Fault.WRONG_TYPE),)),
    Case("number as a date", {A: (HEADER, (*GOOD[:4], DAY))}, ((A, 2, "population", Fault.WRONG_TYPE),)),
    Case("number as a flag", {A: (HEADER, (*GOOD[:4], True))}, ((A, 2, "population", Fault.WRONG_TYPE),)),
    Case("flag as a number", {A: ((*HEADER, "island"), (*GOOD, 1))}, ((A, 2, "island", Fault.NOT_ALLOWED),)),
    _in("windows", "day as a number", (("openton", "AVAILABLE", 46000, LATER),), 2, "start", Fault.BAD_FORMAT),
    _in("windows", "day with a time", (("openton", "AVAILABLE", NINE_ON_MONDAY, LATER),), 2, "start", Fault.BAD_FORMAT),
    Case("line in a name", {A: (HEADER, (GOOD[0], "Open\nton", *GOOD[2:]))}, ((A, 2, "name", Fault.BAD_FORMAT),)),
)


def _told(case: Case, file_format: FileFormat) -> InvalidFile:
    with pytest.raises(InvalidFile) as caught:
        read_profiles(in_form(case.sheets, file_format), file_format, name="profiles")
    return caught.value


def _places(error: InvalidFile) -> tuple[Where, ...]:
    return tuple(sorted((found.sheet, found.row, found.column, found.fault) for found in error.violations))


@pytest.mark.parametrize("file_format", [FileFormat.CSV, FileFormat.XLSX])
@pytest.mark.parametrize("case", [*CELLS, *TABLES], ids=lambda case: case.name)
def test_a_fault_is_told_at_its_cell(case: Case, file_format: FileFormat) -> None:
    """Someone has to mend the file by hand: too few places and they search, too many and they mend what is right."""
    if case.name == "sheet unknown" and file_format is FileFormat.CSV:
        case = Case(case.name, case.sheets, (("", 0, "", Fault.UNKNOWN_FIELD),))  # a member, not a sheet
    assert _places(_told(case, file_format)) == tuple(sorted(case.expected))


@pytest.mark.parametrize("case", IN_WORKBOOKS, ids=lambda case: case.name)
def test_a_cell_of_the_wrong_type_is_not_bent_into_shape(case: Case) -> None:
    """Spreadsheets turn text into numbers and dates on their own; a lost leading zero is another municipality."""
    assert _places(_told(case, FileFormat.XLSX)) == tuple(sorted(case.expected))


@pytest.mark.parametrize("case", [*CELLS, *TABLES, *IN_WORKBOOKS], ids=lambda case: case.name)
def test_the_text_says_value_and_what_is_allowed(case: Case) -> None:
    """A message that does not say what would be right makes people guess."""
    for found in _told(case, FileFormat.XLSX).violations:
        assert found.message
        assert found.value or found.fault in (Fault.MISSING, Fault.CONTRADICTION, Fault.DUPLICATE)
        if found.fault not in (Fault.DUPLICATE, Fault.CONTRADICTION, Fault.UNKNOWN_FIELD):
            assert found.allowed
        assert "Input should" not in found.message
        assert len(str(found)) < 2_000


def test_both_rows_of_a_repeated_id_are_named() -> None:
    """Which of the two is wrong, only the coordinator can tell."""
    error = _told(next(case for case in TABLES if case.name == "id twice"), FileFormat.XLSX)
    assert "authorities row 4" in str(error)
    assert "row 2 of authorities" in str(error)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("column unknown", "population_year"), ("need of a stranger", "openton"), ("sheet unknown", "needs")],
)
def test_a_slip_of_the_pen_gets_a_hint(name: str, hint: str) -> None:
    """Most faults are typing errors, and the right name is one letter away."""
    error = _told(next(case for case in TABLES if case.name == name), FileFormat.XLSX)
    assert f"Maybe you meant {hint}" in str(error)


@pytest.mark.parametrize("case", BROKEN_FILES, ids=lambda case: case.name)
def test_broken_files_are_refused_by_name(case: BrokenFile) -> None:
    """Whatever is wrong with a file as a whole, the reader says so in its own error and nothing of it is taken."""
    with pytest.raises(case.error) as caught:
        read_profiles(case.make(), case.file_format, name="profiles")
    assert case.names in str(caught.value)
