"""What proves an exchange plan, by ids: from search trees and odd sets to the plan's evidence, and back.

Columns and rows of a program are named by their place in it: whoever checks states the same program again from the
inputs. Odd sets are named by ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from matcher.plans.types import PairName, ProgramEvidence, ProofLeaf, ProofOddSet, ProofSplit
from matcher.problems.programs import Leaf, ProgramTree
from matcher.problems.twins import OddSet, TwinProof, TwinSteps
from matcher.scoring.setting import PairId


def evidence_of_tree(tree: ProgramTree) -> ProgramEvidence:
    """Return a search tree as data."""
    splits = zip(
        tree.on_row.tolist(),
        tree.index.tolist(),
        tree.threshold.tolist(),
        tree.low.tolist(),
        tree.high.tolist(),
        strict=True,
    )
    return ProgramEvidence(
        scale=tree.scale,
        splits=tuple(
            ProofSplit(on_row=on_row, index=index, threshold=threshold, low=low, high=high)
            for on_row, index, threshold, low, high in splits
        ),
        leaves=tuple(
            ProofLeaf(rows=tuple(leaf.row.tolist()), prices=tuple(leaf.price.tolist()), ray=bool(leaf.ray))
            for leaf in tree.leaves
        ),
    )


def tree_of(evidence: ProgramEvidence) -> ProgramTree:
    """Return the search tree that ``evidence`` states. Whether it proves anything is up to the check."""
    splits = evidence.splits
    return ProgramTree(
        on_row=np.array([split.on_row for split in splits], dtype=bool),
        index=_int([split.index for split in splits]),
        threshold=_int([split.threshold for split in splits]),
        low=_int([split.low for split in splits]),
        high=_int([split.high for split in splits]),
        leaves=tuple(Leaf(_int(leaf.rows), _int(leaf.prices), leaf.ray) for leaf in evidence.leaves),
        scale=evidence.scale,
    )


def evidence_of_twins(
    proof: TwinProof | TwinSteps, ids: Sequence[str], edges: Sequence[PairId]
) -> tuple[ProgramEvidence, ...]:
    """Return the steps of a proof about twins as data.

    Args:
        proof: of one program, or of the steps of a goal.
        ids: by vertex.
        edges: the ids of both ends, by edge.
    """
    if isinstance(proof, TwinProof):
        return (_step("TOTAL", proof, ids, edges),)
    worst = () if proof.worst is None else (_step("WORST", proof.worst, ids, edges),)
    return (_step("COUNT", proof.count, ids, edges), *worst, _step("TOTAL", proof.total, ids, edges))


def twin_proof_of(
    steps: Sequence[ProgramEvidence], vertex_of: Mapping[str, int], edge_of: Mapping[PairId, int]
) -> TwinProof | TwinSteps | None:
    """Return the proof that ``steps`` state, ``None`` where they are no steps of any goal.

    Raises:
        KeyError: with an id or a pair that has no place in the problem.
    """
    proofs = {step.kind: _proof(step, vertex_of, edge_of) for step in steps}
    if tuple(step.kind for step in steps) == ("TOTAL",):
        return proofs["TOTAL"]
    if tuple(step.kind for step in steps) not in {("COUNT", "TOTAL"), ("COUNT", "WORST", "TOTAL")}:
        return None
    return TwinSteps(proofs["COUNT"], proofs.get("WORST"), proofs["TOTAL"])


def _step(kind: str, proof: TwinProof, ids: Sequence[str], edges: Sequence[PairId]) -> ProgramEvidence:
    sets = tuple(
        ProofOddSet(
            authority_ids=tuple(ids[vertex] for vertex in one.vertices.tolist()),
            pairs=tuple(_name(edges[edge]) for edge in one.edges.tolist()),
            by_least=tuple(ids[vertex] for vertex in one.by_least.tolist()),
        )
        for one in proof.odd_sets
    )
    return evidence_of_tree(proof.tree).model_copy(update={"kind": kind, "odd_sets": sets})


def _proof(step: ProgramEvidence, vertex_of: Mapping[str, int], edge_of: Mapping[PairId, int]) -> TwinProof:
    sets = tuple(
        OddSet(
            _int([vertex_of[authority_id] for authority_id in one.authority_ids]),
            _int([edge_of[pair.mentee_id, pair.mentor_id] for pair in one.pairs]),
            _int([vertex_of[authority_id] for authority_id in one.by_least]),
        )
        for one in step.odd_sets
    )
    return TwinProof(sets, tree_of(step))


def _name(pair: PairId) -> PairName:
    return PairName(mentee_id=pair[0], mentor_id=pair[1])


def _int(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)
