"""Scores of many pairs at once: one function per term, over feature blocks, exact in integers.

A tile is a set of rows of those who learn times a set of rows of those who teach, called mentees and mentors here
whatever their roles are. Every function returns int64 [r, c] in permille and gives the same numbers as its namesake in
``terms.py``, whatever the tile size. Where pairs have no order (twins), each of the two learns and teaches, and the
terms that have a direction are taken both ways: see ``BOTH_WAYS``.

Cost per pair: 28 multiply-max steps (fit), four matrix products of at most 168 columns, one max-min step per language.
"""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import numpy.typing as npt

from matcher.scoring import tables
from matcher.scoring.operands import Int, Operands
from matcher.scoring.policy import PERMILLE, ContextPart, Policy, Term
from matcher.vectors.classes import UNKNOWN

Rows = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

FEW_ROWS = 4  # on one side: then a product is taken row by row, without the library for matrices


def scores(
    operands: Operands, mentees: Rows, mentors: Rows, policy: Policy, without: Container[Term] = frozenset()
) -> Int:
    """Return the scores of all pairs of ``mentees`` [r] and ``mentors`` [c] (row numbers), int64 [r, c], micro-points.

    Excluded pairs have a score too; ``broken_rules`` says which they are. Terms ``without`` add nothing.
    """
    total = np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    for term in TERMS:
        weight = policy.weights.of(term)
        if weight and term not in without:
            total += weight * value(term, operands, mentees, mentors, policy) // PERMILLE
    return total


