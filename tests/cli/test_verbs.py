"""Each verb on a small programme: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import json
import os
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from matcher.cli.saving import write_whole
from matcher.errors import StoreUnavailable
from matcher.plans.types import Evaluation, PairScore, Plan, ReadinessReport, Suggestions
from matcher.profiles import FileFormat, read_profiles
from matcher.service import files as service_files
from tests.cli.conftest import Call, authority, programme, write


def test_plan_prints_what_the_issue_of_a_plan_is(call: Call, tale: Path) -> None:
    """A coordinator reads who meets whom, on what, how good it is, why, and that nothing better exists."""
    answer = call("plan", tale)
    assert answer.exit_code == 0
    for word in ("mentor", "mentee", "theme", "score", "strongest reasons", "Dockside (ES)", "language learning"):
        assert word in answer.stdout
    assert "Verdict: optimal, proved" in answer.stdout
    assert "Left out" in answer.stdout


def test_tables_fit_the_terminal(call: Call, tale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is wider than the terminal is torn apart by it: no line may be, however long a name is."""
    monkeypatch.setenv("COLUMNS", "80")
    for words in (
        ("plan", tale),
        ("suggest", tale, "x-alder"),
        ("explain", tale, "x-alder", "x-cedar"),
        ("readiness", tale),
    ):
        lines = call(*words).stdout.splitlines()
        assert lines
        assert [line for line in lines if cell_len(line) > 80] == []


def test_columns_stay_aligned_with_names_of_any_script(call: Call, tmp_path: Path) -> None:
    """Letters that take two cells, or none, must not push the numbers of their row out of the column."""
    tree = programme()
    for record, name in zip(tree["authorities"], ("東京の隣", "Ko\u0301šice", "Ålesund", "Αθήνα"), strict=True):
        record["name"] = name
    lines = call("plan", write(tmp_path / "tale.json", tree)).stdout.splitlines()
    ends = {cell_len(line[: found.end()]) for line in lines if (found := re.search(r" 0\.\d{3}  ", line))}
    assert len(ends) == 1


def test_markup_in_a_name_stays_text(call: Call, tale: Path) -> None:
    """A name is data: brackets in it must be shown, not obeyed."""
    assert "[bold]" in call("plan", tale).stdout


