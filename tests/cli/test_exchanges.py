"""Twins, cycles and study visits in the shell: tables, calendars, what is asked and what is refused."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from matcher.cli.goals import gap_percent, goal_lines, proved_line
from matcher.plans.types import BundleVerdict, Goal, PairingKind, Plan, PlanInputs, ReadinessReport, Suggestions
from matcher.profiles.taxonomy import Role
from tests.cli.conftest import Call, programme, write
from tests.cli.exchanging import bounded, exchange

KINDS = {PairingKind.TWIN: "twins", PairingKind.CYCLE: "cycles", PairingKind.STUDY_VISIT: "visits"}
WIDE = 110


@pytest.fixture
def exchange_file(tmp_path: Path) -> Path:
    """The exchange as study visits."""
    return write(tmp_path / "exchange.json", exchange(PairingKind.STUDY_VISIT))


def planned(call: Call, file: Path, kind: PairingKind) -> Plan:
    answer = call("plan", file, "--kind", KINDS[kind], "--json")
    assert answer.exit_code == 0, answer.stderr
    return Plan.model_validate_json(answer.stdout)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_holds_everybody_and_fits(
    call: Call, exchange_file: Path, kind: PairingKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A coordinator reads names, themes, score and verdict without a file of codes, in a window of usual width."""
    plan = planned(call, exchange_file, kind)
    assert plan.pairings
    assert plan.kind is kind
    monkeypatch.setenv("COLUMNS", str(WIDE))
    printed = call("plan", exchange_file, "--kind", KINDS[kind]).stdout
    assert max(map(len, printed.splitlines())) <= WIDE
    wide = call("plan", exchange_file, "--kind", KINDS[kind]).stdout
    words = " ".join(wide.split())
    for pairing in plan.pairings:
        assert pairing.theme.label.split()[0] in words
    for shown in ("Verdict: optimal, proved.", "Quality", "A tale (illustrative)", "* illustrative"):
        assert shown in words
    assert "[bold]" in words, "a name with brackets stays a name"


def test_the_arcs_of_a_cycle_stand_in_its_order(call: Call, exchange_file: Path) -> None:
    """A -> B -> C -> A is read from top to bottom: each row is the visit of the one above it."""
    plan = planned(call, exchange_file, PairingKind.CYCLE)
    lines = call("plan", exchange_file, "--kind", "cycles").stdout.splitlines()
    names = {authority["id"]: authority["name"] for authority in exchange(PairingKind.CYCLE)["authorities"]}
    for cycle in sorted(plan.cycles, key=lambda cycle: -cycle.score_micro):
        begin = next(index for index, line in enumerate(lines) if line.strip().startswith(tuple("123456789")))
        ids = [*cycle.authority_ids, cycle.authority_ids[0]]
        for authority_id, line in zip(ids, lines[begin:], strict=False):
            assert names[authority_id] in line
        del lines[: begin + len(ids)]


@pytest.mark.parametrize("seed", range(200))
def test_a_gap_is_never_told_smaller_than_it_is(seed: int) -> None:
    """Rounded down, "within 0.4 %" would claim more than is proved."""
    draw = random.Random(seed)
    bound = draw.randrange(1, 10 ** draw.randrange(1, 12))
    best = draw.randrange(bound)
    told = int(gap_percent(best, bound).removesuffix(" %").replace(".", ""))
    assert (told - 1) * bound < 1000 * (bound - best) <= told * bound


def test_a_plan_with_a_gap_is_not_called_optimal() -> None:
    """The word stands for a proof; here the proof is one of how much better another plan could be."""
    inputs = PlanInputs.model_validate(exchange(PairingKind.TWIN))
    for goal in (Goal.TOTAL, Goal.MOST_PAIRS, Goal.FLOOR):
        lines = " ".join(goal_lines(bounded(inputs, 99_600_000, 100_000_000, goal)))
        assert "within 0.4 % of the best: the total is 99.600, and it is proved that no plan" in lines
        assert "exceeds 100.000." in lines
        assert "optimal" not in lines
    verdict = BundleVerdict(
        proved=True, optimal=False, goal=Goal.TOTAL, objective_micro=996, bound_micro=1000, faults=(),
        programme_id="tale", pins=0, forbids=0, not_available=0,
    )  # fmt: skip
    assert "within 0.4 % of the best" in proved_line(verdict)
    assert "optim" not in proved_line(verdict)
    assert "optimal, proved" in " ".join(goal_lines(bounded(inputs, 5, 5)))


