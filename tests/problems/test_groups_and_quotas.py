"""Nested and crossing quotas as they are stated: what is read, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from matcher.errors import Fault, InvalidInput
from matcher.problems import UNBOUNDED, AssignmentProblem, Group, Quota

EDGES: dict[str, Any] = {
    "left_index": [0, 0, 1, 2],
    "right_index": [0, 1, 1, 0],
    "score": [5, 6, 7, 8],
    "left_capacity": [1, 1, 1],
    "right_capacity": [2, 2],
}


def _path_and_fault(**changes: Any) -> list[tuple[str, Fault]]:
    with pytest.raises(InvalidInput) as caught:
        AssignmentProblem(**{**EDGES, **changes})
    return [(violation.path, violation.fault) for violation in caught.value.violations]


def test_groups_nest_whatever_their_order() -> None:
    """The forest is a fact about the sets, not about how they are listed."""
    groups = [Group([1], most=1, name="town"), Group([0, 1, 2], name="all"), Group([0, 1], 1, 2, name="country")]
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        held = AssignmentProblem(**EDGES, left_groups=[groups[at] for at in order]).left_groups
        around = {
            name: None if parent < 0 else held.names[parent]
            for name, parent in zip(held.names, held.parent.tolist(), strict=True)
        }
        assert around == {"town": "country", "country": "all", "all": None}
        assert [held.names[group] for group in held.of_vertex] == ["country", "town", "all"]


def test_equal_groups_nest_in_each_other() -> None:
    """Two quotas on the same towns are both kept, one inside the other."""
    held = AssignmentProblem(**EDGES, right_groups=[Group([0, 1], most=3), Group([1, 0], 1)]).right_groups
    assert sorted(held.parent.tolist()) == [-1, 0]


FAULTY_GROUPS: dict[str, tuple[list[Any], str, Fault]] = {
    "crossing": ([Group([0, 1]), Group([1, 2])], "left_groups[1]", Fault.CONTRADICTION),
    "member out of range": ([Group([3])], "left_groups[0].members[0]", Fault.OUT_OF_RANGE),
    "member twice": ([Group([0, 0])], "left_groups[0].members", Fault.DUPLICATE),
    "least above most": ([Group([0], 2, 1)], "left_groups[0].least", Fault.CONTRADICTION),
    "most negative": ([Group([0], 0, -1)], "left_groups[0].most", Fault.OUT_OF_RANGE),
    "least is a float": ([Group([0], 0.5)], "left_groups[0].least", Fault.WRONG_TYPE),  # type: ignore[arg-type]
    "no group": ([[0, 1]], "left_groups[0]", Fault.WRONG_TYPE),
    "no list": (7, "left_groups", Fault.WRONG_TYPE),  # type: ignore[dict-item]
}


@pytest.mark.parametrize("name", FAULTY_GROUPS)
def test_faulty_groups_are_refused(name: str) -> None:
    """Groups that cross are no flow; solving them as one would be wrong without a sound."""
    groups, path, fault = FAULTY_GROUPS[name]
    assert (path, fault) in _path_and_fault(left_groups=groups)


def test_a_quota_means_the_same_in_any_order_of_edges() -> None:
    """Positions are those of the caller's list; the problem sorts its edges."""
    rng = np.random.default_rng(0)
    weight = np.array([3, 0, -2, 7])
    expected = AssignmentProblem(**EDGES, quotas=[Quota(np.arange(4), weight, most=5)]).quotas
    for _ in range(5):
        order = rng.permutation(4)
        shuffled = {name: np.array(EDGES[name])[order] for name in ("left_index", "right_index", "score")}
        held = AssignmentProblem(**{**EDGES, **shuffled}, quotas=[Quota(np.arange(4), weight[order], most=5)]).quotas
        assert (held.edge.tolist(), held.weight.tolist()) == (expected.edge.tolist(), expected.weight.tolist())
    assert expected.edge.tolist() == [0, 2, 3]  # what counts nothing is left out
    assert (expected.least.tolist(), expected.most.tolist()) == ([-UNBOUNDED], [5])


