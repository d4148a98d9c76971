"""The forms people and programs really send: other separators, floats for whole numbers, and traps."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from matcher import limits
from matcher.errors import Fault, InvalidFile, LimitExceeded, MatcherError
from matcher.profiles import Authority, FileFormat, Profiles, read_profiles, template_xlsx, write_profiles
from matcher.profiles.sheets import SHEETS
from tests.profiles.sheets_of_cells import GOOD, HEADER, OTHER, WHOLE, archive, in_form, text, workbook

TWO = read_profiles(in_form(WHOLE, FileFormat.XLSX), FileFormat.XLSX)
PLACED = (*HEADER, "area_km2", "lat", "lon")


def _csv(data: bytes) -> Profiles:
    return read_profiles(data, FileFormat.CSV, name="profiles.csv")


def _xlsx(data: bytes) -> Profiles:
    return read_profiles(data, FileFormat.XLSX, name="profiles.xlsx")


def _only(read: Callable[[bytes], Profiles], data: bytes) -> Authority:
    (authority,) = read(data).authorities
    return authority


@pytest.mark.parametrize("mark", [",", ";"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("ends", [b"\r\n", b"\n"], ids=["CRLF", "LF"])
def test_csv_of_every_office_reads_the_same(mark: str, start: bytes, ends: bytes) -> None:
    """Office programs in Europe write semicolons, others commas, some a byte order mark; the content is the same."""
    data = start + text(WHOLE["authorities"], mark).replace(b"\r\n", ends)
    assert _csv(data) == TWO


@pytest.mark.parametrize("header", ["id;name,country;type", "id\tname\tcountry", "id|name"])
def test_an_unclear_separator_is_refused(header: str) -> None:
    """A wrong guess would shift every cell by one."""
    with pytest.raises(InvalidFile, match="commas nor semicolons"):
        _csv(f"{header}\r\n".encode())


def test_decimal_commas_are_read_where_commas_do_not_separate() -> None:
    """Where the separator is the semicolon, 53,349 degrees are no thousands; 61,234 square kilometres may be."""
    row = (*GOOD, "61,5", "53,349", "-6,26")
    found = _only(_csv, text((PLACED, row), ";"))
    assert (found.area_km2, found.territory.lat, found.territory.lon) == (61.5, 53.349, -6.26)
    with pytest.raises(InvalidFile, match="thousands"):
        _csv(text((PLACED, (*GOOD, "61,234", 1, 1)), ";"))
    assert _only(_csv, text((PLACED, (*GOOD, "61.234", 1, 1)))).area_km2 == 61.234


def test_whole_numbers_come_as_floats_from_spreadsheets() -> None:
    """A spreadsheet knows floats only; 30000.0 inhabitants are 30000, and an id typed as 7 is the text 7."""
    found = _only(_xlsx, workbook({"authorities": (HEADER, (7.0, *GOOD[1:4], 30_000.0))}))
    assert (found.id, found.population) == ("7", 30_000)


@pytest.mark.parametrize(("cell", "value"), [("yes", True), ("X", True), ("TRUE", True), ("No", False), ("", None)])
def test_flags_have_three_values(cell: str, value: bool | None) -> None:
    """An empty cell is unknown. Read as "no" it would deny an island its sea."""
    assert _only(_csv, text(((*HEADER, "island"), (*GOOD, cell)))).territory.island is value


def test_empty_is_unknown_and_zero_is_zero() -> None:
    """Unknown figures are neutral in scores, zeros are not."""
    header = (*HEADER, "elected", "officers")
    people = _only(_xlsx, workbook({"authorities": (header, (*GOOD, 0, None))})).people
    assert (people.elected, people.officers) == (0, None)


def test_codes_may_be_chosen_in_words_and_countries_be_eurostat_s() -> None:
    """The drop-down shows "EDU.LANG: ..." to people; Eurostat's tables say EL and UK."""
    sheets = {
        "authorities": (HEADER, (*GOOD[:2], "el", "island outermost-region", GOOD[4])),
        "Needs": (("Authority ID", "Code", "PRIORITY"), (GOOD[0], "edu.lang: language learning and literacy", 3)),
    }
    found = _only(_xlsx, workbook(sheets))
    assert (found.country, found.type, found.needs[0].code) == ("GR", "ISLAND_OUTERMOST_REGION", "EDU.LANG")


