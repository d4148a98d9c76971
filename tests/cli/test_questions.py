"""The verbs that ask about a plan: what they print can be added up, and is what another verb gives."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len

from matcher.insights.answers import (
    BudgetCurve,
    FairnessCurve,
    PlaceReport,
    ReserveList,
    Reserves,
    ThemeReport,
    WhyNot,
    WhyPair,
)
from matcher.insights.late_answers import LateAdvice
from tests.cli.conftest import Call, authority, programme, write


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A programme in which mentors are scarce: whoever gets another place takes it from somebody."""
    tree = programme()
    tree["authorities"] += [
        authority("x-elm", "Elmstead", "SE", "MENTEE", population=30_000),
        authority("x-fern", "Fernley", "IE", "MENTEE", needs=[{"code": "EDU.LANG", "priority": 5}]),
        authority("x-gorse", "Gorsewick", "PT", "MENTEE", languages=[{"code": "pt", "level": "C2", "people": 4}]),
    ]
    tree["authorities"][3]["roles"][0]["capacity_max"] = 1
    return write(tmp_path / "town.json", tree)


def _numbers(line: str) -> list[Decimal]:
    return [Decimal(word.replace(",", "")) for word in re.findall(r"[+-]?[\d,]+\.\d{6}", line)]


def _outside(call: Call, town: Path) -> tuple[str, str]:
    """Return a mentee and a mentor that are not paired, though both are ready."""
    plan = json.loads(call("plan", town, "--json").stdout)
    pairs = {(pair["mentee_id"], pair["mentor_id"]) for pair in plan["pairings"]}
    return next((a, b) for a in ("x-alder", "x-fern") for b in ("x-cedar", "x-docks") if (a, b) not in pairs)


def test_why_not_gives_the_price_that_a_scenario_gives(call: Call, town: Path) -> None:
    """The moves printed must add up to the price, and the price be that of pinning the pair: two ways, one answer."""
    mentee, mentor = _outside(call, town)
    answer = call("why-not", town, mentee, mentor)
    assert answer.exit_code == 0, answer.stderr
    found = WhyNot.model_validate_json(call("why-not", town, mentee, mentor, "--json").stdout)
    assert found.forced is not None
    pinned = json.loads(call("scenario", town, "--pin", mentee, mentor, "--json").stdout)
    assert found.forced.loss_micro == pinned["base_value_micro"] - pinned["value_micro"]
    steps = [line for line in answer.stdout.splitlines() if re.match(r" +\d   ", line)]
    assert len(steps) == len(found.forced.chain)
    [together] = [line for line in answer.stdout.splitlines() if " together " in line]
    assert sum(_numbers(line)[-1] for line in steps) == _numbers(together)[0]
    assert "proved the best of all such plans" in answer.stdout


def test_why_tells_what_adds_up_and_what_would_come_instead(call: Call, town: Path) -> None:
    """A mayor asks why; the answer is figures that can be checked by hand, and the plan without the pair."""
    plan = json.loads(call("plan", town, "--json").stdout)
    pair = plan["pairings"][0]
    words = ("why", town, pair["mentee_id"], pair["mentor_id"])
    found = WhyPair.model_validate_json(call(*words, "--json").stdout)
    printed = call(*words).stdout
    rows = re.findall(r"^ (\w[\w ()]*?) +[\d,]+ +\d+ +([\d,]+) ", printed, re.MULTILINE)
    assert sum(int(adds.replace(",", "")) for _, adds in rows) == found.score_micro == pair["score_micro"]
    assert "Theme: language learning" in printed
    assert "would get" in printed
    assert call("why", town, *_outside(call, town)).exit_code == 2


