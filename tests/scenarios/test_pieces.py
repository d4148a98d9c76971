"""What scenarios take from their base piece by piece must be what is told, hashed or listed of the whole."""

from __future__ import annotations

import pickle
import random

import numpy as np
import pytest

from fixtures.generator import generate
from matcher.certify import check
from matcher.errors import Fault, InvalidInput, LimitExceeded, Stopped
from matcher.plans.publishing import digest
from matcher.plans.types import LeftOut, Message, PairingKind, PlanQuality
from matcher.problems import AddEdge, Edit, Pin, RemoveEdge, SetEdges, SetScore, edited, merged
from matcher.profiles.taxonomy import Role
from matcher.profiles.values import Frozen
from matcher.scenarios import Base, apply, parse_edits, run_scenario
from matcher.scenarios import edits as kinds
from matcher.scenarios.built import built
from matcher.scenarios.delta import delta_of
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import Change, Move, ScenarioResult
from matcher.solving import resolve, solve
from tests.scenarios.asking import fitting
from tests.scenarios.test_running import asked, assert_as_from_nothing, base_of
from tests.solving.instances import small_problem


def test_answers_built_at_once_are_those_built_with_checks() -> None:
    """A field forgotten, or in another order, would show only in what is written out far from here."""
    samples: list[tuple[type[Frozen], dict[str, object]]] = [
        (Message, {"id": "LEFT_LIMIT", "params": {"limit": "3"}}),
        (
            LeftOut,
            {
                "authority_id": "a",
                "role": Role.MENTEE,
                "reason": Message(id="LEFT_NO_CANDIDATES"),
                "eligible_partners": 0,
            },
        ),
        (
            Change,
            {"authority_id": "a", "role": Role.MENTOR, "before_micro": 1, "micro": 3, "difference_micro": 2},
        ),
    ]
    for kind, fields in samples:
        one, due = built(kind, **fields), kind(**fields)
        assert one == due
        assert one.model_dump_json() == due.model_dump_json()
        assert pickle.loads(pickle.dumps(one)) == one.model_copy() == due
        assert list(kind.model_fields) == list(fields)
    assert built(Message, id="LEFT_NO_CANDIDATES").params == {}  # a field that is not given has its default


def test_the_digest_from_pieces_is_that_of_the_whole() -> None:
    """The text is hashed from the middle on: commas and ends are where such a thing breaks."""
    inputs = generate(34, 2)
    base = Base(inputs)
    assert base.warm is not None
    ids = [one.id for one in inputs.authorities]
    for gone in ([0], [33], [15], [16, 32], [0, 31, 33], list(range(18, 34))):
        edits: list[ScenarioEdit] = [kinds.DropOut(authority_id=ids[at]) for at in gone]
        for more in ([], [kinds.SetPairLimit(pair_limit=7)], [_renamed(ids, set(gone))]):
            draft = base.draft([*edits, *more])
            delta = delta_of(base.warm.place, draft)
            assert delta is not None
            assert base.digests.of(delta) == digest(draft.finish())


def _renamed(ids: list[str], gone: set[int]) -> ScenarioEdit:
    """Return a change that shows in the digest, of somebody who stays."""
    stays = next(one for at, one in enumerate(ids) if at not in gone)
    return kinds.ChangeProfile(authority_id=stays, fields={"population": 123_456})


@pytest.mark.parametrize("kind", [PairingKind.MENTORING, PairingKind.TWIN, PairingKind.CYCLE])
def test_a_diff_is_what_two_plans_say(kind: PairingKind) -> None:
    """The diff looks at nothing that stayed; whoever compares the two plans line by line must find the same."""
    for seed in range(3):
        rng, base = random.Random(seed), base_of(generate(16 + seed, seed, kind=kind))
        assert base is not None
        for _ in range(2):
            edits = fitting(rng, base.inputs, rng.choice([1, 2]))
            found = asked(base, edits, with_prices=False)
            if isinstance(found, ScenarioResult):
                _assert_as_compared(base, found)