def test_invented_data_is_marked_in_every_table(call: Call, tale: Path, tmp_path: Path) -> None:
    """Nobody may take an invented need of a real place for a fact, whichever table it is read from."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("mentee_id,mentor_id\nx-alder,x-cedar\n")
    for words in (
        ("plan", tale),
        ("suggest", tale, "x-alder"),
        ("explain", tale, "x-alder", "x-cedar"),
        ("evaluate", tale, pairs),
    ):
        printed = call(*words).stdout
        assert "(illustrative)" in printed
        assert "Alderbrook (DE)*" in printed
        assert "* illustrative:" in printed
    assert "(illustrative)" in call("readiness", tale).stdout


def test_contributions_add_up_as_printed(call: Call, tale: Path) -> None:
    """The reader of an explanation must be able to check the sum by hand."""
    printed = call("explain", tale, "x-alder", "x-cedar").stdout
    rows = re.findall(r"^ (\w[\w ]*?) +([\d,]+) +(\d+)? +([\d,]+)(?: .*)?$", printed, re.MULTILINE)
    adds = {name: int(value.replace(",", "")) for name, _, _, value in rows}
    score = adds.pop("score")
    assert len(adds) == 7
    assert sum(adds.values()) == score


@pytest.mark.parametrize(
    ("words", "model"),
    [
        (("plan",), Plan),
        (("suggest", "x-alder"), Suggestions),
        (("explain", "x-alder", "x-cedar"), PairScore),
        (("readiness",), ReadinessReport),
    ],
)
def test_json_is_all_there_is_on_stdout(call: Call, tale: Path, words: tuple[str, ...], model: type[Plan]) -> None:
    """A script parses stdout whole: one stray line breaks it."""
    verb, *rest = words
    answer = call(verb, tale, *rest, "--json")
    assert answer.exit_code == 0
    model.model_validate_json(answer.stdout)


def test_evaluate_judges_the_plan_itself_as_the_optimum(call: Call, tale: Path, tmp_path: Path) -> None:
    """A plan that was exported and judged must come out at exactly 100 percent of the proved optimum."""
    pairs = tmp_path / "plan.csv"
    assert call("plan", tale, "--save", pairs).exit_code == 0
    judged = Evaluation.model_validate_json(call("evaluate", tale, pairs, "--json").stdout)
    assert judged.share_of_optimum_permille == 1000
    assert not judged.faults
    printed = call("evaluate", tale, pairs)
    assert printed.exit_code == 0
    assert "100.0 % of the proved optimum" in printed.stdout


def test_a_saved_bundle_proves_itself_and_a_forged_one_does_not(call: Call, tale: Path, tmp_path: Path) -> None:
    """Whoever receives a plan can check it without trusting whoever sent it."""
    bundle = tmp_path / "plan.json"
    assert call("plan", tale, "--save", bundle).exit_code == 0
    proved = call("check", bundle)
    assert (proved.exit_code, "Proved" in proved.stdout) == (0, True)
    tree = json.loads(bundle.read_text("utf-8"))
    tree["plan"]["pairings"] = tree["plan"]["pairings"][1:]
    refused = call("check", write(tmp_path / "forged.json", tree))
    assert (refused.exit_code, "Refused" in refused.stdout) == (1, True)
    as_json = call("check", tmp_path / "forged.json", "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["proved"] is False


def test_a_saved_plan_stands_for_its_profiles(call: Call, tale: Path, tmp_path: Path) -> None:
    """Whoever works from a saved plan asks all verbs about it, and not the questions of what-if alone."""
    saved = tmp_path / "plan.json"
    assert call("plan", tale, "--save", saved).exit_code == 0
    for verb, *words in (("readiness",), ("suggest", "x-alder"), ("explain", "x-alder", "x-docks")):
        asked, before = (call(verb, file, *words, "--json") for file in (saved, tale))
        assert asked.exit_code == 0, asked.stderr
        named = re.compile('"partner_name": ".*"')  # a bundle names nobody who does not consent to that
        assert named.sub("", asked.stdout) == named.sub("", before.stdout)
    other = write(tmp_path / "other.json", {**programme()["programme"], "id": "other"})
    assert json.loads(call("plan", saved, "--programme", other, "--json").stdout)["programme_id"] == "other"


def test_plan_saves_every_form(call: Call, tale: Path, tmp_path: Path) -> None:
    """One computation gives the bundle to keep, the table for machines and the workbook for people."""
    names = [tmp_path / f"plan.{ending}" for ending in ("json", "csv", "xlsx")]
    answer = call("plan", tale, *(word for name in names for word in ("--save", name)))
    assert answer.exit_code == 0
    assert all(name.stat().st_size for name in names)
    rows = list(csv.DictReader(names[1].read_text("utf-8-sig").splitlines()))
    assert {row["mentee_id"] for row in rows} == {"x-alder", "x-birch"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_flags_change_the_programme(call: Call, tale: Path, tmp_path: Path) -> None:
    """A coordinator tries a limit or another policy without touching the file."""
    limited = Plan.model_validate_json(call("plan", tale, "--pair-limit", 1, "--json").stdout)
    assert len(limited.pairings) == 1
    policy = write(tmp_path / "policy.json", {"rules": {"mentor": {"countries": ["ES"]}}})
    only_spain = Plan.model_validate_json(call("plan", tale, "--policy", policy, "--json").stdout)
    assert {pairing.mentor_id for pairing in only_spain.pairings} == {"x-docks"}
    frame = {"id": "other", "name": "Other", "starts": "2027-01-01", "ends": "2027-12-31", "pair_limit": 0}
    other = call("plan", tale, "--programme", write(tmp_path / "programme.json", frame), "--json")
    assert Plan.model_validate_json(other.stdout).pairings == ()


def test_profiles_without_a_programme_are_planned_and_it_is_said(call: Call, tmp_path: Path) -> None:
    """Assumptions that nobody is told of are taken for facts."""
    profiles = write(tmp_path / "profiles.json", programme()["authorities"])
    answer = call("plan", profiles)
    assert answer.exit_code == 0
    assert "names no programme" in answer.stderr


def test_a_kind_that_nobody_takes_part_in_is_said(call: Call, tale: Path) -> None:
    """An empty plan that is proved the best says nothing of why it is empty."""
    told = call("plan", tale, "--kind", "visits").stderr
    assert all(f"nobody takes part as {role}" in told for role in ("visitor", "host"))
    assert "nobody takes part" not in call("plan", tale).stderr


def test_an_authority_may_be_named_by_its_name(call: Call, tale: Path) -> None:
    """Coordinators know names; ids are for machines."""
    by_name, by_id = (call("suggest", tale, one, "--json").stdout for one in ("alderbrook", "x-alder"))
    assert by_name == by_id


def test_suggest_says_when_there_is_nobody(call: Call, tmp_path: Path) -> None:
    """An empty table leaves the reader to guess whether something broke."""
    tree = programme()
    tree["authorities"] = [authority("x-alder", "Alderbrook", "DE", "MENTEE")]
    answer = call("suggest", write(tmp_path / "alone.json", tree), "x-alder")
    assert answer.exit_code == 0
    assert "nobody" in answer.stdout


def test_readiness_names_what_is_missing(call: Call, tmp_path: Path) -> None:
    """Whoever cannot be planned must read which block to fill in."""
    tree = programme()
    tree["authorities"].append(authority("x-elder", "Eldermoor", "SE", "MENTEE", languages=[]))
    printed = call("readiness", write(tmp_path / "tale.json", tree)).stdout
    assert "Eldermoor (SE)" in printed
    assert "languages" in printed


def test_template_is_never_overwritten_by_accident(call: Call, tmp_path: Path) -> None:
    """The file that is there may be the one a coordinator has spent an afternoon on."""
    out = tmp_path / "form.xlsx"
    assert call("template", out).exit_code == 0
    assert out.read_bytes()[:2] == b"PK"
    out.write_bytes(b"filled in")
    refused = call("template", out)
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert out.read_bytes() == b"filled in"
    assert call("template", out, "--force").exit_code == 0


def test_import_then_export_gives_the_profiles_back(call: Call, tale: Path, tmp_path: Path) -> None:
    """What the service keeps is what was handed in; a second import of the same file changes nothing."""
    url = f"sqlite:///{tmp_path / 'a folder' / 'matcher.db'}"
    where = ("--programme", "tale", "--database-url", url)
    first = call("import", tale, *where, "--create", "--json")
    assert first.exit_code == 0, first.stderr
    assert json.loads(first.stdout) == {"created": 4, "updated": 0, "unchanged": 0, "past_pairings": 0}
    again = call("import", tale, *where, "--json")
    assert json.loads(again.stdout) == {"created": 0, "updated": 0, "unchanged": 4, "past_pairings": 0}
    out = tmp_path / "out.json"
    assert call("export", out, *where).exit_code == 0
    before, after = (read_profiles(path.read_bytes(), FileFormat.JSON) for path in (tale, out))
    assert sorted(before.authorities, key=lambda one: one.id) == sorted(after.authorities, key=lambda one: one.id)


def test_import_into_a_programme_that_is_not_there(call: Call, tale: Path, tmp_path: Path) -> None:
    """A typo in the programme's id must not make a new programme."""
    answer = call("import", tale, "--programme", "tael", "--database-url", f"sqlite:///{tmp_path}/m.db")
    assert answer.exit_code == 1
    assert "tael does not exist" in answer.stderr


