"""What goes wrong, in words a person can act on and codes a script can branch on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matcher.cli import failures
from matcher.errors import (
    Fault,
    Infeasible,
    InvalidInput,
    LimitExceeded,
    MatcherError,
    NotFound,
    ProofFailed,
    Stopped,
    Violation,
)
from tests.cli.conftest import Call, programme, write


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with two faults in two authorities."""
    tree = programme()
    tree["authorities"][0]["population"] = -5
    tree["authorities"][2]["country"] = "XQ"
    return write(tmp_path / "broken.json", tree)


def test_every_fault_is_a_row(call: Call, broken: Path) -> None:
    """Who corrects a file wants to correct it once: all faults, each with place, value and what is allowed."""
    answer = call("plan", broken)
    assert answer.exit_code == 2
    assert answer.stdout == ""
    for word in ("2 faults", "population", "-5", "XQ", "what is wrong", "allowed", "Nothing was taken over"):
        assert word in answer.stderr


def test_faults_in_json(call: Call, broken: Path) -> None:
    """A script that asked for JSON gets JSON also when things go wrong."""
    answer = call("plan", broken, "--json")
    assert answer.exit_code == 2
    error = json.loads(answer.stdout)["error"]
    assert {violation["fault"] for violation in error["violations"]} == {"OUT_OF_RANGE", "NOT_ALLOWED"}
    assert error["exit_code"] == 2


def test_a_row_and_column_are_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In a spreadsheet a fault is found by its cell, not by a path through a tree."""
    monkeypatch.setenv("COLUMNS", "200")
    violation = Violation(
        "authorities[3].population", Fault.OUT_OF_RANGE, "too small", "-5", ">= 0", "authorities", 5, "G"
    )
    failures.report(InvalidInput([violation]), as_json=False)
    printed = capsys.readouterr().err
    assert "sheet" in printed
    for cell in ("authorities", "5", "G", "-5", "too small", ">= 0"):
        assert cell in printed


def test_a_hundred_faults_do_not_flood_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """The first faults must still be on the screen; the rest is counted."""
    failures.report(InvalidInput(Violation(f"a[{n}]", Fault.MISSING, "is missing") for n in range(100)), as_json=False)
    printed = capsys.readouterr().err
    assert "100 faults" in printed
    assert f"and {100 - failures.SHOWN_MAX} more" in printed


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidInput.one("a", Fault.MISSING, "is missing"), 2),
        (LimitExceeded("bytes", 10, 5), 2),
        (Infeasible("minima cannot be met", ("x-alder wants 3",)), 3),
        (ProofFailed("no"), 4),
        (NotFound("programmes/x"), 1),
        (Stopped(), 130),
        (Stopped("search_seconds of 1 ended before there was a plan", by_deadline=True), 1),
    ],
)
def test_exit_codes_are_stable(error: MatcherError, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts branch on the code; each kind of error has one, and a text that names what happened."""
    assert failures.exit_code(error) == code
    failures.report(error, as_json=False)
    assert capsys.readouterr().err.strip()


def test_infeasible_has_its_code_and_causes(call: Call, tmp_path: Path) -> None:
    """That there is no plan is an answer about the rules, not a crash, and names who is involved."""
    tree = programme(pair_limit=1)
    for index in (0, 1):
        tree["authorities"][index]["roles"][0]["capacity_min"] = 1
    answer = call("plan", write(tmp_path / "tight.json", tree))
    assert answer.exit_code == 3
    assert "No plan is possible" in answer.stderr


def test_a_missing_file_is_named(call: Call, tmp_path: Path) -> None:
    """A traceback does not tell a coordinator that the name was misspelt."""
    for verb in ("plan", "check", "readiness"):
        answer = call(verb, tmp_path / "nowhere.json")
        assert answer.exit_code == 2
        assert "nowhere.json: no such file" in " ".join(answer.stderr.split())


def test_a_folder_is_not_a_file(call: Call, tmp_path: Path) -> None:
    """Reading a folder fails with the folder's name."""
    folder = tmp_path / "f.json"
    folder.mkdir()
    answer = call("plan", folder)
    assert answer.exit_code != 0
    assert "is a directory" in answer.stderr


def test_unknown_endings_are_refused_before_work(call: Call, tale: Path, tmp_path: Path) -> None:
    """A plan that was computed and cannot be written was computed for nothing."""
    answer = call("plan", tale, "--save", tmp_path / "plan.pdf")
    assert answer.exit_code == 2
    assert ".xlsx" in answer.stderr
    assert call("plan", tale, "--save", tmp_path / "no" / "plan.csv").exit_code == 2
    assert call("plan", tmp_path / "profiles.ods").exit_code == 2


def test_an_unknown_authority_brings_the_nearest(call: Call, tale: Path) -> None:
    """A slip of the finger is corrected by reading, not by searching the file."""
    answer = call("suggest", tale, "x-aldr")
    assert answer.exit_code == 2
    assert "x-alder" in answer.stderr


def test_the_wrong_number_of_words(call: Call, tale: Path) -> None:
    """The usage line says what was expected."""
    answer = call("explain", tale)
    assert answer.exit_code == 2
    assert "MENTEE MENTOR" in " ".join(answer.stderr.split())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mentee,mentor\na,b\n", "is not a column"),
        ("mentee_id,mentor_id\nx-alder,\n", "is empty"),
        ("mentee_id;mentor_id\nx-alder;nobody\n", "nobody"),
    ],
)
def test_a_broken_list_of_pairs(call: Call, tale: Path, tmp_path: Path, text: str, says: str) -> None:
    """A list of pairs made by hand has faults; each is named by row and column."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(text)
    answer = call("evaluate", tale, pairs)
    assert answer.exit_code == 2
    assert says in " ".join(answer.stderr.split())


def test_a_wrong_setting_is_named(call: Call, tale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable set months ago in some profile is the last place one looks: the message must name it."""
    monkeypatch.setenv("MATCHER_LOG_LEVEL", "loud")
    answer = call("import", tale, "--programme", "tale")
    assert answer.exit_code == 2
    assert "settings.log_level" in answer.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:///{tale}/below-a-file.db"])
def test_a_wrong_database_is_an_error_and_no_traceback(call: Call, tale: Path, url: str) -> None:
    """A database that cannot be opened is told in one line, with what was tried."""
    answer = call("import", tale, "--programme", "tale", "--database-url", url.format(tale=tale))
    assert answer.exit_code in (1, 2)
    assert answer.stderr.strip()
    assert isinstance(answer.exception, SystemExit)
