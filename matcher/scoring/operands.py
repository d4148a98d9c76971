"""The policy worked into the feature blocks: what the tile path multiplies and looks up. Built once per plan.

Left operands belong to whoever learns, right operands to whoever teaches. Products of non-negative integers whose sums
stay below 2**24 are exact in float32, whatever the order of summation; the bounds stand at each product and are tested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import networkx as nx
import numpy as np
import numpy.typing as npt

from matcher.profiles.taxonomy import AuthorityType, Challenge, Evidence, Role
from matcher.profiles.types import Authority
from matcher.scoring import tables
from matcher.scoring.policy import PERMILLE, HardRule, Policy, Term
from matcher.scoring.rules import role_rules
from matcher.scoring.setting import Setting
from matcher.vectors import FeatureBlocks
from matcher.vectors.classes import UNKNOWN, squared_chord_of_km, visit_starts

Int = npt.NDArray[np.int64]
Float = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint32]

RULE_BIT = {rule: np.uint32(1 << index) for index, rule in enumerate(HardRule)}
NO_LIMIT = np.iinfo(np.int64).max
_CODES = list(Challenge)
_MOST_SIBLINGS = max(len(tables.SIBLINGS[code]) for code in _CODES)
# [C, most siblings], columns; those that have fewer are filled up with one more column, of zeros
_SIBLINGS = np.array(
    [
        [*map(_CODES.index, tables.SIBLINGS[code]), *[len(_CODES)] * (_MOST_SIBLINGS - len(tables.SIBLINGS[code]))]
        for code in _CODES
    ]
)
_TYPE_SIMILARITY = np.array([[tables.type_similarity(a, b) for b in AuthorityType] for a in AuthorityType])
_TYPE_SIMILARITY.flags.writeable = False


@dataclass(frozen=True, slots=True)
class Operands:
    """Arrays of n authorities (rows in order of id). 28 challenges are written C below.

    need [n, C] and strength [n, C] (0..200, effective) are open in the role; soft_strength [n, C] counts siblings;
    wants [n, C] and all_soft_strength [n, C] serve the other direction. stage_left, stage_right [n, 6 C] are one-hot by
    stage (0 unknown). learner_rules, teacher_rules [n] are the bits of the rules that keep each out of either role;
    symmetric says that pairs have no order. spoken [n, languages] serves the language rule. extra holds sparse rule
    bits by (row, row); family_enter and family_leave bracket all that an authority contains.
    """

    blocks: FeatureBlocks
    need: Int
    strength: Int
    is_offered: Int
    soft_strength: Int
    wants: Int
    all_soft_strength: Int
    stage_left: Float
    stage_right: Float
    ease: Int
    spoken: npt.NDArray[np.bool_]
    interpreter_refused: npt.NDArray[np.bool_]
    starts: npt.NDArray[np.uint64]
    travel_limit: Int
    teacher_travel_limit: Int
    is_located: npt.NDArray[np.bool_]
    has_association: npt.NDArray[np.bool_]
    country_ready: npt.NDArray[np.bool_]
    country_not_ready: npt.NDArray[np.bool_]
    teacher_not_ready: npt.NDArray[np.bool_]
    wish: dict[tuple[int, int], int]
    family_enter: Int
    family_leave: Int
    learner_rules: Mask
    teacher_rules: Mask
    extra: dict[tuple[int, int], int]
    type_similarity: Int
    symmetric: bool


def build_operands(
    authorities: Sequence[Authority],
    blocks: FeatureBlocks,
    setting: Setting,
    families: tuple[Int, Int] | None = None,
) -> Operands:
    """Return the operands of ``authorities`` (sorted by id, as in ``blocks``) under ``setting``.

    ``families``: when a walk through all parents enters and leaves each of them, where that is known.
    """
    policy = setting.policy
    strength = _effective_strength(blocks, policy)
    open_strength = strength * blocks.strength_open
    is_offered = (blocks.strength > 0).astype(np.int64) * blocks.strength_open
    open_need = blocks.need.astype(np.int64) * blocks.need_open
    families = _families(authorities) if families is None else families
    stages = _stages(blocks, open_need, is_offered, policy)
    travel_limit = np.array([_limit(a.logistics.travel_limit_km) for a in authorities], dtype=np.int64)
    not_ready = _countries(blocks, [a.preferences.countries_not_ready for a in authorities])
    return Operands(
        blocks=blocks,
        need=open_need,
        strength=open_strength,
        is_offered=is_offered,
        soft_strength=_soft(open_strength, policy),
        wants=blocks.need.astype(np.int64),
        all_soft_strength=_soft(strength, policy),
        stage_left=stages[0],
        stage_right=stages[1],
        ease=_ease(blocks),
        spoken=(blocks.language_rank >= policy.rules.language_level_min.rank)
        & ((blocks.language_people >= policy.rules.language_people_min) | (blocks.language_people == UNKNOWN)),
        interpreter_refused=np.array([a.logistics.interpreter_ok is False for a in authorities], dtype=bool),
        starts=_starts(blocks, policy.rules.window_days_min),
        travel_limit=travel_limit,
        teacher_travel_limit=travel_limit if setting.teacher_travels else np.full_like(travel_limit, NO_LIMIT),
        is_located=(blocks.place != 0).sum(axis=1) > 0,
        has_association=np.array([bool(a.national_association) for a in authorities], dtype=bool),
        country_ready=_countries(blocks, [a.preferences.countries_ready for a in authorities]),
        country_not_ready=not_ready,
        teacher_not_ready=not_ready if setting.teacher_travels else np.zeros_like(not_ready),
        wish=wishes_of(authorities, blocks.ids),
        family_enter=families[0],
        family_leave=families[1],
        learner_rules=_role_mask(authorities, setting.roles[0], setting),
        teacher_rules=_role_mask(authorities, setting.roles[1], setting),
        extra=sparse_rules(blocks.ids, setting),
        type_similarity=_TYPE_SIMILARITY,
        symmetric=setting.symmetric,
    )


def _effective_strength(blocks: FeatureBlocks, policy: Policy) -> Int:
    factor = np.array([policy.evidence_permille[level] for level in Evidence], dtype=np.int64)
    return blocks.strength.astype(np.int64) * 40 * factor[blocks.evidence] // PERMILLE


def _soft(strength: Int, policy: Policy) -> Int:
    """Return the strength on each challenge, siblings of an offer counting in part."""
    padded = np.concatenate((strength, np.zeros((len(strength), 1), np.int64)), axis=1)  # the last: no sibling
    best = padded[:, _SIBLINGS].max(axis=2)
    soft: Int = np.maximum(strength, policy.sibling_permille * best // PERMILLE)
    return soft


def _stages(blocks: FeatureBlocks, need: Int, is_offered: Int, policy: Policy) -> tuple[Float, Float]:
    # gain[s, t]: value of mentee stage s and mentor stage t, 0 standing for unknown.
    gain = np.full((6, 6), policy.neutral(Term.STAGE_GAP), dtype=np.int64)
    gain[1:, 1:] = np.array(policy.stage_gap_permille)
    one_hot = blocks.stage[:, :, None] == np.arange(6)  # [n, C, 6]
    left = need[:, :, None] * one_hot
    right = is_offered[:, :, None] * gain[:, blocks.stage].transpose(1, 2, 0)
    n = len(blocks)
    return (
        left.reshape(n, len(_CODES) * 6).astype(np.float32),
        right.reshape(n, len(_CODES) * 6).astype(np.float32),
    )


def _ease(blocks: FeatureBlocks) -> Int:
    level = np.array(tables.LANGUAGE_EASE)[blocks.language_rank]
    stated = np.clip(blocks.language_people, 0, len(tables.PEOPLE_FACTOR) - 1)
    is_unknown = blocks.language_people == UNKNOWN
    people = np.where(is_unknown, tables.PEOPLE_FACTOR_UNKNOWN, np.array(tables.PEOPLE_FACTOR)[stated])
    ease: Int = level * people // 1000
    return ease


def _starts(blocks: FeatureBlocks, length: int) -> npt.NDArray[np.uint64]:
    words = blocks.days.shape[1]
    rows = [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in blocks.days]
    packed = b"".join(visit_starts(days, length).to_bytes(words * 8, "little") for days in rows)
    return np.frombuffer(packed, dtype="<u8").reshape(len(rows), words).astype(np.uint64)


def _limit(travel_limit_km: int | None) -> int:
    return NO_LIMIT if travel_limit_km is None else squared_chord_of_km(travel_limit_km)


def _countries(blocks: FeatureBlocks, lists: Sequence[tuple[str, ...]]) -> npt.NDArray[np.bool_]:
    block = np.zeros((len(lists), len(blocks.countries)), dtype=bool)
    for row, codes in enumerate(lists):
        for code in codes:
            block[row, blocks.countries.index(code)] = True
    return block


def wishes_of(authorities: Sequence[Authority], ids: Sequence[str]) -> dict[tuple[int, int], int]:
    """Return what the wishes of some authorities are worth, by (row, row of whom they wish for), rows as in ``ids``."""
    row_of = {authority_id: row for row, authority_id in enumerate(ids)}
    return {
        (row_of[authority.id], row_of[wish.authority_id]): tables.wish_value(position)
        for authority in authorities
        for position, wish in enumerate(authority.preferences.wishes)
        if wish.authority_id in row_of
    }


def _families(authorities: Sequence[Authority]) -> tuple[Int, Int]:
    """Return when a walk through the forest of parents enters and leaves each authority, int64 [n] each.

    ``a`` contains ``b`` where enter[a] <= enter[b] < leave[a]. Those who are each other's parents share one place.
    """
    row_of = {authority.id: row for row, authority in enumerate(authorities)}
    forest: nx.DiGraph[int] = nx.DiGraph()
    forest.add_nodes_from(range(len(authorities)))
    for row, authority in enumerate(authorities):
        if authority.parent_authority_id in row_of:
            forest.add_edge(row_of[authority.parent_authority_id], row)
    rings = nx.condensation(forest)
    enter, leave = np.zeros((2, len(authorities)), dtype=np.int64)
    clock = 0
    roots = [ring for ring, parents in rings.in_degree() if parents == 0]
    for _, ring, step in chain.from_iterable(nx.dfs_labeled_edges(rings, root) for root in roots):
        rows = list(rings.nodes[ring]["members"])
        if step == "forward":
            enter[rows], clock = clock, clock + 1
        elif step == "reverse":
            leave[rows] = clock
    return enter, leave


def _role_mask(authorities: Sequence[Authority], role: Role, setting: Setting) -> Mask:
    masks = np.zeros(len(authorities), dtype=np.uint32)
    for row, authority in enumerate(authorities):
        for rule in role_rules(authority, role, setting.policy.rules):
            masks[row] |= RULE_BIT[rule]
    return masks


def sparse_rules(ids: Sequence[str], setting: Setting) -> dict[tuple[int, int], int]:
    """Return rule bits that concern few pairs, by (mentee row, mentor row), rows as in ``ids``."""
    row_of = {authority_id: row for row, authority_id in enumerate(ids)}
    found: dict[tuple[int, int], int] = {}

    def add(rule: HardRule, a: str, b: str) -> None:
        if a in row_of and b in row_of:
            key = (row_of[a], row_of[b])
            found[key] = found.get(key, 0) | int(RULE_BIT[rule])

    for (a, b), year in setting.last_paired.items():
        if setting.in_cool_down(year):
            add(HardRule.COOL_DOWN, a, b)
            add(HardRule.COOL_DOWN, b, a)
    named = ((HardRule.FORBIDDEN, setting.forbidden), (HardRule.NOT_AVAILABLE, setting.not_available))
    for rule, pairs in named:
        for a, b in pairs:
            add(rule, a, b)
            if setting.symmetric:
                add(rule, b, a)
    return found