def test_a_ruled_out_pair_is_told_by_its_rule_and_a_confidential_one_by_no_more(call: Call, tmp_path: Path) -> None:
    """Who is on whose avoid list must not be read from any answer, nor a price that would give it away."""
    tree = programme()
    tree["authorities"][0]["preferences"] = {"avoid": [{"authority_id": "x-docks", "reason": "a feud"}]}
    file = write(tmp_path / "feud.json", tree)
    for words in (("why-not", file, "x-alder", "x-docks"), ("why-not", file, "x-alder", "x-docks", "--json")):
        printed = call(*words).stdout
        assert "NOT_AVAILABLE" in printed
        assert "feud" not in printed
        assert "paired the best plan is worth" not in printed
    assert "ROLE_NOT_OFFERED" in call("why-not", file, "x-docks", "x-alder").stdout
    reserved = ReserveList.model_validate_json(call("reserve", file, "x-alder", "--json").stdout)
    assert "x-docks" not in {one.partner_id for one in reserved.reserve}
    assert "Dockside" not in call("reserve", file, "x-alder").stdout


def test_a_pair_named_the_wrong_way_round_is_told_so(call: Call, town: Path) -> None:
    """A mentor before its mentee breaks rules that say little; the way out is the other order."""
    told = call("why-not", town, "x-docks", "x-alder").stdout
    assert "ROLE_NOT_OFFERED: one of them takes no part in that role" in told
    assert "maybe the other way round" in told


def test_a_stricter_rule_tells_how_many_pairs_it_costs(call: Call, town: Path) -> None:
    """Before a rule is argued about, one must know what it costs: the counts are those of the readiness report."""
    told = call("scenario", town, "--rule", "interpreter_allowed=no").stdout
    policy = write(town.parent / "policy.json", {"rules": {"interpreter_allowed": False}})
    before = json.loads(call("readiness", town, "--json").stdout)["pairs_eligible"]
    now = json.loads(call("readiness", town, "--policy", policy, "--json").stdout)["pairs_eligible"]
    assert f"Eligible pairs: {before} before, {now} now." in told
    assert "interpreter_allowed no" in told
    assert "(NO_COMMON_LANGUAGE)" in told


def test_other_weights_are_said_to_measure_otherwise(call: Call, town: Path) -> None:
    """A total by other weights is no gain: whoever reads the two side by side must be told."""
    note = "Compare who is paired with whom, not the totals."
    weighed = ("scenario", town, "--weights", "FIT=10")
    assert note in call(*weighed).stdout
    assert note not in call("scenario", town, "--pair-limit", 2).stdout
    assert note in call("compare", town, "other=--weights FIT=10", "fewer=--pair-limit 2").stdout


def test_reserve_lists_are_in_the_order_of_their_price(call: Call, town: Path) -> None:
    """The next to be asked is who costs the plan the least; for one authority, or for all of them in one table."""
    found = ReserveList.model_validate_json(call("reserve", town, "x-docks", "--role", "mentor", "--json").stdout)
    losses = [one.loss_micro for one in found.reserve]
    assert losses == sorted(losses)
    assert len(losses) > 1
    printed = call("reserve", town, "dockside", "--role", "mentor").stdout
    told = [_numbers(line)[-1] for line in printed.splitlines() if re.match(r" +\d   ", line)]
    assert [int(one * 1_000_000) for one in told] == losses
    every = Reserves.model_validate_json(call("reserve", town, "--all", "--count", 2, "--json").stdout)
    assert all(len(one.reserve) <= 2 for one in every.lists)
    assert call("reserve", town, "--all").stdout.count("Dockside (ES)") > 1
    assert call("reserve", town).exit_code == 2


def test_places_and_themes_tell_where_one_more_would_help(call: Call, town: Path) -> None:
    """Whom to ask for one more place, and on which theme to look for mentors, is what a short programme asks."""
    found = PlaceReport.model_validate_json(call("places", town, "--json").stdout)
    first = found.mentors[0]
    more = ("--capacity", first.authority_id, "mentor", first.places + 1)
    raised = json.loads(call("scenario", town, *more, "--json").stdout)
    assert raised["value_micro"] - raised["base_value_micro"] == first.one_more_micro
    printed = call("places", town, "--count", 1).stdout
    assert "... and 1 more" in printed
    assert "With room for one more:" in printed
    themes = ThemeReport.model_validate_json(call("themes", town, "--json").stdout)
    printed = call("themes", town).stdout
    assert ("Short of mentors: language learning" in printed) == bool(themes.short)
    assert "housing" not in printed  # nobody needs or offers it


