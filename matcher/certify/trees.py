"""Whether a search tree is one: every node and every leaf reached once, children after their parents."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.certify.notes import Violations, note
from matcher.problems import ProgramTree, ProofFault, SearchTree


def reaches_all(tree: SearchTree | ProgramTree, found: Violations) -> bool:
    """Note children out of range, before their parents, or reached more or less than once."""
    inner, leaves = tree.index.size, len(tree.leaves)
    if inner == 0:
        if leaves != 1:
            note(found, ProofFault.TREE_BROKEN, f"a tree without inner nodes has {leaves} leaves, due 1")
        return leaves == 1
    for child in (tree.low, tree.high):
        wrong = (child >= inner) | (child < -leaves) | ((child >= 0) & (child <= np.arange(inner)))
        if wrong.any():
            note_node(found, wrong, "has a child that does not exist or does not come after it")
            return False
    children = np.concatenate((tree.low, tree.high))
    nodes = np.bincount(children[children >= 0], minlength=inner)[1:]
    ends = np.bincount(-1 - children[children < 0], minlength=leaves)
    for name, times, first in (("inner node", nodes, 1), ("leaf", ends, 0)):
        if (times != 1).any():
            at = int(np.flatnonzero(times != 1)[0])
            message = f"{name} {at + first} of the tree is reached {times[at]} times, due 1"
            note(found, ProofFault.TREE_BROKEN, message, index=at + first, found=int(times[at]), due=1)
            return False
    return True


def note_node(found: Violations, wrong: NDArray[np.bool_], what: str) -> None:
    """Note what is wrong with some inner nodes, bool [inner]."""
    at = np.flatnonzero(wrong)
    note(found, ProofFault.TREE_BROKEN, f"inner node {at[0]} of the tree {what}", count=int(at.size), index=int(at[0]))