def value(term: Term, operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """Return a term as it counts, int64 [r, c] in permille: in one direction or, of twins, both ways."""
    there = TERMS[term](operands, mentees, mentors, policy)
    if not operands.symmetric or term not in BOTH_WAYS:
        return there
    return BOTH_WAYS[term](there, TERMS[term](operands, mentors, mentees, policy).T)


def harmonic(there: Int, back: Int) -> Int:
    """Return the harmonic mean, rounded down: little where either is little, 0 where either is 0."""
    value: Int = 2 * there * back // np.maximum(there + back, 1)
    return value


def _middle(there: Int, back: Int) -> Int:
    value: Int = (there + back) // 2
    return value


def exact_product(left: npt.NDArray[np.generic], right: npt.NDArray[np.generic]) -> Int:
    """Exact integer product: all entries are non-negative and all sums below 2**24."""
    if min(len(left), len(right)) <= FEW_ROWS:  # threads of a matrix product cost thirty times what there is to do
        kind = np.float32 if np.float32 in (left.dtype, right.dtype) else np.int64
        found: Int = np.einsum("ik,jk->ij", left.astype(kind), right.astype(kind)).astype(np.int64)
        return found
    return (left.astype(np.float32) @ right.astype(np.float32).T).astype(np.int64)


def fit(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """Need-offer fit: the best eligible theme, and breadth over all open needs."""
    need, strength = operands.need[mentees], operands.strength[mentors]
    best = np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    for code in np.flatnonzero(need.any(axis=0) & strength.any(axis=0)):
        np.maximum(best, need[:, code, None] * strength[None, :, code], out=best)
    return fit_of(best, breadth(operands, mentees, mentors), policy)


def fit_of(best: Int, breadth: Int, policy: Policy) -> Int:
    """Return the fit of a theme that is worth ``best`` permille, int64 of any shape, beside the breadth."""
    share = policy.best_theme_permille
    value: Int = (share * best + (PERMILLE - share) * breadth) // PERMILLE
    return value


def breadth(operands: Operands, mentees: Rows, mentors: Rows) -> Int:
    """How far the offers of the mentors meet all open needs of the mentees."""
    return _breadth(operands.need[mentees], operands.soft_strength[mentors])


def _breadth(need: Int, soft_strength: Int) -> Int:
    # Sums stay below 28 * 5 * 200 = 28,000.
    value: Int = exact_product(need, soft_strength) * 5 // np.maximum(need.sum(axis=1), 1)[:, None]
    return value


def reverse_benefit(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """What the mentor can learn from the mentee; neutral where either side says nothing."""
    wants = operands.wants[mentors]
    value = _breadth(wants, operands.all_soft_strength[mentees]).T
    blocks = operands.blocks
    is_known = (blocks.offers_stated[mentees] > 0)[:, None] & (blocks.needs_stated[mentors] > 0)[None, :]
    return np.where(is_known, value, policy.neutral(Term.REVERSE_BENEFIT))


def stage_gap(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """Value of the stages of both sides, weighted by need over the shared themes."""
    # Sums stay below 28 * 5 * 1000 = 140,000.
    total = exact_product(operands.stage_left[mentees], operands.stage_right[mentors])
    weight = exact_product(operands.need[mentees], operands.is_offered[mentors])
    return np.where(weight > 0, total // np.maximum(weight, 1), policy.neutral(Term.STAGE_GAP))


def preferences(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """The mean of what each side said of the other."""
    wishes = _wishes(operands, mentees, mentors, policy) + _wishes(operands, mentors, mentees, policy).T
    return wishes // 2


def _wishes(operands: Operands, of: Rows, others: Rows, policy: Policy) -> Int:
    is_ready = operands.country_ready[of][:, operands.blocks.country_index[others]]
    value = np.where(is_ready, tables.COUNTRY_READY, policy.neutral(Term.PREFERENCES)).astype(np.int64)
    for row, column, wish in inside(operands.wish, of, others):
        value[row, column] = wish
    return value


def inside(sparse: dict[tuple[int, int], int], rows: Rows, columns: Rows) -> list[tuple[int, int, int]]:
    """Return the entries of ``sparse`` that fall into the tile, as (row of tile, column of tile, value)."""
    row_of = {int(row): index for index, row in enumerate(rows)}
    column_of = {int(column): index for index, column in enumerate(columns)}
    return [
        (row_of[row], column_of[column], value)
        for (row, column), value in sparse.items()
        if row in row_of and column in column_of
    ]


def language(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """The easiest common language, or an interpreter."""
    a, b = operands.ease[mentees], operands.ease[mentors]
    best = np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    for code in np.flatnonzero(a.any(axis=0) & b.any(axis=0)):
        np.maximum(best, np.minimum(a[:, code, None], b[None, :, code]), out=best)
    if policy.rules.interpreter_allowed:
        refused = interpreter_refused(operands, mentees, mentors)
        best = np.where(refused, best, np.maximum(best, tables.INTERPRETER_EASE))
    speaks = operands.blocks.language_rank.max(axis=1, initial=0) > 0
    is_known = speaks[mentees][:, None] & speaks[mentors][None, :]
    return np.where(is_known, best, policy.neutral(Term.LANGUAGE))


def interpreter_refused(operands: Operands, mentees: Rows, mentors: Rows) -> Bool:
    """Return where one of the two sides refuses an interpreter, bool [r, c]."""
    refused: Bool = operands.interpreter_refused[mentees][:, None] | operands.interpreter_refused[mentors][None, :]
    return refused


def distance(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """Nearness by class of distance."""
    classes = np.searchsorted(tables.DISTANCE_THRESHOLDS, squared_chords(operands, mentees, mentors), side="right")
    value = np.array(tables.DISTANCE_NEARNESS)[classes]
    return np.where(both_located(operands, mentees, mentors), value, policy.neutral(Term.DISTANCE))


def squared_chords(operands: Operands, mentees: Rows, mentors: Rows) -> Int:
    """Return the squared chords between places, int64 [r, c]; those of unknown places mean nothing."""
    place = operands.blocks.place
    total = np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    for axis in range(3):
        total += (place[mentees, axis][:, None] - place[mentors, axis][None, :]) ** 2
    return total


def both_located(operands: Operands, mentees: Rows, mentors: Rows) -> Bool:
    """Return where both places are known, bool [r, c]."""
    return operands.is_located[mentees][:, None] & operands.is_located[mentors][None, :]


def context(operands: Operands, mentees: Rows, mentors: Rows, policy: Policy) -> Int:
    """How alike the two places are."""
    total = np.zeros((len(mentees), len(mentors)), dtype=np.int64)
    neutral = policy.neutral(Term.CONTEXT)
    for part, tile in CONTEXT_PARTS.items():
        share = policy.context_parts.of(part)
        if share:
            total += share * tile(operands, mentees, mentors, neutral)
    return total // PERMILLE


def _by_difference(table: tuple[int, ...], a: npt.NDArray[np.int8], b: npt.NDArray[np.int8]) -> Int:
    difference = np.abs(a.astype(np.int64)[:, None] - b.astype(np.int64)[None, :])
    similarity: Int = np.array(table, dtype=np.int64)[np.minimum(difference, len(table) - 1)]
    return similarity


def _population(operands: Operands, mentees: Rows, mentors: Rows, neutral: int) -> Int:
    classes = operands.blocks.population_class
    return _by_difference(tables.POPULATION_SIMILARITY, classes[mentees], classes[mentors])


def _migrants(operands: Operands, mentees: Rows, mentors: Rows, neutral: int) -> Int:
    blocks = operands.blocks
    one_region = _one_region(blocks.origin_region[mentees], blocks.origin_region[mentors])
    origins = np.where(one_region, neutral, _affinity(blocks.origin[mentees], blocks.origin[mentors], 100, neutral))
    statuses = _affinity(blocks.status[mentees], blocks.status[mentors], 10_000, neutral)
    share = _share(operands, mentees, mentors, neutral)
    parts = (tables.ORIGINS_SHARE, tables.STATUSES_SHARE, tables.MIGRANT_SHARE_SHARE)
    return (parts[0] * origins + parts[1] * statuses + parts[2] * share) // sum(parts)


def _affinity(a: npt.NDArray[np.integer], b: npt.NDArray[np.integer], scale: int, neutral: int) -> Int:
    # Roots are at most 1000 on 12 groups (origins) and 200 on 15 (statuses): sums stay below 12,000,000 < 2**24.
    is_known_a, is_known_b = a != UNKNOWN, b != UNKNOWN
    value_a, value_b = np.where(is_known_a, a, 0).astype(np.int64), np.where(is_known_b, b, 0).astype(np.int64)
    overlap = exact_product(_root(value_a * scale), _root(value_b * scale))
    mass = exact_product(value_a, is_known_b) * exact_product(value_b, is_known_a).T
    common = exact_product(is_known_a, is_known_b)
    value = np.minimum(overlap * PERMILLE // np.maximum(_root(mass * scale * scale), 1), PERMILLE)
    return np.where((common >= tables.KNOWN_GROUPS_MIN) & (mass > 0), value, neutral)


def _root(values: Int) -> Int:
    # Exact floor: all values are below 2**52, where a correctly rounded root of k*k - 1 stays below k.
    return np.sqrt(values.astype(np.float64)).astype(np.int64)


def _share(operands: Operands, mentees: Rows, mentors: Rows, neutral: int) -> Int:
    blocks, classes = operands.blocks, operands.blocks.share_class
    value = np.full((len(mentees), len(mentors)), neutral, dtype=np.int64)
    for measure in reversed(range(classes.shape[1])):
        a, b = classes[mentees, measure], classes[mentors, measure]
        is_known = (a != UNKNOWN)[:, None] & (b != UNKNOWN)[None, :]
        is_known &= ~_one_region(blocks.share_region[mentees, measure], blocks.share_region[mentors, measure])
        value = np.where(is_known, _by_difference(tables.SHARE_SIMILARITY, a, b), value)
    return value


def _one_region(a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]) -> Bool:
    same: Bool = (a[:, None] == b[None, :]) & (a != UNKNOWN)[:, None]
    return same


def _lookup(table: tuple[tuple[int, ...], ...], neutral: int) -> Int:
    """Return ``table`` with row and column 0 for unknown."""
    padded = np.full((len(table) + 1, len(table) + 1), neutral, dtype=np.int64)
    padded[1:, 1:] = np.array(table)
    return padded


def _territory(operands: Operands, mentees: Rows, mentors: Rows, neutral: int) -> Int:
    blocks = operands.blocks
    degurba = _lookup(tables.DEGURBA_SIMILARITY, neutral)[blocks.degurba[mentees]][:, blocks.degurba[mentors]]
    cohesion = _lookup(tables.COHESION_SIMILARITY, neutral)[blocks.cohesion[mentees]][:, blocks.cohesion[mentors]]
    flag = _lookup(((PERMILLE, 0), (0, PERMILLE)), neutral)
    flags = _mean_of_table(flag, blocks.flags[mentees] + 1, blocks.flags[mentors] + 1)
    parts = (tables.DEGURBA_SHARE, tables.FLAGS_SHARE, tables.COHESION_SHARE)
    return (parts[0] * degurba + parts[1] * flags + parts[2] * cohesion) // sum(parts)


def _competences(operands: Operands, mentees: Rows, mentors: Rows, neutral: int) -> Int:
    table = _lookup(tables.COMPETENCE_SIMILARITY, neutral)
    competence = operands.blocks.competence
    return _mean_of_table(table, competence[mentees], competence[mentors])


def _mean_of_table(table: Int, a: npt.NDArray[np.int8], b: npt.NDArray[np.int8]) -> Int:
    """Return the mean over columns of table[a, b], by one exact product: one-hot rows times looked-up columns."""
    kinds = len(table)
    left = (a[:, :, None] == np.arange(kinds)).reshape(len(a), a.shape[1] * kinds)
    right = table[:, b].transpose(1, 2, 0).reshape(len(b), b.shape[1] * kinds)
    mean: Int = exact_product(left, right) // a.shape[1]
    return mean


def _type(operands: Operands, mentees: Rows, mentors: Rows, neutral: int) -> Int:
    kinds = operands.blocks.type_index
    return operands.type_similarity[kinds[mentees]][:, kinds[mentors]]


CONTEXT_PARTS = {
    ContextPart.POPULATION: _population,
    ContextPart.MIGRANTS: _migrants,
    ContextPart.TERRITORY: _territory,
    ContextPart.COMPETENCES: _competences,
    ContextPart.TYPE: _type,
}

TERMS = {
    Term.FIT: fit,
    Term.CONTEXT: context,
    Term.STAGE_GAP: stage_gap,
    Term.REVERSE_BENEFIT: reverse_benefit,
    Term.PREFERENCES: preferences,
    Term.LANGUAGE: language,
    Term.DISTANCE: distance,
}

# The terms that have a direction, and how they count where pairs have none. The others are alike both ways.
BOTH_WAYS = {Term.FIT: harmonic, Term.STAGE_GAP: _middle, Term.REVERSE_BENEFIT: _middle}