def test_quotas_on_a_table_count_its_rows() -> None:
    """In a table forbidden pairs have positions too, so that a mask over the table can be given as it is."""
    rng = np.random.default_rng(1)
    for _ in range(20):
        forbidden, mask = rng.random((2, 4, 5)) < 0.4
        sides = {"left_capacity": np.ones(4, np.int64), "right_capacity": np.ones(5, np.int64)}
        problem = AssignmentProblem.from_dense(
            np.zeros((4, 5), np.int64), forbidden=forbidden, quotas=[Quota.count(mask, most=2)], **sides
        )
        held = problem.quotas.edge
        pairs = set(zip(problem.left_index[held].tolist(), problem.right_index[held].tolist(), strict=True))
        assert pairs == {(int(left), int(right)) for left, right in np.argwhere(mask & ~forbidden)}


def test_a_share_is_kept_exactly_by_the_plans_that_keep_it() -> None:
    """The weights stand for a percentage of the plan, whatever its size: no plan may be judged otherwise."""
    rng = np.random.default_rng(2)
    for percent in (1, 33, 50, 60, 99, 100):
        mask = rng.random(12) < 0.5
        quota = Quota.share(mask, least_percent=percent)
        for _ in range(50):
            chosen = rng.random(12) < rng.random()
            kept = 100 * (mask & chosen).sum() >= percent * chosen.sum()
            assert (np.asarray(quota.weight)[chosen].sum() >= 0) == kept


def test_classes_become_one_quota_each() -> None:
    """At most two pairs between any two countries is one quota per pair of countries; -1 stands for no class."""
    quotas = Quota.by_class([[0, -1], [2, 0]], most=2, names=["AT-BE", "", "AT-CY"])
    assert [(np.asarray(quota.position).tolist(), quota.name) for quota in quotas] == [
        ([0, 3], "AT-BE"),
        ([2], "AT-CY"),
    ]


FAULTY_QUOTAS: dict[str, tuple[Any, str, Fault]] = {
    "position out of range": (Quota([4], [1], most=1), "quotas[0].position[0]", Fault.OUT_OF_RANGE),
    "position twice": (Quota([1, 1], [1, 1], most=1), "quotas[0].position", Fault.DUPLICATE),
    "weight too large": (Quota([1], [1001], most=1), "quotas[0].weight[0]", Fault.OUT_OF_RANGE),
    "lengths differ": (Quota([1, 2], [1], most=1), "quotas[0].weight", Fault.CONTRADICTION),
    "no bound": (Quota([1], [1]), "quotas[0]", Fault.MISSING),
    "bounds crossed": (Quota([1], [1], 3, 2), "quotas[0].least", Fault.CONTRADICTION),
    "bound is a float": (Quota([1], [1], 0.6), "quotas[0].least", Fault.WRONG_TYPE),  # type: ignore[arg-type]
    "no quota": ("60 %", "quotas[0]", Fault.WRONG_TYPE),
}


@pytest.mark.parametrize("name", FAULTY_QUOTAS)
def test_faulty_quotas_are_refused(name: str) -> None:
    """Each by its place, so that the one who states ten of them finds it."""
    quota, path, fault = FAULTY_QUOTAS[name]
    assert (path, fault) in _path_and_fault(quotas=[quota])


@pytest.mark.parametrize("percent", [0, 101, -5])
def test_a_share_beyond_the_whole_is_refused(percent: int) -> None:
    """Nothing can be more than all of it."""
    with pytest.raises(InvalidInput, match="least_percent"):
        Quota.share([True], least_percent=percent)


def test_scores_of_one_side_alone_are_refused() -> None:
    """What is stable is decided by both sides."""
    assert _path_and_fault(left_score=[1, 2, 3, 4]) == [("right_score", Fault.MISSING)]
    assert ("left_score", Fault.CONTRADICTION) in _path_and_fault(left_score=[1], right_score=[1, 2, 3, 4])


def test_minimum_if_used_above_the_capacity_is_refused() -> None:
    """A host for two at most that wants three or nobody could never be used: surely a slip."""
    assert _path_and_fault(right_min_if_used=[3, 0]) == [("right_min_if_used[0]", Fault.CONTRADICTION)]
