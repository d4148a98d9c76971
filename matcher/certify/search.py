"""Checks the tree of a search: every plan lies in one leaf, and the prices of a leaf bound all plans in it.

The tree is first judged as a tree: parents before children, everything reached once. Then it is walked from the root;
each branch narrows one pair of bounds (those below have ``value <= threshold``, those above ``value >= threshold + 1``,
so nothing falls between), and each leaf is a problem with bounds of its own, judged by its own prices.

Source: A. H. Land, A. G. Doig, 1960, doi:10.2307/1910129 (branch and bound); K. K. H. Cheung, A. Gleixner,
D. E. Steffy, Verifying integer programming results, 2017, doi:10.1007/978-3-319-59250-3_13. Cost: one pass over the
edges for each leaf.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.certify.bounds import bound_of_nothing, bound_of_scores, read_prices
from matcher.certify.notes import Violations, is_int_array, kind, note
from matcher.certify.space import Space, Span, settled, space_of
from matcher.certify.trees import note_node, reaches_all
from matcher.problems import AssignmentProblem, Branch, ProofFault, SearchTree

IntArray = NDArray[np.int64]

THRESHOLD_MAX = 2**35  # far beyond any count or weighted sum; price * threshold stays within exact reach


class Bounds(NamedTuple):
    """What the leaves prove together.

    Attributes:
        bound: the greatest bound of a leaf that may hold a plan; ``None`` where no leaf may.
        ray_bound: the greatest bound of the rays; ``None`` where some leaf may hold a plan.
    """

    bound: int | None
    ray_bound: int | None


def check_tree(problem: AssignmentProblem, tree: SearchTree, found: Violations) -> Bounds:
    """Return what a search tree proves about ``problem``, which has no overlay; note what is wrong with it."""
    if not (_shapes_good(tree, found) and _branches_good(problem, tree, found) and reaches_all(tree, found)):
        return Bounds(None, None)
    bounds: list[int] = []
    rays: list[int] = []
    for leaf, space in _leaves(space_of(problem), tree):
        if space.is_empty:
            rays.append(-1)
            continue
        bound = _leaf_bound(space, tree, leaf, found)
        if bound is None or found:
            return Bounds(None, None)
        (rays if tree.ray[leaf] else bounds).append(bound)
    return Bounds(max(bounds), None) if bounds else Bounds(None, max(rays))


def _leaf_bound(space: Space, tree: SearchTree, leaf: int, found: Violations) -> int | None:
    """Return the bound of one leaf: with all scores taken as 0, and then below 0, if it is said to hold no plan."""
    where = f"leaves[{leaf}]."
    prices = read_prices(space, tree.leaves[leaf], found, where)
    if prices is None:
        return None
    if not tree.ray[leaf]:
        return bound_of_scores(space, prices, found, where)
    bound = bound_of_nothing(space, prices, found, where)
    if bound is not None and bound >= 0:
        message = f"leaves[{leaf}] is said to hold no plan, but its prices leave room: bound {bound} with all scores 0"
        note(found, ProofFault.NOT_INFEASIBLE, message, index=leaf, found=bound, due=-1)
    return bound


def _shapes_good(tree: SearchTree, found: Violations) -> bool:
    before = len(found)
    size = tree.kind.size if is_int_array(tree.kind) else 0
    for name in ("kind", "index", "threshold", "low", "high"):
        array = getattr(tree, name)
        if not is_int_array(array) or array.size != size:
            note(found, ProofFault.MALFORMED, f"{name} of the tree must be an int64 array [{size}], not {kind(array)}")
    if not isinstance(tree.leaves, tuple):
        note(found, ProofFault.MALFORMED, f"leaves of the tree must be a tuple, not {kind(tree.leaves)}")
    elif not isinstance(tree.ray, np.ndarray) or tree.ray.dtype != np.bool_ or tree.ray.shape != (len(tree.leaves),):
        note(found, ProofFault.MALFORMED, f"ray must be a bool array [{len(tree.leaves)}], not {kind(tree.ray)}")
    return len(found) == before


def _branches_good(problem: AssignmentProblem, tree: SearchTree, found: Violations) -> bool:
    """Note branches on something that does not exist, or at thresholds beyond all counts."""
    sizes = np.zeros(len(Branch), np.int64)
    sizes[Branch.EDGE], sizes[Branch.ALL], sizes[Branch.QUOTA] = problem.edge_count, 1, problem.quotas.count
    sizes[Branch.LEFT], sizes[Branch.RIGHT] = problem.left_count, problem.right_count
    sizes[Branch.LEFT_GROUP], sizes[Branch.RIGHT_GROUP] = problem.left_groups.count, problem.right_groups.count
    sizes[Branch.USED] = space_of(problem).used.most.size
    known = (tree.kind >= 0) & (tree.kind < len(Branch))
    inside = known & (tree.index >= 0) & (tree.index < sizes[np.where(known, tree.kind, 0)])
    near = (tree.threshold >= -THRESHOLD_MAX) & (tree.threshold < THRESHOLD_MAX)
    for wrong, what in ((~inside, "splits something that does not exist"), (~near, "splits at an absurd threshold")):
        if wrong.any():
            note_node(found, wrong, what)
            return False
    return True


class _Default(dict[int, int]):
    """A bound of edges: what is not in it has the default."""

    def __init__(self, default: int) -> None:
        super().__init__()
        self.default = default

    def __missing__(self, _: int) -> int:
        return self.default


class _Draft:
    """Bounds in the course of a walk: each branch narrows one of them, and going back widens it again."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.edges = _Default(0), _Default(1)
        self.spans = {
            Branch.LEFT: _copy(space.left),
            Branch.RIGHT: _copy(space.right),
            Branch.LEFT_GROUP: _copy(space.left_groups),
            Branch.RIGHT_GROUP: _copy(space.right_groups),
            Branch.ALL: _copy(space.every),
            Branch.QUOTA: _copy(space.quotas),
            Branch.USED: _copy(space.used),
        }
        self.trail: list[tuple[IntArray | _Default, int, int]] = []

    def narrow(self, branch: Branch, index: int, bound: int, *, above: bool) -> None:
        """Let what ``branch`` and ``index`` name be at least ``bound`` (``above``), or at most ``bound``."""
        least, most = self.edges if branch == Branch.EDGE else self.spans[branch]
        bounds, closer = (least, max) if above else (most, min)
        self.trail.append((bounds, index, int(bounds[index])))
        bounds[index] = closer(int(bounds[index]), bound)

    def go_back(self, depth: int) -> None:
        """Undo all but the first ``depth`` branches."""
        while len(self.trail) > depth:
            bounds, index, before = self.trail.pop()
            bounds[index] = before

    def narrowed(self) -> Space:
        """Return the space as it is narrowed now. It shares arrays with the draft."""
        held = {edge for edge, least in self.edges[0].items() if least >= 1}
        shut = [edge for edge, most in self.edges[1].items() if most < 1]
        spans = self.spans
        return settled(
            self.space._replace(
                left=spans[Branch.LEFT],
                right=spans[Branch.RIGHT],
                left_groups=spans[Branch.LEFT_GROUP],
                right_groups=spans[Branch.RIGHT_GROUP],
                every=spans[Branch.ALL],
                quotas=spans[Branch.QUOTA],
                used=spans[Branch.USED],
                pinned=np.array(sorted(held | set(self.space.pinned.tolist())), np.int64),
                closed=np.array(sorted(shut), np.int64),
            )
        )


def _copy(span: Span) -> Span:
    return Span(span.least.copy(), span.most.copy())


def _leaves(space: Space, tree: SearchTree) -> Iterator[tuple[int, Space]]:
    """Yield every leaf with its space, which holds until the next one is asked for."""
    draft = _Draft(space)
    splits = list(zip(tree.kind.tolist(), tree.index.tolist(), tree.threshold.tolist(), strict=True))
    # each entry: the node, how many branches lead to its parent, the parent, and whether it is the high child
    ahead: list[tuple[int, int, int, bool]] = [(0 if splits else -1, 0, -1, False)]
    while ahead:
        node, depth, parent, high = ahead.pop()
        draft.go_back(depth)
        if parent >= 0:
            branch, index, threshold = splits[parent]
            draft.narrow(Branch(branch), index, threshold + high, above=high)
        if node < 0:
            yield -1 - node, draft.narrowed()
        else:
            ahead.append((int(tree.high[node]), len(draft.trail), node, True))
            ahead.append((int(tree.low[node]), len(draft.trail), node, False))