def test_flags_change_the_terms_of_the_kind(call: Call, exchange_file: Path) -> None:
    """What a kind does not take is refused by name, before anything is computed."""
    pairs = planned(call, exchange_file, PairingKind.TWIN).pairings
    themes = call("plan", exchange_file, "--kind", "twins", "--themes", "edu.lang", "--json")
    assert {pairing.theme for pairing in Plan.model_validate_json(themes.stdout).pairings} <= {"EDU.LANG"}
    assert len(pairs) >= 2
    short = call("plan", exchange_file, "--kind", "cycles", "--max-length", 2, "--json")
    assert all(len(cycle.authority_ids) == 2 for cycle in Plan.model_validate_json(short.stdout).cycles)
    free = call("plan", exchange_file, "--budget", 0, "--json")
    assert Plan.model_validate_json(free.stdout).visits == ()
    for words, field in (
        (("--kind", "twins", "--budget", 5), "programme.visits"),
        (("--kind", "twins", "--max-length", 4), "programme.cycle_length_max"),
        (("--kind", "cycles", "--goal", "stable"), "programme.goal"),
        (("--kind", "cycles", "--pair-limit", 2), "programme.pair_limit"),
        (("--themes", "EDU.LANGUAGE"), "programme.themes"),
    ):
        refused = call("plan", exchange_file, *words)
        assert refused.exit_code == 2
        assert field in refused.stderr
    assert call("plan", exchange_file, "--kind", "dance").exit_code == 2


def test_calendars_are_written_for_each_and_never_over_others(call: Call, exchange_file: Path, tmp_path: Path) -> None:
    """A calendar of an earlier plan that stays in the folder would be taken for one of this plan."""
    folder, whole = tmp_path / "calendars", tmp_path / "plan.ics"
    words = ("plan", exchange_file, "--save", whole, "--save-calendars", folder)
    assert call(*words).exit_code == 0
    written = {path.name for path in folder.iterdir()}
    plan = planned(call, exchange_file, PairingKind.STUDY_VISIT)
    assert written == {f"{one}.ics" for pair in plan.pairings for one in (pair.mentee_id, pair.mentor_id)}
    assert whole.read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert whole.read_bytes().count(b"BEGIN:VEVENT") == len(plan.visits)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again = call(*words)
    assert again.exit_code == 1
    assert "not empty" in " ".join(again.stderr.split())
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert call("plan", exchange_file, "--save-calendars", whole).exit_code == 1
    assert call("plan", exchange_file, "--save-calendars", tmp_path / "no" / "folder").exit_code == 2


def test_mentoring_has_no_calendar(call: Call, tmp_path: Path) -> None:
    """Refused before the plan is computed, with the flag that asked for it."""
    tale = write(tmp_path / "tale.json", programme())
    refused = call("plan", tale, "--save", tmp_path / "plan.ics", "--save-calendars", tmp_path / "folder")
    assert refused.exit_code == 2
    assert "--save-calendars" in refused.stderr
    assert "no dates" in " ".join(refused.stderr.split())
    assert not (tmp_path / "folder").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_exchange_proves_itself(call: Call, exchange_file: Path, tmp_path: Path, kind: PairingKind) -> None:
    """Whoever receives an exchange can check it without trusting whoever sent it."""
    bundle = tmp_path / "bundle.json"
    assert call("plan", exchange_file, "--kind", KINDS[kind], "--save", bundle).exit_code == 0
    proved = call("check", bundle)
    assert (proved.exit_code, "Proved" in proved.stdout) == (0, True)
    tree = json.loads(bundle.read_text("utf-8"))
    tree["plan"]["evidence"]["bound_micro"] += 1
    assert call("check", write(tmp_path / "forged.json", tree)).exit_code == 1


@pytest.mark.parametrize(
    ("kind", "role"),
    [("twins", Role.PEER), ("cycles", Role.PEER), ("visits", Role.VISITOR), ("visits", Role.HOST)],
)
def test_suggestions_in_the_roles_of_the_kind(call: Call, exchange_file: Path, kind: str, role: Role) -> None:
    """Each side of an exchange asks for partners; a role of another kind is refused with those there are."""
    asked = ("suggest", exchange_file, "x-alder", "--kind", kind)
    found = Suggestions.model_validate_json(call(*asked, "--role", role.lower(), "--json").stdout)
    assert (found.role, found.suggestions != ()) == (role, True)
    printed = call(*asked, "--role", role.lower()).stdout
    assert {"PEER": "Peers", "VISITOR": "Hosts", "HOST": "Visitors"}[role] + " for Alderbrook" in printed
    refused = call(*asked, "--role", "mentee")
    assert refused.exit_code == 2
    assert role in refused.stderr


