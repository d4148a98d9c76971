"""The verbs for what becomes of a published plan: what is typed is what is stored, and what is shown can be typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from matcher.cli.consents import Answerer, Because, Step
from matcher.cli.database import service_on
from matcher.plans.consent import ConsentState, DeclineReason, PairingSide
from tests.cli.conftest import Call, programme, write

Where = tuple[str, ...]


def test_codes_are_typed_as_they_are_called() -> None:
    """The lists of the shell stand apart, so that it starts fast; a new state must not be missing from them."""
    for typed, codes in ((Step, ConsentState), (Answerer, PairingSide), (Because, DeclineReason)):
        assert [one.name for one in typed] == [one.value for one in codes]
        assert [one.value for one in typed] == [one.value.lower().replace("_", "-") for one in codes]


@pytest.fixture
def where(call: Call, tale: Path, tmp_path: Path) -> Where:
    """The flags that lead to a database with the programme and a computed plan."""
    url = f"sqlite:///{tmp_path}/tale.db"
    flags = ("--programme", "tale", "--database-url", url)
    assert call("import", tale, *flags, "--create").exit_code == 0
    with service_on(url) as service:
        *_, run = service.watch_run("tale", service.create_plan("tale").id)
    return (*flags, run.plan_id)


def test_the_year_of_a_programme_needs_no_other_client(call: Call, tale: Path, tmp_path: Path) -> None:
    """From a file to a published plan, to a repair of what was not agreed, published again: all of it at a terminal."""
    flags = ("--programme", "tale", "--database-url", f"sqlite:///{tmp_path}/tale.db")
    described = write(tmp_path / "programme.json", {**programme()["programme"], "id": "other", "pair_min": 1})
    imported = call("import", tale, *flags, "--create-from", described)
    assert imported.exit_code == 0, imported.stderr
    first, second, confirmed = (tmp_path / name for name in ("first.json", "second.json", "confirmed.csv"))
    assert call("plan", tale, "--save", first).exit_code == 0
    told, again = (_json(call, "publish", first, *flags, "--actor", "board") for _ in range(2))
    assert told == again  # the same file is the same plan
    pairs = _json(call, "pairings", *flags)["pairings"]
    one, two = ((each["mentee_id"], each["mentor_id"]) for each in pairs)
    for state in ("asked", "accepted-by-mentee", "confirmed"):
        assert call("mark", state, ":".join(one), *flags).exit_code == 0
    assert call("pairings", *flags, "--state", "confirmed", "--save", confirmed).exit_code == 0
    assert confirmed.read_text() == f"mentee_id,mentor_id\n{','.join(one)}\n"
    declined = ("--declined", *two, "--confirmed-list", confirmed, "--accepted-list", confirmed)
    mended = call("repair", first, *declined, "--save", second)
    assert mended.exit_code == 0, mended.stderr
    assert _json(call, "publish", second, *flags)["state"] == "PUBLISHED"
    states = {
        (each["mentee_id"], each["mentor_id"]): each["state"] for each in _json(call, "pairings", *flags)["pairings"]
    }
    assert states[one] == "CONFIRMED"
    assert two not in states
    assert "brought as a file" in call("audit", *flags).stdout


def test_only_a_proved_plan_of_the_programme_is_taken_from_a_file(call: Call, tale: Path, tmp_path: Path) -> None:
    """What is published was proved; a forged file, or one of another programme, leaves nothing in the database."""
    flags = ("--programme", "tale", "--database-url", f"sqlite:///{tmp_path}/tale.db")
    assert call("import", tale, *flags, "--create").exit_code == 0
    saved = tmp_path / "plan.json"
    assert call("plan", tale, "--save", saved).exit_code == 0
    tree = json.loads(saved.read_text())
    tree["plan"]["pairings"][0]["score_micro"] += 1
    assert call("publish", write(tmp_path / "forged.json", tree), *flags).exit_code == 2
    other = write(tmp_path / "programme.json", {**programme()["programme"], "id": "other"})
    assert call("plan", tale, "--programme", other, "--save", tmp_path / "other.json").exit_code == 0
    refused = call("publish", tmp_path / "other.json", *flags)
    assert (refused.exit_code, "is the programme of this plan" in refused.stderr) == (2, True)
    with service_on(flags[-1]) as service:
        assert service.list_plans("tale").items == ()


def _json(call: Call, *words: object) -> Any:
    answer = call(*words, "--json")
    return json.loads(answer.stdout)


def test_a_plan_is_published_followed_and_audited(call: Call, where: Where) -> None:
    """The whole way in a shell: each verb shows what the ones before did, as a table and as JSON."""
    *flags, plan_id = where
    nothing = call("pairings", *flags)
    assert nothing.exit_code == 1
    assert "a published plan of programmes/tale does not exist" in nothing.stderr
    told = _json(call, "publish", plan_id, *flags, "--actor", "board", "--reason", "agreed in May")
    assert (told["name"], told["state"]) == (f"programmes/tale/plans/{plan_id}", "PUBLISHED")
    listed = _json(call, "pairings", *flags)["pairings"]
    one, two = (f"{each['mentee_id']}:{each['mentor_id']}" for each in listed)
    assert {each["state"] for each in listed} == {"PROPOSED"}
    asked = call("mark", "asked", one, two, *flags)
    assert asked.exit_code == 0, asked.stderr
    assert "2 pairings: 2 asked." in asked.stdout
    for state in ("accepted-by-mentor", "confirmed", "running"):
        assert call("mark", state, one, *flags).exit_code == 0
    (done,) = _json(call, "mark", "completed", one, *flags, "--rating", 5, "--not-again")["pairings"]
    assert (done["state"], done["rating"], done["would_repeat"]) == ("COMPLETED", 5, False)
    assert call("mark", "declined", two, *flags, "--by", "mentor", "--because", "timing", "--actor", "x").exit_code == 0
    assert [each["state"] for each in _json(call, "pairings", *flags, "--state", "declined")["pairings"]] == [
        "DECLINED"
    ]
    (only,) = _json(call, "pairings", *flags, "--authority", two.partition(":")[0])["pairings"]
    assert (only["declined_by"], only["withheld"]) == (None, True)
    table = call("pairings", *flags).stdout
    assert "rated 5 of 5" in table
    assert "withheld" in table
    lines = _json(call, "audit", *flags)["lines"]
    assert [each["number"] for each in lines] == list(range(1, 2 + 2 + 2 + 4 + 1 + 1))
    assert [each["to_state"] for each in _json(call, "audit", *flags, "--pair", two)["lines"]] == [
        "PROPOSED",
        "ASKED",
        "DECLINED",
    ]
    shown = call("audit", *flags).stdout
    assert "agreed in May" in shown
    assert "timing" not in shown
    assert one in shown


def test_what_is_wrong_is_said_at_its_pair(call: Call, where: Where) -> None:
    """A slip in one of many pairs changes none, and the message says which, and what would be allowed."""
    *flags, plan_id = where
    assert call("publish", plan_id, *flags).exit_code == 0
    pairs = [f"{each['mentee_id']}:{each['mentor_id']}" for each in _json(call, "pairings", *flags)["pairings"]]
    refused = _json(call, "mark", "dropped", *pairs, "nonsense", *flags)["error"]
    paths = [fault["path"] for fault in refused["violations"]]
    assert paths == ["pairs[0].reason", "pairs[1].reason", "pairs[2].mentor_id", "pairs[2].reason"]
    early = call("mark", "running", *pairs, *flags)
    assert early.exit_code == 1
    assert "is PROPOSED and cannot become RUNNING (allowed: ASKED, DROPPED)" in early.stderr
    assert call("mark", "askd", *pairs, *flags).exit_code == 2
    assert call("audit", *flags, "--pair", "nonsense").exit_code == 2
    assert {each["state"] for each in _json(call, "pairings", *flags)["pairings"]} == {"PROPOSED"}
