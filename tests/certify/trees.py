"""A search made for its evidence alone: it knows the optimum beforehand and splits on whatever chance offers."""

from __future__ import annotations

import numpy as np

from matcher.problems import AssignmentProblem, Branch, SearchTree, SolveResult
from tests.certify.proofs import BRANCHES, SCALE, Part, best_plan, no_plan, no_prices, result_of, solve_part, whole

NEAR = 1e-6
LEFT_OUT = 0.01  # a bound so little above a whole number is still that number


def prove_by_search(problem: AssignmentProblem, rng: np.random.Generator, eager: int = 0) -> SolveResult:
    """A best plan of a small problem of any family with the tree that proves it, or a tree that proves there is none.

    The first ``eager`` levels are split whether they need it or not, to meet branches of every kind.
    """
    plan = best_plan(problem)
    tree = _Tree(problem, rng, None if plan is None else int(plan @ problem.score))
    tree.grow(whole(problem), eager)
    return no_plan(proof=tree.finish()) if plan is None else result_of(problem, plan, proof=tree.finish())


class _Tree:
    def __init__(self, problem: AssignmentProblem, rng: np.random.Generator, best: int | None) -> None:
        self.problem, self.rng, self.best = problem, rng, best
        self.nodes: list[list[int]] = []
        self.leaves: list[object] = []
        self.ray: list[bool] = []

    def finish(self) -> SearchTree:
        """The tree as evidence."""
        columns = np.array(self.nodes, np.int64).reshape(-1, 5).T
        return SearchTree(*(column.copy() for column in columns), tuple(self.leaves), np.array(self.ray, bool))  # type: ignore[arg-type]

    def grow(self, part: Part, eager: int = 0) -> int:
        """Add the tree of a part; return its root as a child."""
        part = self._with_minima_or_none(part)
        if (part.least > part.most).any() or (part.low > part.high).any():
            return self._leaf(no_prices(part), ray=True)
        answer = solve_part(part, self.problem.score, SCALE)
        if answer.value is None:
            return self._leaf(answer.certificate, ray=True)
        if eager <= 0 and self.best is not None and answer.value < self.best + 1 - LEFT_OUT:
            return self._leaf(answer.certificate, ray=False)
        kind, index, threshold = self._any_split(part) if eager > 0 else self._split(part, answer.plan)
        at = len(self.nodes)
        self.nodes.append([kind, index, threshold, 0, 0])
        low, high = self._halves(part, kind, index, threshold)
        self.nodes[at][3] = self.grow(low, eager - 1)
        self.nodes[at][4] = self.grow(high, eager - 1)
        return at

    def _leaf(self, certificate: object, *, ray: bool) -> int:
        self.leaves.append(certificate)
        self.ray.append(ray)
        return -len(self.leaves)

    def _any_split(self, part: Part) -> tuple[int, int, int]:
        sizes = np.diff(part.start)
        rules = [(int(branch), int(size)) for branch, size in zip(BRANCHES, sizes, strict=True) if size]
        if edges := self.problem.edge_count:
            rules.append((int(Branch.EDGE), edges))
        kind, size = rules[self.rng.integers(len(rules))]
        index = int(self.rng.integers(size))
        return kind, index, 0 if kind == Branch.EDGE else int(self.rng.integers(0, 3))

    def _split(self, part: Part, plan: np.ndarray) -> tuple[int, int, int]:
        used, floor = part.rows @ plan, np.floor
        odd = [(int(Branch.EDGE), int(edge), 0) for edge in np.flatnonzero(np.abs(plan - np.round(plan)) > NEAR)]
        for at, branch in enumerate(BRANCHES):
            counts = used[part.start[at] : part.start[at + 1]]
            fractional = np.flatnonzero(np.abs(counts - np.round(counts)) > NEAR)
            odd += [(int(branch), int(index), int(floor(counts[index]))) for index in fractional]
        right, wanted = used[part.start[1] : part.start[2]], self.problem.right_min_if_used
        for vertex in np.flatnonzero((right > NEAR) & (right < wanted - NEAR) & (wanted > 1)):
            odd.append((int(Branch.RIGHT), int(vertex), 0))
        return odd[self.rng.integers(len(odd))]

    def _halves(self, part: Part, kind: int, index: int, threshold: int) -> tuple[Part, Part]:
        if kind == Branch.EDGE:
            low, high = part.low.copy(), part.high.copy()
            low[index], high[index] = 1, 0
            return part._replace(high=high), part._replace(low=low)
        row = int(part.start[BRANCHES.index(Branch(kind))]) + index
        least, most = part.least.copy(), part.most.copy()
        least[row], most[row] = max(least[row], threshold + 1), min(most[row], threshold)
        return part._replace(most=most), part._replace(least=least)

    def _with_minima_or_none(self, part: Part) -> Part:
        rows, wanted = slice(int(part.start[1]), int(part.start[2])), self.problem.right_min_if_used
        least, most = part.least.copy(), part.most.copy()
        most[rows] = np.where((wanted > 1) & (most[rows] < wanted), 0, most[rows])
        least[rows] = np.where((least[rows] >= 1) & (wanted > 1), np.maximum(least[rows], wanted), least[rows])
        return part._replace(least=least, most=most)