def _assert_as_compared(base: Base, found: ScenarioResult) -> None:
    plan, diff = found.plan, found.diff
    assert plan is not None
    assert diff is not None
    before, after = base.scores, {(p.mentee_id, p.mentor_id): p.score_micro for p in plan.pairings}
    assert [(one.mentee_id, one.mentor_id) for one in diff.gone] == sorted(before.keys() - after.keys())
    assert [(one.mentee_id, one.mentor_id) for one in diff.new] == sorted(after.keys() - before.keys())
    both = [(pair, score, after[pair]) for pair, score in before.items() if pair in after]
    kept = [((one.mentee_id, one.mentor_id), one.score_before_micro, one.score_micro) for one in diff.kept]
    assert kept == both
    roles = plan.kind.roles
    seats = {(role, one) for pair in before | after for role, one in zip(roles, pair, strict=True)}
    sums = {
        seat: tuple(
            sum(score for pair, score in plan.items() for at in (0, 1) if (roles[at], pair[at]) == seat)
            for plan in (before, after)
        )
        for seat in seats
    }
    assert {(one.role, one.authority_id): (one.before_micro, one.micro) for one in diff.changes} == {
        seat: (old, new) for seat, (old, new) in sums.items() if old != new
    }
    partners = {
        seat: tuple(
            sorted({pair[1 - at] for pair in plan for at in (0, 1) if (roles[at], pair[at]) == seat})
            for plan in (before, after)
        )
        for seat in seats
    }
    assert {(one.role, one.authority_id): (list(one.partners_before), list(one.partners)) for one in diff.moved} == {
        seat: (old, new) for seat, (old, new) in partners.items() if old and new and old != new
    }
    lost = {seat for seat, (old, new) in partners.items() if old and not new}
    assert {(one.role, one.authority_id) for one in (*diff.newly_left_out, *diff.departed)} == lost
    fresh = {seat for seat, (old, new) in partners.items() if new and not old}
    assert {(one.role, one.authority_id) for one in diff.newly_placed} == fresh
    assert isinstance(plan.quality, PlanQuality)
    assert all(isinstance(one, Move) for one in diff.moved)


def test_who_is_left_out_counts_those_who_come_and_go() -> None:
    """Whoever comes is one more to choose from for many at once: numbers told anew must be those of a fresh count."""
    for seed in range(3):
        inputs = generate(26, seed)
        mentors = [one for one in inputs.authorities if one.role(Role.MENTOR)]
        away = [*mentors[:2], inputs.authorities[-1]]
        base = base_of(inputs.model_copy(update={"authorities": tuple(a for a in inputs.authorities if a not in away)}))
        assert base is not None
        leaver = next(p.mentor_id for p in base.plan.pairings)
        for edits in (
            [kinds.AddAuthority(authority=one) for one in away],
            [kinds.AddAuthority(authority=away[0]), kinds.DropOut(authority_id=leaver)],
            [kinds.AddAuthority(authority=away[0]), kinds.SetPairLimit(pair_limit=3)],
            [kinds.SetPairLimit(pair_limit=2), kinds.DropOut(authority_id=leaver)],
        ):
            assert_as_from_nothing(asked(base, edits, with_prices=False), apply(base.inputs, edits))


