"""Quotas that nest: groups of vertices of one side, with a least and a greatest number of pairs each.

The groups of a side are *laminar*: two of them are disjoint, or one holds the other. They then form a forest, and the
problem stays a flow (J. Edmonds, R. Giles, 1977, doi:10.1016/S0167-5060(08)70734-9, for laminar families in general).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import Fault
from matcher.limits import GROUPS_MAX
from matcher.problems import faults
from matcher.problems.faults import Faults
from matcher.problems.freezing import FrozenArrays

IntArray = NDArray[np.int64]
IndexArray = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Group:
    """Vertices of one side that share a quota, counted in pairs.

    Attributes:
        members: integers [members], the vertices.
        least: fewest pairs of all members together.
        most: most pairs of all members together; ``None`` for no cap.
        name: what messages call it.
    """

    members: ArrayLike
    least: int = 0
    most: int | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Groups(FrozenArrays):
    """The groups of one side, checked.

    Attributes:
        of_vertex: int32 [vertices], the smallest group that holds the vertex; -1 for none.
        parent: int32 [groups], the smallest group that holds the group; -1 for none.
        least, most: int64 [groups], pairs.
        names: one per group.
    """

    of_vertex: IndexArray
    parent: IndexArray
    least: IntArray
    most: IntArray
    names: tuple[str, ...]

    @property
    def count(self) -> int:
        """Number of groups."""
        return self.parent.size

    def above(self, group: int) -> list[int]:
        """Return the group and all groups that hold it, from the inside out."""
        chain = []
        while group >= 0:
            chain.append(group)
            group = int(self.parent[group])
        return chain


def read_groups(found: Faults, name: str, groups: Sequence[Group] | None, vertices: int) -> Groups:
    """Return the groups of one side; note members out of range or repeated, bad quotas, and groups that cross.

    Args:
        found: where faults are noted.
        name: the argument, "left_groups" or "right_groups".
        groups: the groups, in any order.
        vertices: number of vertices of that side.
    """
    listed = faults.sequence(found, name, () if groups is None else groups)
    faults.limit(f"groups in {name}", len(listed), GROUPS_MAX)
    before = len(found)
    members = [_members(found, f"{name}[{at}]", group, vertices) for at, group in enumerate(listed)]
    quotas = [_quota(found, f"{name}[{at}]", group) for at, group in enumerate(listed)]
    names = tuple(getattr(group, "name", "") or f"{name}[{at}]" for at, group in enumerate(listed))
    of_vertex, parent = np.full(vertices, -1, np.int32), np.full(len(listed), -1, np.int32)
    if len(found) == before:
        for group, other in _nest(members, of_vertex, parent):
            message = f"crosses {names[other]}: one of two groups must hold the other, or they must be disjoint"
            advice = "Maybe state one of them as a Quota, which may cross"
            found.note(f"{name}[{group}]", Fault.CONTRADICTION, message, names[group], advice)
    least, most = (np.array([quota[place] for quota in quotas], np.int64) for place in (0, 1))
    for array in (of_vertex, parent, least, most):
        array.flags.writeable = False
    return Groups(of_vertex, parent, least, most, names)


def _members(found: Faults, path: str, group: Group, vertices: int) -> IntArray:
    if not isinstance(group, Group):
        found.note(path, Fault.WRONG_TYPE, f"is a {type(group).__name__}", "", "Group")
        return np.zeros(0, np.int64)
    members = faults.integers(found, f"{path}.members", group.members, (0, vertices - 1))
    distinct, times = np.unique(members, return_counts=True)
    for vertex in distinct[times > 1].tolist():
        found.note(f"{path}.members", Fault.DUPLICATE, "holds a vertex twice", vertex, "each vertex once")
    return distinct


def _quota(found: Faults, path: str, group: Group) -> tuple[int, int]:
    if not isinstance(group, Group):
        return 0, 0
    most = faults.PLACES_MAX if group.most is None else faults.count(found, f"{path}.most", group.most)
    least = faults.count(found, f"{path}.least", group.least)
    if least > most:
        found.note(f"{path}.least", Fault.CONTRADICTION, "is above most", least, f"at most {most}")
    return least, most


def _nest(members: list[IntArray], of_vertex: IndexArray, parent: IndexArray) -> list[tuple[int, int]]:
    """Put groups into each other, largest first: all members of one must lie in the same one before.

    Return the groups for which that fails, each with one that it crosses.
    """
    crossing = []
    for group in sorted(range(len(members)), key=lambda at: (-members[at].size, at)):
        around = np.unique(of_vertex[members[group]])
        if around.size > 1:
            crossing.append((group, int(around[-1])))
            continue
        if around.size:
            parent[group] = around[0]
        of_vertex[members[group]] = group
    return crossing