def test_days_written_with_dots_are_day_first() -> None:
    """No country writes month.day.year, so 1.3.2027 is clear; with slashes it is not (see the broken tables)."""
    windows = (("authority_id", "kind", "start", "end"), (GOOD[0], "AVAILABLE", "1.3.2027", "2027-05-31"))
    found = _only(_csv, archive({"authorities.csv": text((HEADER, GOOD)), "windows.csv": text(windows)}))
    assert str(found.logistics.windows[0].start) == "2027-03-01"


def test_empty_rows_are_skipped_and_counted() -> None:
    """Row numbers must be those of the spreadsheet, also below a gap."""
    with pytest.raises(InvalidFile) as caught:
        _csv(text((HEADER, ("",) * 5, (), GOOD, (*OTHER[:4], -1))))
    assert [found.row for found in caught.value.violations] == [5]


def test_past_pairings_may_come_alone_and_name_others() -> None:
    """A programme is loaded in several files; what is not in this one may be in another."""
    rows = (("mentor_id", "mentee_id", "year", "rating"), ("a", "b", 2020, ""))
    assert _xlsx(workbook({"past_pairings": rows})).past_pairings[0].rating is None


def test_what_macos_puts_into_archives_is_left_alone() -> None:
    """A folder compressed on a Mac holds shadow files; they are not the user's fault."""
    members = {"export/authorities.csv": text(WHOLE["authorities"]), "__MACOSX/export/._authorities.csv": b"\x00\x05"}
    assert _csv(archive(members)) == TWO


def test_the_empty_template_says_what_it_lacks() -> None:
    """It opens, it is understood, and it is plainly empty."""
    with pytest.raises(InvalidFile, match="holds no authorities"):
        _xlsx(template_xlsx())


def test_a_filled_template_is_read() -> None:
    """The examples of the template, typed into it, must be a valid file: sheets, headers and code lists agree."""
    with zipfile.ZipFile(io.BytesIO(template_xlsx())) as made:
        names = made.read("xl/workbook.xml").decode()
        comments = [name for name in made.namelist() if name.startswith("xl/comments")]
        rules = sum(made.read(name).count(b"<dataValidation ") for name in made.namelist() if "worksheets/s" in name)
    assert all(f'name="{sheet.name}"' in names for sheet in SHEETS)
    assert len(comments) == len(SHEETS)
    assert rules > 60


def test_json_may_hold_a_programme_beside_and_nothing_else() -> None:
    """One file can hold a whole demonstration; a misspelt key must not drop its content."""
    listed = write_profiles(TWO, FileFormat.JSON)
    assert read_profiles(listed.replace(b"{", b'{"programme": {"id": "p"},', 1), FileFormat.JSON) == TWO
    with pytest.raises(InvalidFile, match="authoritys"):
        read_profiles(listed.replace(b'"past_pairings"', b'"authoritys"'), FileFormat.JSON)


def _corners() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet("authorities")
        page.write_row(0, 0, HEADER)
        page.write_string(900_000, limits.TABLE_COLUMNS_MAX - 1, "far away")
    return target.getvalue()


def _renamed_cells() -> bytes:
    sheet = _member(workbook(WHOLE), "xl/worksheets/sheet1.xml")
    return _with_sheet(sheet.replace(b'r="E3"', b'r="XFD3"'))


def _member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return made.read(name)


