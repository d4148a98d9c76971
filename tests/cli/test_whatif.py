"""The verbs that ask what if: edits in the order of their flags, prices that add up, a saved plan as the next base."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from matcher.cli.cells import signed
from matcher.cli.edit_flags import said_in
from matcher.cli.edit_sentences import edit_words
from matcher.cli.edit_words import Reader, points, reweighed
from matcher.errors import InvalidInput
from matcher.library import read_inputs
from matcher.plans.types import PairingKind
from matcher.scenarios import Base
from matcher.scenarios.comparing import Comparison, compare
from matcher.scenarios.edits import KINDS, ChangeProfile, DropOut, SetPairLimit, SetPairMin
from matcher.scenarios.results import Repair, RepairCurve, ScenarioResult
from matcher.scoring.policy import MICRO, Term, Weights
from tests.cli.conftest import Call, authority, programme, write
from tests.cli.exchanging import TOWNS, exchange

DROP = ("--drop-out", "x-cedar")


def _result(text: str, model: type[Any]) -> Any:
    """Return a reply as its type; what is never written out is put in for it."""
    tree = json.loads(text)
    inputs = {"programme": {"id": "x", "name": "X", "starts": "2027-01-01", "ends": "2027-12-31"}, "authorities": []}
    tree.get("scenario", tree)["inputs"] = inputs
    return model.model_validate(tree)


def _numbers(printed: str, row: str) -> list[Decimal]:
    line = next(line for line in printed.splitlines() if row in line)
    return [Decimal(word.replace(",", "")) for word in re.findall(r"[+-]?[\d,]+\.\d{6}", line)]


def test_a_scenario_tells_what_changes_and_what_each_edit_costs(call: Call, tale: Path) -> None:
    """Printed prices must add up to the printed change, and everybody who is touched must be named."""
    answer = call("scenario", tale, *DROP, "--reason", "elections", "--pair-limit", 1)
    assert answer.exit_code == 0, answer.stderr
    printed = answer.stdout
    assert "Cedar [bold]Point[/bold] (IT) drops out (elections)" in printed
    assert "at most 1 pairs" in printed
    rows = [_numbers(printed, row)[0] for row in ("drops out", "at most 1 pairs")]
    assert sum(rows) == _numbers(printed, "together")[0]
    before, now, change = _numbers(printed, "Total:")
    assert now - before == sum(rows) == -change
    for words in ("pairs kept", "Who gains and loses most", "nobody", "Newly left out: ", "No longer there: Cedar"):
        assert words in printed
    assert re.search(r"pairs +2 +1", printed)
    assert "Verdict: optimal, proved" in printed
    assert "Fewest changes: proved" in printed
    assert "(illustrative)" in printed


def test_edits_come_in_the_order_of_their_flags(call: Call, tale: Path) -> None:
    """Prices in order depend on it; flags given in turns must not be sorted by their names."""
    words = ("--pair-limit", 1, "--forbid", "x-alder", "dockside", *DROP, "--forbid", "x-birch", "x-docks")
    printed = call("scenario", tale, *words).stdout
    told = re.findall(r"^ +(\d)   (.*?)  ", printed, re.MULTILINE)
    assert [number for number, _ in told] == ["1", "2", "3", "4"]
    assert [text.split()[0] for _, text in told] == ["at", "Alderbrook", "Cedar", "Birchhaven"]
    mixed = call("scenario", tale, *words, "--json").stdout
    assert [price["index"] for price in json.loads(mixed)["prices"]] == [0, 1, 2, 3]


def test_no_change_is_said_plainly(call: Call, tale: Path) -> None:
    """An empty table leaves the reader to guess whether something broke."""
    for words in ((), ("--pair-limit", 4)):
        printed = call("scenario", tale, *words).stdout
        assert "Nothing changes: all 2 pairs stay as they are." in printed
        assert "before, " in printed


def test_every_kind_of_edit_can_be_typed(tmp_path: Path, tale: Path) -> None:
    """What can be asked over gRPC can be asked at a terminal; by JSON the rest."""
    new = write(tmp_path / "new.json", authority("x-elm", "Elmstead", "SE", "MENTEE"))
    fields = write(tmp_path / "fields.json", {"population": 5_000})
    more = write(tmp_path / "edits.json", [{"kind": "PAIR_MIN", "pair_min": 1, "reason": "few"}])
    text = (
        f"--add {new} --pin Elmstead x-cedar --unpin Elmstead x-cedar --forbid elmstead x-docks --allow x-elm x-docks "
        f"--capacity Dockside mentor 1-3 --drop-out Elmstead:mentee --change x-alder {fields} "
        "--weights FIT=50,CONTEXT=0 --rule interpreter_allowed=no --rule mentor.countries=ES,IT --pair-limit=none "
        f"--pair-min 1 --edits {more} --quota SMALL:mentee min=1,max=4 --goal most-pairs --quota country=DE min=2 "
        "--quota cross-border min=60% --floor 0.45 --floor none"
    )
    edits = Reader(read_inputs(tale)).edits(said_in(text))
    assert {edit.kind for edit in edits} == set(KINDS)
    quotas = next(edit for edit in edits if edit.kind == "QUOTAS").quotas
    assert [one.model_dump(mode="json", exclude_none=True) for one in quotas] == [
        {"subject": "SMALL", "role": "MENTEE", "least": 1, "most": 4},
        {"subject": "COUNTRY", "country": "DE", "least": 2},
        {"subject": "CROSS_BORDER", "least_percent": 60},
    ]
    trees = [edit.model_dump(mode="json") for edit in edits]
    assert [tree["floor_micro"] for tree in trees if tree["kind"] == "FLOOR"] == [450_000, None]
    assert [trees[5][name] for name in ("role", "capacity_min", "capacity_max")] == ["MENTOR", 1, 3]
    assert trees[8]["weights"]["FIT"] == 500_000
    assert sum(trees[8]["weights"].values()) == MICRO
    assert [tree["fields"] for tree in trees if tree["kind"] == "RULES"] == [
        {"interpreter_allowed": False},
        {"mentor": {"countries": ["ES", "IT"]}},
    ]


def test_a_cap_on_each_country_is_typed_once(tale: Path) -> None:
    """Nobody types a flag for each of 27 countries: those that take the role get one each, told in one line."""
    inputs = read_inputs(tale)
    (edit,) = Reader(inputs).edits(said_in("--quota COUNTRY=each:mentor max=3"))
    mentors = [one for one in inputs.authorities if any(at.role == "MENTOR" for at in one.roles)]
    countries = sorted({one.country for one in mentors})
    assert edit.kind == "QUOTAS"
    assert [(one.country, one.role, one.most) for one in edit.quotas] == [(at, "MENTOR", 3) for at in countries]
    assert edit_words(edit, {}).count("at most 3") == 1


def test_a_changed_profile_is_told_by_what_changes_in_it() -> None:
    """Windows and travel limits lie in one block, so its name says too little; an avoid list must not be told."""
    fields = {"logistics": {"windows": [], "travel_limit_km": 600}, "population": 5, "preferences": {"avoid": []}}
    edit = ChangeProfile(authority_id="x-docks", fields=fields)
    told = "x-docks changes logistics.windows, logistics.travel_limit_km, population, preferences"
    assert edit_words(edit, {}) == told


def test_weights_are_shared_out_exactly() -> None:
    """Weights must be 1,000,000 in all whatever is asked, with the others as near to their proportions as can be."""
    wanted: tuple[dict[Term, int], ...] = (
        {},
        {Term.FIT: 333_333},
        {Term.FIT: 1, Term.CONTEXT: 2},
        {Term.FIT: MICRO},
        {Term.DISTANCE: 7},
    )
    for given in wanted:
        new = reweighed(Weights(), given)
        assert sum(new.values()) == MICRO
        assert {term: new[term] for term in given} == given
        left, before = MICRO - sum(given.values()), sum(Weights().of(term) for term in Term if term not in given)
        for term in set(Term) - set(given):
            assert abs(new[term] * before - Weights().of(term) * left) < before
    alone = Weights(**{term.value: MICRO * (term is Term.FIT) for term in Term})
    for weights, given in ((Weights(), {Term.FIT: MICRO + 1}), (alone, {Term.FIT: 5})):
        with pytest.raises(InvalidInput, match="--weights"):
            reweighed(weights, given)
    assert points("--price", "0.25") == 250_000


def test_a_saved_plan_is_the_base_of_the_next_question(call: Call, tale: Path, tmp_path: Path) -> None:
    """Questions are asked one after the other: each begins with the plan that was kept, not with one computed anew."""
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    assert call("plan", tale, "--save", first).exit_code == 0
    assert call("scenario", first, *DROP, "--save", second).exit_code == 0
    assert "Proved" in call("check", second).stdout
    again = call("scenario", second, "--capacity", "x-cedar", "mentor", 1)
    assert "the saved plan of A tale, proved again, is the base" in again.stderr
    result = _result(call("scenario", second, "--json").stdout, ScenarioResult)
    assert result.plan.model_dump(mode="json") == json.loads(second.read_text("utf-8"))["plan"]
    forged = json.loads(second.read_text("utf-8"))
    forged["plan"]["quality"]["total_micro"] += 1
    assert call("scenario", write(tmp_path / "forged.json", forged)).exit_code == 2
    assert call("scenario", second, "--kind", "twins").exit_code == 2


def test_a_repair_says_what_was_proved_and_who_is_served(call: Call, tale: Path, tmp_path: Path) -> None:
    """After a drop-out people want to read whom they must write to; it is proved that fewer letters cannot do."""
    bundle, pairs = tmp_path / "repaired.json", tmp_path / "pairs.csv"
    pairs.write_text("mentee_id,mentor_id\nx-birch,x-cedar\n")
    words = ("repair", tale, "--declined", "x-alder", "x-cedar", "--confirmed-list", pairs)
    printed = call(*words, "--save", bundle)
    assert printed.exit_code == 0, printed.stderr
    for text in ("Alderbrook (DE)* is not paired with Cedar", "Mentees served: 2 before, 2 now", "ruled out"):
        assert text in printed.stdout
    assert re.search(r"1   confirmed pairs +1 ", printed.stdout)
    assert re.search(r"3   pairs broken +0 ", printed.stdout)
    found = _result(call(*words, "--json").stdout, Repair)
    assert (found.served, found.broken, len(found.ruled_out)) == (2, (), 1)
    told = call(*words, "--accepted", "x-birch", "x-cedar").stdout
    assert re.search(r"3   half-agreed pairs broken +0 ", told)
    again = call("repair", bundle, "--drop-out", "x-cedar")  # its pins end with it
    assert again.exit_code == 0, again.stderr
    assert "No longer there: x-cedar" in again.stdout  # a bundle has no names of those who have not agreed to it
    assert call("repair", bundle, "--free-pins", "--price", "0.1", "--declined", "x-birch", "x-cedar").exit_code == 0
    first = call(*words, "--accepted", "x-birch", "x-cedar", "--accepted", "x-birch", "x-cedar")
    assert re.search(r"3   half-agreed pairs broken +0 ", first.stdout), first.stderr
    refused = call("repair", tale, "--declined", "x-birch", "x-cedar", "--confirmed", "x-birch", "x-cedar")
    assert (refused.exit_code, "cannot stay" in refused.stderr) == (2, True)


def test_the_curve_of_a_repair_is_told_point_by_point(call: Call, tale: Path) -> None:
    """What a broken pair more would bring is the question before a repair; points between are told with their gap."""
    words = ("repair", tale, "--capacity", "x-cedar", "mentor", 1, "--curve")
    curve = RepairCurve.model_validate_json(call(*words, "--json").stdout)
    printed = call(*words).stdout
    for point in curve.points:
        assert re.search(rf"^ +{point.broken} +[\d.]+ .*{'exact' if point.exact else 'gap'}", printed, re.MULTILINE)
    assert call(*words, "--price", "1").exit_code == 2


def test_scenarios_stand_side_by_side(call: Call, tale: Path, tmp_path: Path) -> None:
    """A committee compares; one that cannot be is told as such, beside those that can."""
    edits = write(tmp_path / "edits.json", [{"kind": "PAIR_LIMIT", "pair_limit": 1}])
    words = (
        "--scenario",
        f"one pair={edits}",
        "--scenario",
        "no docks=--drop-out x-docks",
        "--scenario",
        "six=--pair-min 6",
    )
    answer = call("compare", tale, *words)
    assert answer.exit_code == 0, answer.stderr
    rows = {
        name: re.search(rf"^ {name} .*$", answer.stdout, re.MULTILINE)
        for name in ("base", "one pair", "no docks", "six")
    }
    assert all(rows.values())
    assert "no plan" in rows["six"].group()  # type: ignore[union-attr]
    assert "No plan is possible" in answer.stdout
    assert "Who has whom" in answer.stdout
    assert "What each edit costs" in answer.stdout
    without = call("compare", tale, *words, "--no-prices").stdout
    assert "What each edit costs" not in without
    assert "no docks: " in without
    tree = json.loads(call("compare", tale, *words, "--json").stdout)
    found = Comparison.model_validate(tree)
    assert [one.label for one in found.columns] == ["one pair", "no docks", "six"]
    asked = [SetPairLimit(pair_limit=1)], [DropOut(authority_id="x-docks")], [SetPairMin(pair_min=6)]
    labelled = [(one.label, edits) for one, edits in zip(found.columns, asked, strict=True)]
    assert found == compare(Base(read_inputs(tale)), labelled)
    for one in found.columns[:2]:
        assert re.search(rf"^ {one.label} .* {signed(one.prices[0].alone_micro)} *$", answer.stdout, re.MULTILINE)
    plain = call("compare", tale, *words[1::2], "--json")  # as the README shows it: without a flag
    assert json.loads(plain.stdout) == tree
    for wrong in (
        words[:2],
        (*words, *words),
        ("--scenario", "=x.json", *words[:2]),
        ("--scenario", "a=--fly", *words[:2]),
    ):
        assert call("compare", tale, *wrong).exit_code == 2
    clash = ("--scenario", "b=--pin x-alder x-docks --forbid x-alder x-docks")
    refused = call("compare", tale, *words[:2], *clash)
    assert (refused.exit_code, "edits[1] (--forbid x-alder x-docks)" in " ".join(refused.stderr.split())) == (2, True)


def test_wrong_words_are_refused_where_they_stand(call: Call, tale: Path) -> None:
    """Each refusal names the flag and what would do; nothing is guessed."""
    for words, told in (
        (("--pin", "Alderbrok", "Dockside"), "Maybe you meant x-alder"),
        (("--pin", "x-alder"), "--pin"),
        (("--weights", "FAT=3"), "FIT"),
        (("--weights", "FIT=101"), "at most 100 %"),
        (("--pair-limit", "few"), "--pair-limit"),
        (("--rule", "speed=3"), "interpreter_allowed"),
        (("--rule", "cross_border_requred=yes"), "Maybe you meant cross_border_required"),
        (("--goal", "best"), "--goal"),
        (("--capacity", "x-docks", "driver", "3"), "--capacity"),
        (("--reason", "why"), "--reason"),
        (("--quota", "SMALL", "some"), "min=N"),
        (("--quota", "LARGE", "min=3"), "--quota"),
        (("--quota", "COUNTRY:mentor", "max=3"), "COUNTRY=each"),
        (("--pin", "x-docks", "x-alder"), "mentee before mentor"),
        (("--forbid", "x-alder", "x-docks", "--pin", "x-alder", "x-docks"), "forbidden by --forbid x-alder"),
        (("--edits", "nowhere.json"), "no such file"),
        (("--pin", "x-alder", "x-docks", "--forbid", "x-alder", "x-docks"), "edits[1] (--forbid"),
        (("--save", "plan.ics"), "has no dates"),
    ):
        refused = call("scenario", tale, *words)
        assert refused.exit_code == 2, words
        assert told in " ".join(refused.stderr.split()), words
    infeasible = call("scenario", tale, "--pair-min", 9)
    assert infeasible.exit_code == 3
    assert "No plan is possible" in infeasible.stderr
    assert json.loads(call("scenario", tale, "--pair-min", 9, "--json").stdout)["error"]["kind"] == "Infeasible"


def test_confidential_pairs_stay_so(call: Call, tmp_path: Path) -> None:
    """Whoever is on somebody's avoid list must not read it from a price, a refusal or a bundle."""
    tree = programme()
    tree["authorities"][0]["preferences"] = {"avoid": [{"authority_id": "x-docks", "reason": "a feud"}]}
    file, bundle = write(tmp_path / "tale.json", tree), tmp_path / "plan.json"
    refused = call("scenario", file, "--pin", "x-alder", "x-docks")
    assert refused.exit_code == 2
    assert "NOT_AVAILABLE" in refused.stderr
    answer = call("scenario", file, "--drop-out", "x-birch", "--save", bundle, "--json")
    for text in (refused.stderr, answer.stdout, bundle.read_text("utf-8")):
        assert not re.search('avoid"?: *\\[ *[^\\] ]', text)
        assert "AVOID" not in text.upper().replace('AVOID":[]', "").replace('"AVOID"', "")