def test_curves_are_drawn_with_every_total(call: Call, town: Path) -> None:
    """A bar shows at a glance where the next pair brings little; the figures beside it are exact."""
    budget = BudgetCurve.model_validate_json(call("curve", town, "--budget", "--json").stdout)
    printed = call("curve", town, "--budget").stdout
    rows = [line for line in printed.splitlines() if re.match(r" +\d+   ", line)]
    assert [int(_numbers(line)[0] * 1_000_000) for line in rows] == [point.total_micro for point in budget.points]
    assert "█" in printed
    assert "best" in printed
    fair = FairnessCurve.model_validate_json(call("curve", town, "--fairness", "--json").stdout)
    printed = call("curve", town, "--fairness").stdout
    assert f"Each plan has {fair.pairs} pairs" in printed
    for words in ((), ("--budget", "--fairness"), ("--budget", "--pairs", 2)):
        assert call("curve", town, *words).exit_code == 2


def test_a_late_applicant_gets_advice_and_nobody_confirmed_moves(call: Call, town: Path, tmp_path: Path) -> None:
    """Rolling intake: accept now or hold, with the figures it rests on; what is confirmed stays."""
    late = write(tmp_path / "late.json", authority("x-heath", "Heathmoor", "NL", "MENTEE"))
    mentor = write(tmp_path / "mentor.json", {"authorities": [authority("x-ivy", "Ivybridge", "NL", "MENTOR")]})
    found = LateAdvice.model_validate_json(call("late", town, late, "--json").stdout)
    printed = call("late", town, late)
    assert printed.exit_code == 0, printed.stderr
    assert f"{found.roles[0].advice}: " in printed.stdout
    assert "Heathmoor (NL) as mentee" in printed.stdout
    assert "Where nothing moves:" in printed.stdout
    as_mentor = LateAdvice.model_validate_json(call("late", town, mentor, "--json").stdout)
    assert as_mentor.roles[0].advice == "ACCEPT"
    assert as_mentor.moving.gain_micro
    plan = json.loads(call("plan", town, "--json").stdout)
    kept = [word for pair in plan["pairings"] for word in ("--confirmed", pair["mentee_id"], pair["mentor_id"])]
    frozen = LateAdvice.model_validate_json(call("late", town, mentor, *kept, "--json").stdout)
    assert not frozen.moving.gone
    expected = LateAdvice.model_validate_json(call("late", town, late, "--expected", mentor, "--json").stdout)
    assert expected.futures == 1
    assert call("late", town, town).exit_code == 2  # several profiles
    assert call("late", town, write(tmp_path / "twice.json", authority("x-elm", "Elm", "SE", "MENTEE"))).exit_code == 2


def test_answers_fit_the_terminal(call: Call, town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is wider than the terminal is torn apart by it: no line may be, however long a name is."""
    plan = json.loads(call("plan", town, "--json").stdout)
    pair = (plan["pairings"][0]["mentee_id"], plan["pairings"][0]["mentor_id"])
    questions: tuple[tuple[object, ...], ...] = (
        ("why", town, *pair),
        ("why-not", town, *_outside(call, town)),
        ("reserve", town, "x-birch"),
        ("reserve", town, "--all"),
        ("places", town),
        ("themes", town),
        ("curve", town, "--budget"),
        ("curve", town, "--fairness"),
    )
    for columns in (80, 110):
        monkeypatch.setenv("COLUMNS", str(columns))
        for words in questions:
            lines = call(*words).stdout.splitlines()
            assert len(lines) > 3, words
            assert [line for line in lines if cell_len(line) > columns] == [], words