def test_without_a_role_the_one_that_learns_is_taken(call: Call, exchange_file: Path) -> None:
    """A town that asks for partners wants to learn: as visitor, as peer."""
    for kind, role in (("visits", Role.VISITOR), ("twins", Role.PEER)):
        answer = call("suggest", exchange_file, "x-alder", "--kind", kind, "--json")
        assert Suggestions.model_validate_json(answer.stdout).role is role


def test_twins_are_explained_both_ways(call: Call, exchange_file: Path) -> None:
    """Each of the two wants to know what it gets."""
    printed = call("explain", exchange_file, "x-alder", "x-docks", "--kind", "twins").stdout
    assert "Alderbrook (DE)* and Dockside (ES)* as twins" in printed
    assert "Alderbrook (DE)* can learn, with the fit in permille: language learning and literacy" in printed
    assert "Dockside (ES)* can learn, with the fit in permille: adequate and affordable housing" in printed
    assert "Dockside (ES)* visits" not in printed
    assert "Alderbrook (DE)* visits Dockside (ES)*" in call("explain", exchange_file, "x-alder", "x-docks").stdout


@pytest.mark.parametrize(
    ("kind", "says"), [("twins", "4 ready as peers;"), ("visits", "4 ready as visitors, 4 as hosts;")]
)
def test_readiness_speaks_of_the_roles_of_the_kind(call: Call, exchange_file: Path, kind: str, says: str) -> None:
    """Who fills in the form for peers must not read of mentees."""
    report = ReadinessReport.model_validate_json(call("readiness", exchange_file, "--kind", kind, "--json").stdout)
    assert {entry.role for entry in report.roles} <= {Role.PEER, Role.VISITOR, Role.HOST}
    printed = call("readiness", exchange_file, "--kind", kind).stdout
    assert says in printed
    assert "mentee" not in printed


def test_a_role_says_what_is_meant_where_no_programme_does(call: Call, tmp_path: Path) -> None:
    """Profiles alone are of no kind: who asks for hosts means study visits. A programme's own kind is not changed."""
    profiles = write(tmp_path / "profiles.json", exchange(PairingKind.TWIN)["authorities"])
    found = Suggestions.model_validate_json(call("suggest", profiles, "x-alder", "--role", "visitor", "--json").stdout)
    assert found.role is Role.VISITOR
    assert found.suggestions
    twins = write(tmp_path / "twins.json", exchange(PairingKind.TWIN))
    assert call("suggest", twins, "x-alder", "--role", "visitor").exit_code == 2


def test_a_twin_that_learns_nothing_is_told_as_a_note(call: Call, tmp_path: Path) -> None:
    """That only one side learns is known, not something nobody has stated."""
    tree = exchange(PairingKind.TWIN)
    tree["authorities"][3]["needs"] = [{"code": "GOV.DATA", "priority": 4}]
    printed = call("explain", write(tmp_path / "one-sided.json", tree), "x-alder", "x-docks").stdout
    assert "Note: only Alderbrook finds" in printed
    assert "Not stated: only" not in printed


def test_lists_of_pairs_are_judged_as_far_as_pairs_go(call: Call, exchange_file: Path, tmp_path: Path) -> None:
    """Twins are a list of pairs; of cycles and visits it tells a part, and no optimum is made up for the rest."""
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("mentee_id,mentor_id\nx-alder,x-docks\n")
    assert "of the proved optimum" in call("evaluate", exchange_file, pairs, "--kind", "twins").stdout
    for kind, says in (("cycles", "nothing of cycles"), ("visits", "nothing of weeks")):
        printed = call("evaluate", exchange_file, pairs, "--kind", kind).stdout
        assert says in printed
        assert "no plan keeps all the rules" not in printed


def test_the_demo_of_exchanges_needs_no_file(call: Call) -> None:
    """A newcomer tries an exchange before filling in a form; the role says which demo is meant."""
    answer = call("suggest", "at-vienna", "--role", "host", "--count", 1, "--json")
    assert answer.exit_code == 0, answer.stderr
    assert "exchange programme" in answer.stderr
    assert "exchange programme" not in call("suggest", "at-vienna", "--count", 1, "--json").stderr