def test_what_if_tables_fit_the_terminal(call: Call, tale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is wider than the terminal is torn apart by it: no line may be, however long a name is."""
    compared = ("--scenario", "one=--pair-limit 1", "--scenario", "without the docks=--drop-out x-docks")
    for columns in ("80", "110"):
        monkeypatch.setenv("COLUMNS", columns)
        for words in (
            ("scenario", tale, *DROP),
            ("repair", tale, *DROP),
            ("repair", tale, *DROP, "--curve"),
            ("compare", tale, *compared),
        ):
            lines = call(*words).stdout.splitlines()
            assert lines
            assert [line for line in lines if cell_len(line) > int(columns)] == []


def test_twins_are_told_from_both_sides(call: Call, tmp_path: Path) -> None:
    """A twinning stands in a plan once; whoever gets another twin must read so in its own row, whichever side it is."""
    file = write(tmp_path / "peers.json", exchange(PairingKind.TWIN))
    plan = json.loads(call("plan", file, "--json").stdout)
    pair = plan["pairings"][0]
    answer = call("scenario", file, "--drop-out", pair["mentee_id"])
    assert answer.exit_code == 0, answer.stderr
    rows = answer.stdout.split("Pairs that change")[1].split("Who gains")[0]
    names = {one[0]: one[1] for one in TOWNS}
    for one in (pair["mentee_id"], pair["mentor_id"]):
        assert re.search(rf"^ {re.escape(names[one])} ", rows, re.MULTILINE)
    assert "no longer there" in rows
    assert "Fewest changes: not proved" in answer.stdout