def test_a_mentor_is_shown_mentees(call: Call, tale: Path) -> None:
    """The same question is asked from the other side, with the role typed as people type it."""
    found = Suggestions.model_validate_json(call("suggest", tale, "x-cedar", "--role", "mentor", "--json").stdout)
    assert [entry.partner_id for entry in found.suggestions]
    assert {entry.partner_id for entry in found.suggestions} <= {"x-alder", "x-birch"}


def test_files_written_for_scripts_are_told_in_json(call: Call, tale: Path, tmp_path: Path) -> None:
    """A script must learn what was written without reading sentences; without --json nothing changes."""
    where = ("--programme", "tale", "--database-url", f"sqlite:///{tmp_path}/of-json.db")
    assert call("import", tale, *where, "--create").exit_code == 0
    out = tmp_path / "out.json"
    told = json.loads(call("export", out, *where, "--json").stdout)
    assert told == {"path": str(out), "bytes": out.stat().st_size, "authorities": 4, "past_pairings": 0}
    assert call("export", out, *where).stdout == ""
    form = tmp_path / "form.xlsx"
    assert json.loads(call("template", form, "--json").stdout) == {"path": str(form), "bytes": form.stat().st_size}
    assert call("template", form, "--force").stdout == ""


def test_a_programme_is_created_with_its_profiles_or_not_at_all(
    call: Call, tale: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import that fails halfway would leave an empty programme, and the next --create would find its id taken."""
    where = ("--programme", "tale", "--database-url", f"sqlite:///{tmp_path}/one.db", "--json")

    def locked(*_: object, **__: object) -> None:
        raise StoreUnavailable("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(service_files, "write", locked)
        assert call("import", tale, *where, "--create").exit_code == 1
    missing = json.loads(call("import", tale, *where).stdout)["error"]
    assert missing["kind"] == "NotFound"
    assert call("import", tale, *where, "--create").exit_code == 0
    assert json.loads(call("import", tale, *where, "--create").stdout)["error"]["kind"] == "AlreadyExists"


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a plan under the right name is worse than none; the file that was there stays, with its permissions."""
    out = tmp_path / "plan.json"
    write_whole(out, b"new")
    umask = os.umask(0)
    os.umask(umask)
    assert out.stat().st_mode & 0o777 == 0o666 & ~umask
    out.chmod(0o600)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            write_whole(out, b"half")
    assert out.read_bytes() == b"new"
    write_whole(out, b"newer")
    assert (out.read_bytes(), out.stat().st_mode & 0o777) == (b"newer", 0o600)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_goal_can_be_asked_for(call: Call, tale: Path, tmp_path: Path) -> None:
    """A coordinator who asks for the fairest plan gets it, said so, with its price, and can prove it again."""
    bundle, pairs = tmp_path / "fair.json", tmp_path / "pairs.csv"
    printed = call("plan", tale, "--goal", "fairest", "--save", bundle).stdout
    assert "Goal: fairest, the most pairs, then the best worst pair" in printed
    assert "none with so many is fairer" in printed
    assert "Price of fairness: 0." in printed
    assert "is the best by goal fairest" in call("check", bundle).stdout
    assert Plan.model_validate_json(call("plan", tale, "--goal", "FLOOR", "--json").stdout).goal == "floor"
    assert "Verdict: stable, proved." in call("plan", tale, "--goal", "stable").stdout
    pairs.write_text("mentee_id,mentor_id\nx-alder,x-cedar\n")
    assert "  fairest" in call("evaluate", tale, pairs, "--goal", "fairest").stdout
    refused = call("plan", tale, "--goal", "stable", "--pair-min", 1)
    assert refused.exit_code == 2
    assert "programme.pair_min" in refused.stderr
    assert call("plan", tale, "--goal", "best").exit_code == 2
    assert call("plan", tale, "--pair-min", 3).exit_code == 3
