"""What is written reads back unchanged, in every form, field by field."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from annotated_types import Ge, Gt, Le
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.profiles import Authority, FileFormat, PastPairing, Profiles, read_profiles, template_xlsx, write_profiles
from matcher.profiles.cells import join_list, split_list
from matcher.profiles.sheets import SHEETS
from matcher.profiles.tables import Column, Kind, Shape
from tests.profiles.tree import Leaf, leaves, random_trees

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
EXAMPLES = {FileFormat.JSON: 40, FileFormat.CSV: 60, FileFormat.XLSX: 30}


def _profiles(trees: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> Profiles:
    authorities = {tree["id"]: Authority.model_validate(tree | {"parent_authority_id": None}) for tree in trees[0]}
    pairings = [PastPairing.model_validate(tree) for tree in trees[1]]
    unlike = {(found.mentor_id, found.mentee_id, found.year, found.theme): found for found in pairings}
    return Profiles(tuple(authorities.values()), tuple(unlike.values()))


PROFILES = st.tuples(
    st.lists(random_trees(Authority), min_size=1, max_size=3), st.lists(random_trees(PastPairing), max_size=2)
).map(_profiles)


@pytest.mark.parametrize("file_format", FileFormat)
def test_what_is_written_reads_back_unchanged(file_format: FileFormat) -> None:
    """An export is a backup and a way to work in a spreadsheet; whatever it lost would be lost for good."""

    @settings(max_examples=EXAMPLES[file_format], deadline=None, suppress_health_check=SLOW)
    @given(PROFILES)
    def holds(profiles: Profiles) -> None:
        data = write_profiles(profiles, file_format, with_confidential=True)
        assert read_profiles(data, file_format) == profiles

    holds()


def _column_paths() -> dict[str, Column]:
    paths: dict[str, Column] = {}
    for sheet in SHEETS:
        for place in sheet.places.values():
            for column in sheet.columns:
                mark = {"@key": f"{place}{{key}}", "@value": f"{place}{{value}}"}.get(column.field, "")
                inside = f"{place}[].{column.field}" if sheet.shape is Shape.LIST else column.field
                path = mark or re.sub(r"\[\d\]", "[]", inside) + ("[]" if column.many else "")
                root = "past_pairings." if sheet.shape is Shape.RECORDS else ""
                ends = (".start", ".end") if column.kind is Kind.SPAN else ("",)
                if mark or not column.field.startswith("@"):
                    paths |= {root + path + end: column for end in ends}
    return paths


def _leaves() -> dict[str, Leaf]:
    pairings = {f"past_pairings.{path}": leaf for path, leaf in leaves(PastPairing)}
    return dict(leaves(Authority)) | pairings


def test_every_field_has_a_column_and_every_column_a_field() -> None:
    """A field without a column would silently stay behind in every spreadsheet."""
    assert set(_column_paths()) == set(_leaves())


@pytest.mark.parametrize("path", _column_paths())
def test_a_column_allows_what_its_field_allows(path: str) -> None:
    """Drop-downs and bounds of the spreadsheet must neither refuse what is right nor offer what is wrong."""
    column, leaf = _column_paths()[path], _leaves()[path]
    kinds = {int: Kind.INTEGER, float: Kind.DECIMAL, bool: Kind.FLAG}
    assert column.choices == leaf.vocabulary
    assert kinds.get(leaf.kind) in (column.kind, None)
    if leaf.kind in (int, float):
        least = leaf.limit(Ge) if leaf.limit(Ge) is not None else leaf.limit(Gt)
        assert (column.low, column.high) == (least, leaf.limit(Le))


def test_required_columns_are_the_required_fields() -> None:
    """The header says what is required; it must not ask for more or less than the schema."""
    required = {name for name, info in Authority.model_fields.items() if info.is_required()}
    assert {column.name for column in SHEETS[0].columns if column.required} == required


def test_the_examples_are_right() -> None:
    """The examples of the template are what people copy first; they must be accepted."""
    members = {}
    for sheet in SHEETS:
        rows = ([column.name for column in sheet.columns], [column.example for column in sheet.columns])
        members[f"{sheet.name}.csv"] = "".join(",".join(row) + "\r\n" for row in rows).encode()
    without_origins = {name: data for name, data in members.items() if name not in ("origins.csv", "avoid.csv")}
    profiles = read_profiles(_zip(without_origins), FileFormat.CSV)
    assert [authority.id for authority in profiles.authorities] == ["exampletown"]


def _zip(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


PARTS = st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=1)


@given(PARTS)
def test_lists_in_a_cell_come_apart_as_they_were_joined(parts: list[str]) -> None:
    """Names of organisations hold semicolons and backslashes; they must not fall in two."""
    assert split_list(join_list(parts)) == parts


SECRET = Authority.model_validate(
    {
        "id": "openton",
        "name": "Openton (fictional)",
        "country": "IE",
        "type": "MUNICIPALITY",
        "population": 1,
        "preferences": {
            "wishes": [{"authority_id": "friendville"}],
            "avoid": [{"authority_id": "shunnedburgh", "reason": "unspeakable quarrel"}],
        },
    }
)


def _everything_in(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("file_format", FileFormat)
def test_the_avoid_list_is_in_no_export_unless_asked_for(file_format: FileFormat) -> None:
    """Whom an authority must not meet is told to nobody; a forgotten sheet or shared string would tell."""
    exported = _everything_in(write_profiles(Profiles((SECRET,)), file_format))
    asked_for = _everything_in(write_profiles(Profiles((SECRET,)), file_format, with_confidential=True))
    assert b"friendville" in exported
    for word in (b"shunnedburgh", b"unspeakable"):
        assert word not in exported
        assert word in asked_for


@pytest.mark.parametrize("file_format", FileFormat)
def test_the_same_profiles_give_the_same_bytes(file_format: FileFormat) -> None:
    """Files are compared and signed; the clock must not be in them."""
    first, second = (write_profiles(Profiles((SECRET,)), file_format) for _ in range(2))
    assert first == second
    if first.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_the_template_is_the_same_every_time() -> None:
    """The template is published; two downloads should not differ."""
    assert template_xlsx() == template_xlsx()
    core = _everything_in(template_xlsx())
    assert b"2026-01-01T00:00:00Z" in core


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "'=", "''+", "＝"])
def test_no_text_of_an_export_is_run_as_a_formula(start: str) -> None:
    """A name that begins with a sign would otherwise run on the coordinator's machine when the export is opened."""
    evil = SECRET.model_copy(update={"name": f"{start}HYPERLINK(A1)"})
    exported = _everything_in(write_profiles(Profiles((evil,)), FileFormat.CSV)).decode()
    assert f",'{start}HYPERLINK(A1)" in exported
    workbook = _everything_in(write_profiles(Profiles((evil,)), FileFormat.XLSX))
    assert b"<f>" not in workbook
    for file_format in FileFormat:
        read = read_profiles(write_profiles(Profiles((evil,)), file_format, with_confidential=True), file_format)
        assert read.authorities[0].name == evil.name


