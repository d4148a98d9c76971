"""Twins: peers that visit each other. From the frame to a twin problem, and from its pairs to pairings.

Vertices are the ready peers, by id; edges are the pairs that no hard rule excludes in either direction, with the score
that they have in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from matcher.certify.twins import check_twins
from matcher.plans.exchanges.dates import proposed_dates
from matcher.plans.exchanges.evidence import evidence_of_twins, twin_proof_of
from matcher.plans.exchanges.quality import load_of_hosts, places_wanted, visits_over_time
from matcher.plans.exchanges.quotas import quotas_of
from matcher.plans.exchanges.statement import Content, News, Relaxation, Told
from matcher.plans.frame import Frame, Progress
from matcher.plans.pairings import open_themes, pairing_of, scored_pairs
from matcher.plans.pins import pinned_pairs, pinned_themes
from matcher.plans.themes import choose_themes
from matcher.plans.types import ExchangeQuality, Goal, Message, Pairing, Plan, ProgramEvidence
from matcher.problems import Status, StopToken, Verdict
from matcher.problems.twin_problem import TwinProblem
from matcher.problems.twins import TwinResult
from matcher.profiles.taxonomy import Role
from matcher.scoring.setting import PairId
from matcher.solving.twins.twins import solve_twins


@dataclass(frozen=True)
class Twins:
    """The twin problem of a programme; ``pins`` are pairs with the smaller id first."""

    frame: Frame
    problem: TwinProblem
    pins: frozenset[PairId]

    @cached_property
    def edges(self) -> tuple[PairId, ...]:
        """The ids of both ends, the smaller first, by edge."""
        ids = self.frame.mentee_ids
        return tuple((ids[u], ids[v]) for u, v in zip(self.problem.u.tolist(), self.problem.v.tolist(), strict=True))

    def search(self, goal: Goal, stop: StopToken, told: Told | None, news: News | None) -> TwinResult:
        """Return the best twinnings, see ``Statement``."""
        return solve_twins(self.problem, goal, stop, told, news)

    def check(self, result: TwinResult, goal: Goal) -> Verdict:
        """Return what the check says of ``result``."""
        return check_twins(self.problem, result, goal)

    def evidence(self, result: TwinResult) -> tuple[ProgramEvidence, ...]:
        """Return odd sets and search trees as data."""
        return () if result.proof is None else evidence_of_twins(result.proof, self.frame.mentee_ids, self.edges)

    def claim(self, plan: Plan) -> TwinResult:
        """Return what ``plan`` claims. Raises KeyError with a name that has no place in the problem."""
        vertex_of = {authority_id: vertex for vertex, authority_id in enumerate(self.frame.mentee_ids)}
        pairs = sorted(sorted((vertex_of[p.mentee_id], vertex_of[p.mentor_id])) for p in plan.pairings)
        steps = () if plan.evidence is None else plan.evidence.steps
        edge_of = {pair: edge for edge, pair in enumerate(self.edges)} if any(s.odd_sets for s in steps) else {}
        return TwinResult(
            pairs=np.array(pairs, dtype=np.int64).reshape(len(pairs), 2),
            objective=plan.quality.total_micro,
            status=Status.OPTIMAL if plan.verdict == "OPTIMAL_PROVED" else Status.FEASIBLE,
            proof=twin_proof_of(steps, vertex_of, edge_of),
            goal=plan.goal,
        )

    def content(self, result: TwinResult, progress: Progress | None, stop: StopToken | None) -> Content:
        """Return the twinnings with what each side learns, and proposed dates for both visits."""
        ids = self.frame.mentee_ids
        pairs = [(ids[u], ids[v]) for u, v in result.pairs.tolist()]
        pairings = self._pairings(pairs, progress, stop)
        return Content(pairings, self._quality(pairings))

    def why_left_out(self, authority_id: str, role: Role, eligible: int) -> Message | None:
        """Return nothing: why others are placed is up to the goal."""
        return None

    def relaxed(self) -> Iterator[Relaxation]:
        """Yield the problem without its least number of pairs, its quotas, its minima, its pins, and all of these."""
        programme = self.frame.inputs.programme
        low = self.frame.capacities(self.frame.mentee_ids, Role.PEER)[0]
        minima = [i for i, least in zip(self.frame.mentee_ids, low.tolist(), strict=True) if least]
        parts: list[tuple[dict[str, Any], tuple[str, str]]] = []
        if programme.pair_min:
            parts.append(({"pair_min": 0}, (f"pair_min {programme.pair_min}", "ask for fewer pairs")))
        if programme.quotas:
            parts.append(({"quotas": False}, ("the quotas", "ask for less in the quotas")))
        if minima:
            parts.append(({"minima": False}, (f"the minima of {_some(minima)}", "lower these minima")))
        if self.pins:
            named = [f"{a} with {b}" for a, b in sorted(self.pins)]
            parts.append(({"pins": False}, (f"the pins {_some(named)}", "take out pins")))
        for changes, words in parts:
            yield Relaxation(*words, _stated(self.frame, **changes))
        for end in range(2, len(parts) + 1):
            changes = {name: value for part, _ in parts[:end] for name, value in part.items()}
            rules, without = (", ".join(words[at] for _, words in parts[:end]) for at in (0, 1))
            yield Relaxation(f"{rules} together", without, _stated(self.frame, **changes))

    def _pairings(self, pairs: list[PairId], progress: Progress | None, stop: StopToken | None) -> tuple[Pairing, ...]:
        scorer = self.frame.scorer
        scored = scored_pairs(pairs, lambda pair: scorer.pair(*pair), progress=progress, stop=stop)
        both = scored | {pair[::-1]: replace(one, themes=one.return_themes) for pair, one in scored.items()}
        options = open_themes(both, pinned_themes(self.frame.inputs.programme, scorer))
        themes = choose_themes({pair: open_to for pair, open_to in options.items() if open_to})
        learning = sorted(pair if pair in themes else pair[::-1] for pair in pairs)  # who learns stands first
        dates = proposed_dates(self.frame, [visit for pair in learning for visit in (pair, pair[::-1])])
        return tuple(
            pairing_of(
                self.frame,
                pair,
                scorer.pair(*pair),
                themes[pair],
                pinned=(min(pair), max(pair)) in self.pins,
                return_theme=themes.get((pair[1], pair[0])),
                **_dated(dates[2 * place], dates[2 * place + 1]),
            )
            for place, pair in enumerate(learning)
        )

    def _quality(self, pairings: tuple[Pairing, ...]) -> ExchangeQuality:
        ids = self.frame.mentee_ids
        used = Counter(authority_id for p in pairings for authority_id in (p.mentee_id, p.mentor_id))
        days = [day for p in pairings for day in (p.starts, p.return_starts) if day is not None]
        return ExchangeQuality(
            **places_wanted(self.frame, Role.PEER, 2 * len(pairings)),
            one_sided=sum(p.return_theme is None for p in pairings),
            hosts_ready=len(ids),
            **load_of_hosts(used),
            **visits_over_time(days),
            options=self.problem.edge_count,
            options_considered=self.problem.edge_count,
        )


def state_twins(frame: Frame) -> Twins:
    """Return the twin problem of a programme.

    Raises:
        InvalidInput: for pins that break a rule, find somebody full, or have a theme that is not eligible.
    """
    return _stated(frame)


def _stated(frame: Frame, *, minima: bool = True, quotas: bool = True, pins: bool = True, **changes: Any) -> Twins:
    programme, ids = frame.inputs.programme, frame.mentee_ids
    vertex_of = {authority_id: vertex for vertex, authority_id in enumerate(ids)}
    pinned = {(min(pair), max(pair)) for pair in pinned_pairs(programme, frame.scorer)} if pins else set()
    u, v = np.nonzero(np.triu(frame.table.is_eligible & frame.table.is_eligible.T, 1))
    edges = [(ids[a], ids[b]) for a, b in zip(u.tolist(), v.tolist(), strict=True)] if programme.quotas else []
    low, high = frame.capacities(ids, Role.PEER)
    problem = TwinProblem(
        len(ids),
        u,
        v,
        frame.table.score[u, v],
        high,
        least=low if minima else None,
        pair_limit=programme.pair_limit,
        pinned=np.array([[vertex_of[a], vertex_of[b]] for a, b in sorted(pinned)], np.int64).reshape(-1, 2),
        quotas=quotas_of(frame, edges) if quotas else None,
        **{"pair_min": programme.pair_min} | changes,
    )
    return Twins(frame, problem, frozenset(pinned))


def _dated(there: Any, back: Any) -> dict[str, Any]:
    there, back = there or (None, None), back or (None, None)
    return {"starts": there[0], "ends": there[1], "return_starts": back[0], "return_ends": back[1]}


def _some(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