def _with_sheet(sheet: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook(WHOLE))) as made:
        members = {name: made.read(name) for name in made.namelist()}
    return archive({**members, "xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize("make", [_corners, _renamed_cells])
def test_a_sheet_with_far_corners_is_measured_before_it_is_laid_out(make: Callable[[], bytes]) -> None:
    """Two cells in opposite corners make a rectangle of billions: a few bytes would take all the memory."""
    with pytest.raises(LimitExceeded, match="of the sheet authorities"):
        _xlsx(make())


def test_sizes_that_lie_are_found_out() -> None:
    """The declared sizes bound the memory, so a member larger than declared must not be unpacked further."""
    data = bytearray(archive({"authorities.csv": b"a" * 1_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 10)
    with pytest.raises(InvalidFile, match="damaged"):
        _csv(bytes(data))


def test_many_members_are_refused() -> None:
    """Each costs time and memory, however small."""
    members = {f"{number}.csv": b"" for number in range(limits.ARCHIVE_MEMBERS_MAX + 1)}
    with pytest.raises(LimitExceeded, match="members"):
        _csv(archive(members))


def test_a_password_is_named_as_the_reason() -> None:
    """A workbook with a password is another container altogether; "damaged" would mislead."""
    with pytest.raises(InvalidFile, match="password"):
        _xlsx(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512)
    data = bytearray(archive({"authorities.csv": b"id,name"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    with pytest.raises(InvalidFile, match="password"):
        _csv(bytes(data))


@pytest.mark.parametrize("value", ["#DIV/0!", ""])
def test_formulas_without_a_value_are_not_unknown(value: str) -> None:
    """The reader would give an empty cell, and empty means unknown: the failed formula would pass unseen."""
    sheet = _member(workbook(WHOLE), "xl/worksheets/sheet1.xml")
    kind, stored = (b' t="e"', f"<v>{value}</v>".encode()) if value else (b"", b"")
    cell = b'<c r="E2"><v>30000</v></c>'
    assert cell in sheet
    data = _with_sheet(sheet.replace(cell, b'<c r="E2"%s><f>1/0</f>%s</c>' % (kind, stored)))
    with pytest.raises(InvalidFile) as caught:
        _xlsx(data)
    places = {(found.sheet, found.row, found.column, found.fault) for found in caught.value.violations}
    assert places == {("authorities", 2, "population", Fault.BAD_FORMAT)}


@pytest.mark.parametrize("evil", [b'<!DOCTYPE x [<!ENTITY a "b">]>', "\ufeff".encode("utf-16")])
def test_document_types_and_other_encodings_are_refused(evil: bytes) -> None:
    """Entities make much out of little, and a second encoding hides them from the check."""
    with pytest.raises(InvalidFile, match="not a sound workbook"):
        _xlsx(_with_sheet(evil + _member(workbook(WHOLE), "xl/worksheets/sheet1.xml")))


def test_a_list_too_long_for_a_cell_is_not_cut() -> None:
    """Spreadsheet cells hold 32,767 characters; the writer would drop the cell without a word."""
    long = TWO.authorities[0].model_copy(update={"illustrative": ("x" * 64,) * 600})
    for file_format in (FileFormat.CSV, FileFormat.XLSX):
        with pytest.raises(LimitExceeded, match="illustrative"):
            write_profiles(Profiles((long,)), file_format)


@pytest.mark.parametrize("file_format", FileFormat)
def test_no_damage_leads_to_another_error(file_format: FileFormat) -> None:
    """Whatever arrives, the caller gets an error of this package or sound profiles, never a crash."""
    rng = random.Random(7)
    whole = write_profiles(TWO, file_format)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read_profiles(bytes(data[: rng.choice((len(data), rng.randrange(len(data))))]), file_format)
        except MatcherError:
            continue


def test_damage_inside_a_workbook_leads_to_no_other_error() -> None:
    """The same below the checksums of the archive, where the reader of the workbook itself is put to the test."""
    rng = random.Random(8)
    with zipfile.ZipFile(io.BytesIO(workbook(WHOLE))) as made:
        members = {name: made.read(name) for name in made.namelist()}
    for name, content in members.items():
        for _ in range(25):
            data = bytearray(content)
            for _ in range(rng.randint(1, 4)):
                data[rng.randrange(len(data))] = rng.choice(b'<>"/=0A9 z')
            try:
                _xlsx(archive({**members, name: bytes(data)}))
            except MatcherError:
                continue