AWKWARD = Authority.model_validate(
    SECRET.model_dump(mode="json")
    | {
        "name": "Open;ton \\ (fictional)",
        "area_km2": 0.1 + 0.2,
        "territory": {"lat": -0.0, "lon": 1e-300},
        "roles": [{"role": "MENTOR", "themes": []}, {"role": "MENTEE"}],
        "consortium_members": ["a;b\\", "'=c", "none"],
        "people": {"elected": 0},
        "hosting": [
            {"themes": [], "windows": [{"start": "2027-03-01", "end": "2027-03-01"}]},
            {"online": True, "windows": [{"start": f"2027-0{m}-01", "end": f"2027-0{m}-09"} for m in (4, 2)]},
            {"online": False, "persons_max": 1},
            {},
            {},
        ],
        "visiting": {"budget_eur": 0},
        "consent": {"data_use": False},
    }
)


@pytest.mark.parametrize("file_format", FileFormat)
def test_rare_values_read_back_unchanged(file_format: FileFormat) -> None:
    """No theme is not all themes, zero is not unknown, and a float keeps its 17th digit; chance seldom draws these."""
    data = write_profiles(Profiles((AWKWARD,)), file_format, with_confidential=True)
    assert read_profiles(data, file_format).authorities == (AWKWARD,)
