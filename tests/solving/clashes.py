"""Which rules clash, by trying all plans: slow, obvious answers for problems of few edges."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from matcher.problems import AssignmentProblem, Side
from matcher.problems.causes import Rule, RuleKind

IntArray = NDArray[np.int64]


class Plans:
    """All choices of edges, and which rules each of them breaks.

    Args:
        problem: a problem of few edges.
        rules: rules of it.
    """

    def __init__(self, problem: AssignmentProblem, rules: Iterable[Rule]) -> None:
        self.problem, self.rules = problem, tuple(rules)
        edges = problem.edge_count
        self.choices = (np.arange(1 << edges)[:, None] >> np.arange(edges)) & 1
        self.units = np.array([self._units(rule) for rule in self.rules]).reshape(len(self.rules), -1)
        flags = (self.units > 0).astype(object)
        masks = set(
            (flags * np.array([1 << at for at in range(len(self.rules))], object)[:, None]).sum(axis=0).tolist()
        )
        self.masks = [mask for mask in masks if not any(other & mask == other != mask for other in masks)]

    def clash(self, rules: Iterable[Rule]) -> bool:
        """Return whether no plan keeps all these rules."""
        wanted = sum(1 << self.rules.index(rule) for rule in rules)
        return all(mask & wanted for mask in self.masks)

    def fewest(self) -> int:
        """Return the number of rules of a smallest clash: the smallest set that meets what each plan breaks."""
        size = 0
        while not _covers(tuple(self.masks), size):
            size += 1
        return size

    def cheapest(self, kinds: Iterable[RuleKind]) -> int | None:
        """Return the fewest units by which a plan misses rules of ``kinds`` while keeping all others."""
        free = np.array([rule.kind in set(kinds) for rule in self.rules], bool)
        hard = (self.units[~free] == 0).all(axis=0)
        return int(self.units[free][:, hard].sum(axis=0).min()) if hard.any() else None

    def _units(self, rule: Rule) -> IntArray:
        """Return by how much each choice misses a rule."""
        count: IntArray = self.choices @ self._counted(rule)
        match rule.kind:
            case RuleKind.MINIMUM | RuleKind.GROUP_LEAST | RuleKind.PAIR_MIN | RuleKind.QUOTA_LEAST | RuleKind.PIN:
                return np.maximum(0, rule.bound - count)
            case RuleKind.MINIMUM_IF_USED:
                return np.where(count > 0, np.maximum(0, rule.bound - count), 0)
            case _:
                return np.maximum(0, count - rule.bound)

    def _counted(self, rule: Rule) -> IntArray:
        """Return what each edge counts for a rule, by the definition of its kind."""
        problem, value = self.problem, np.zeros(self.problem.edge_count, np.int64)
        for edge in range(problem.edge_count):
            ends = {Side.LEFT: int(problem.left_index[edge]), Side.RIGHT: int(problem.right_index[edge])}
            match rule.kind:
                case RuleKind.PIN:
                    value[edge] = (ends[Side.LEFT], ends[Side.RIGHT]) == (rule.index, rule.other)
                case RuleKind.PAIR_MIN | RuleKind.PAIR_LIMIT:
                    value[edge] = 1
                case RuleKind.QUOTA_LEAST | RuleKind.QUOTA_MOST:
                    held = problem.quotas
                    part = slice(int(held.start[rule.index]), int(held.start[rule.index + 1]))
                    value[edge] = held.weight[part][held.edge[part] == edge].sum()
                case RuleKind.GROUP_LEAST | RuleKind.GROUP_MOST:
                    groups = problem.left_groups if rule.side is Side.LEFT else problem.right_groups
                    value[edge] = rule.index in groups.above(int(groups.of_vertex[ends[Side(str(rule.side))]]))
                case _:
                    value[edge] = ends[Side(str(rule.side))] == rule.index
        return value


def _covers(masks: tuple[int, ...], size: int) -> bool:
    """Return whether ``size`` bits can meet all masks."""
    if not masks:
        return True
    if size == 0:
        return False
    first = min(masks, key=lambda mask: mask.bit_count())
    bits = [bit for bit in range(first.bit_length()) if first >> bit & 1]
    return any(_covers(tuple(mask for mask in masks if not mask >> bit & 1), size - 1) for bit in bits)