def test_many_pairs_set_at_once_are_as_set_one_by_one() -> None:
    """One edit in place of hundreds must leave the same problem, and the same best value from a warm start."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        problem = merged(small_problem(rng))
        if problem.left_score is not None or problem.quotas.count or not problem.is_flow:
            continue
        shape = problem.left_count, problem.right_count
        cells = rng.random(shape) < 0.4
        cells[tuple(problem.pinned.T)] = False
        pairs, score = np.argwhere(cells), rng.integers(-5, 9, int(cells.sum()))
        due = rng.random(len(pairs)) < 0.6
        many = SetEdges(pairs[:, 0], pairs[:, 1], score, due)
        listed = problem.find_edges(pairs) >= 0
        single: list[Edit] = []
        for (row, column), value, was, now in zip(pairs.tolist(), score.tolist(), listed, due, strict=True):
            if now:
                single.append(SetScore(row, column, value) if was else AddEdge(row, column, value))
            elif was:
                single.append(RemoveEdge(row, column))
        one, other = edited(problem, [many]), edited(problem, single)
        assert np.array_equal(merged(one).score, merged(other).score)
        assert np.array_equal(merged(one).right_index, merged(other).right_index)
        grid = np.argwhere(np.ones(shape, np.bool_))
        assert one.find_edges(grid).tolist() == [one.find_edge(row, column) for row, column in grid.tolist()]
        begun, fresh = solve(problem), solve(other)
        warm = resolve(problem, [many], begun.state)
        assert (warm.status, warm.objective) == (fresh.status, fresh.objective)
        assert not check(one, warm).violations


def test_pairs_set_at_once_that_cannot_be_are_refused() -> None:
    """A pin taken off the list, or a pair named twice, would be a problem that nobody stated."""
    problem = merged(small_problem(np.random.default_rng(0)))
    listed = problem.ends_of(np.arange(2, dtype=np.int64))
    two, no = np.array([1, 2]), np.zeros(2, np.bool_)
    pinned = Pin(*listed[0].tolist())
    with pytest.raises(InvalidInput, match="pinned"):
        edited(problem, [pinned, SetEdges(listed[:, 0], listed[:, 1], two, no)])
    with pytest.raises(InvalidInput, match="same pair"):
        edited(problem, [SetEdges(listed[[0, 0], 0], listed[[0, 0], 1], two, ~no)])
    with pytest.raises(InvalidInput, match="lengths"):
        edited(problem, [SetEdges(listed[:, 0], listed[:, 1], two[:1], ~no)])


def test_quotas_are_set_as_a_whole_and_taken_back() -> None:
    """A quota is a rule of the programme: the plan under it is the one of a programme that always had it."""
    base = base_of(generate(30, 1))
    assert base is not None
    quotas = [{"subject": "CROSS_BORDER", "least_percent": 90}]
    edits = parse_edits([{"kind": "QUOTAS", "quotas": quotas}])
    found = run_scenario(base, edits)
    fresh = Base(apply(base.inputs, edits))
    assert found.value_micro == fresh.value <= base.value
    assert found.prices[0].alone_micro == found.value_micro - base.value
    assert found.plan is not None
    assert (found.plan.quality.cross_border_permille or 0) >= 900
    back = run_scenario(Base(found.inputs, found.plan), parse_edits([{"kind": "QUOTAS", "quotas": []}]))
    assert back.inputs == base.inputs
    assert back.value_micro == base.value
    for given, path in (
        ([quotas, []], "edits[1].quotas"),
        ([[{"subject": "CROSS_BORDER", "least": 5, "most": 2}]], "edits[0].quotas[0]"),
    ):
        with pytest.raises(InvalidInput) as refused:
            apply(base.inputs, parse_edits([{"kind": "QUOTAS", "quotas": one} for one in given]))
        assert [fault.path for fault in refused.value.violations] == [path]


def test_the_language_rule_is_strict_with_interpreter_or_simultaneous() -> None:
    """Each step lets more pairs talk; with simultaneous interpretation language rules nobody out, and still counts."""
    base = base_of(generate(40, 1))
    assert base is not None
    ways = (
        {"language_required": True, "interpreter_allowed": False},
        {"language_required": True, "interpreter_allowed": True},
        {"language_required": False, "interpreter_allowed": True},
    )
    allowed, scores = [], []
    for fields in ways:
        fresh = base_of(apply(base.inputs, [kinds.ChangeRules(fields=fields)]))
        assert fresh is not None
        assert fresh.frame is not None
        table = fresh.frame.table
        ids = [(a, b) for a in table.mentee_ids for b in table.mentor_ids]
        allowed.append({ids[at] for at in np.flatnonzero(table.is_eligible).tolist()})
        scores.append(dict(zip(ids, table.score.ravel().tolist(), strict=True)))
    assert allowed[0] < allowed[1] <= allowed[2]
    assert scores[1] == scores[2]  # in both an interpreter is there; what is said in one's own language counts more
    assert any(scores[0][pair] < scores[1][pair] for pair in allowed[1] - allowed[0])


def test_errors_cross_to_another_process_whole() -> None:
    """A refusal in a worker must reach whoever asked with its places, not as a fault of the transport."""
    for error in (
        InvalidInput.one("a", Fault.DUPLICATE, "twice", value=3),
        LimitExceeded("edits", 3, 2),
        Stopped(by_deadline=True),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (str(again), vars(again)) == (str(error), vars(error))
