"""Exchange cycles: each authority visits the next one. From the frame to a cycle problem, and from cycles to pairings.

Vertices are the ready peers, by id; an arc is a visit that breaks no hard rule, worth what the visitor learns. Which of
them cycles may use, and long cycles, is settled by the inputs alone (``arcs``): whoever proves a plan again comes to
the same problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from matcher.certify.cycles import check_cycles
from matcher.plans.exchanges.arcs import considered_arcs, long_arcs
from matcher.plans.exchanges.dates import proposed_dates
from matcher.plans.exchanges.evidence import evidence_of_tree, tree_of
from matcher.plans.exchanges.quality import load_of_hosts, places_wanted, visits_over_time
from matcher.plans.exchanges.statement import Content, News, Relaxation, Told
from matcher.plans.frame import Frame, Progress
from matcher.plans.pairings import any_illustrative, open_themes, pairing_of, scored_pairs
from matcher.plans.pins import pinned_pairs, pinned_themes
from matcher.plans.themes import choose_themes
from matcher.plans.types import ExchangeCycle, ExchangeQuality, Goal, Message, Pairing, Plan, ProgramEvidence
from matcher.problems import Status, StopToken, Verdict
from matcher.problems.cycles import LONG_FROM, CycleProblem, CycleResult
from matcher.profiles.taxonomy import Role
from matcher.scoring.setting import PairId
from matcher.solving.cycles.cycles import solve_cycles


@dataclass(frozen=True)
class Cycles:
    """The cycle problem of a programme; ``pins`` are (visitor id, host id), ``eligible`` counts arcs before any cut."""

    frame: Frame
    problem: CycleProblem
    pins: tuple[PairId, ...]
    eligible: int

    def search(self, goal: Goal, stop: StopToken, told: Told | None, news: News | None) -> CycleResult:
        """Return the best cycles, see ``Statement``."""
        return solve_cycles(self.problem, stop, told, news)

    def check(self, result: CycleResult, goal: Goal) -> Verdict:
        """Return what the check says of ``result``."""
        return check_cycles(self.problem, result)

    def evidence(self, result: CycleResult) -> tuple[ProgramEvidence, ...]:
        """Return the search tree as data."""
        return () if result.tree is None else (evidence_of_tree(result.tree),)

    def claim(self, plan: Plan) -> CycleResult:
        """Return what ``plan`` claims. Raises KeyError with a name that has no place in the problem."""
        vertex_of = {authority_id: vertex for vertex, authority_id in enumerate(self.frame.mentee_ids)}
        cycles = [tuple(vertex_of[authority_id] for authority_id in cycle.authority_ids) for cycle in plan.cycles]
        steps = () if plan.evidence is None else plan.evidence.steps
        return CycleResult(
            cycles=tuple(cycles),
            objective=plan.quality.total_micro,
            status=Status.OPTIMAL if plan.verdict == "OPTIMAL_PROVED" else Status.FEASIBLE,
            tree=tree_of(steps[0]) if len(steps) == 1 else None,
        )

    def content(self, result: CycleResult, progress: Progress | None, stop: StopToken | None) -> Content:
        """Return the cycles and their visits, with proposed dates."""
        ids = self.frame.mentee_ids
        named = [tuple(ids[vertex] for vertex in cycle) for cycle in result.cycles]
        pairings = self._pairings(named, progress, stop)
        cycles = tuple(self._cycle(cycle, pairings) for cycle in named)
        return Content(pairings, self._quality(pairings, cycles), cycles=cycles)

    def why_left_out(self, authority_id: str, role: Role, eligible: int) -> Message | None:
        """Return that no short cycle leads through an authority, where that is so."""
        if self._is_on_a_cycle(self.frame.mentee_ids.index(authority_id)):
            return None
        params = {"eligible": str(eligible), "length": str(self.problem.cycle_length_max)}
        return Message(id="LEFT_NO_CYCLE", params=params)

    def relaxed(self) -> Iterator[Relaxation]:
        """Yield the problem without each of its pins, then without all of them."""
        for dropped in self.pins:
            kept = tuple(pin for pin in self.pins if pin != dropped)
            told = f"{dropped[0]} with {dropped[1]}"
            yield Relaxation(f"the pin of {told} lies in no cycle with the others", f"unpin {told}", self._with(kept))
        yield Relaxation("the pins lie in no cycles together", "take out pins", self._with(()))

    def _with(self, pins: Sequence[PairId]) -> Cycles:
        return _stated(self.frame, pins)

    def _pairings(
        self, cycles: Sequence[tuple[str, ...]], progress: Progress | None, stop: StopToken | None
    ) -> tuple[Pairing, ...]:
        scorer = self.frame.scorer
        group_of = {arc: place for place, cycle in enumerate(cycles) for arc in _arcs_of(cycle)}
        pairs = sorted(group_of)
        scored = scored_pairs(pairs, lambda pair: scorer.pair(*pair), progress=progress, stop=stop)
        themes = choose_themes(open_themes(scored, pinned_themes(self.frame.inputs.programme, scorer)))
        dates = proposed_dates(self.frame, pairs)
        return tuple(
            pairing_of(
                self.frame,
                pair,
                scored[pair],
                themes[pair],
                pinned=pair in self.pins,
                group=group_of[pair],
                starts=days[0] if days else None,
                ends=days[1] if days else None,
            )
            for pair, days in zip(pairs, dates, strict=True)
        )

    def _cycle(self, cycle: tuple[str, ...], pairings: Sequence[Pairing]) -> ExchangeCycle:
        arcs = set(_arcs_of(cycle))
        score = sum(p.score_micro for p in pairings if (p.mentee_id, p.mentor_id) in arcs)
        return ExchangeCycle(authority_ids=cycle, score_micro=score, illustrative=any_illustrative(self.frame, cycle))

    def _quality(self, pairings: Sequence[Pairing], cycles: Sequence[ExchangeCycle]) -> ExchangeQuality:
        lengths = Counter(str(len(cycle.authority_ids)) for cycle in cycles)
        return ExchangeQuality(
            **places_wanted(self.frame, Role.PEER, len(pairings)),
            cycles_by_length=dict(sorted(lengths.items())),
            hosts_ready=len(self.frame.mentor_ids),
            **load_of_hosts(Counter(p.mentor_id for p in pairings)),
            **visits_over_time(p.starts for p in pairings if p.starts is not None),
            options=self.eligible,
            options_considered=self.problem.arc_count,
        )

    def _is_on_a_cycle(self, vertex: int) -> bool:
        """Return whether a walk of at most ``cycle_length_max`` arcs leads back to ``vertex``: the shortest is one."""
        reached = np.zeros(self.problem.num_vertices, bool)
        reached[vertex] = True
        for _ in range(self.problem.cycle_length_max):
            following = np.zeros_like(reached)
            following[self.problem.target[reached[self.problem.source]]] = True
            if following[vertex]:
                return True
            reached = following
        return False


def state_cycles(frame: Frame) -> Cycles:
    """Return the cycle problem of a programme.

    Raises:
        InvalidInput: for pins that break a rule, find somebody full, or have a theme that is not eligible.
    """
    return _stated(frame, sorted(pinned_pairs(frame.inputs.programme, frame.scorer)))


def _stated(frame: Frame, pins: Sequence[PairId]) -> Cycles:
    ids = frame.mentee_ids
    vertex_of = {authority_id: vertex for vertex, authority_id in enumerate(ids)}
    pinned = np.array([(vertex_of[a], vertex_of[b]) for a, b in pins], np.int64).reshape(len(pins), 2)
    length = frame.inputs.programme.cycle_length_max
    arcs = considered_arcs(frame.table.is_eligible, frame.table.score, pinned, length)
    source, target = np.nonzero(arcs)
    problem = CycleProblem(
        len(ids),
        source,
        target,
        frame.table.score[source, target],
        length,
        frame.capacities(ids, Role.PEER)[1],
        pinned=pinned,
        long_arcs=long_arcs(arcs, frame.table.score, pinned)[source, target] if length > LONG_FROM else None,
    )
    return Cycles(frame, problem, tuple(pins), int(frame.table.is_eligible.sum()))


def _arcs_of(cycle: tuple[str, ...]) -> Iterator[PairId]:
    return zip(cycle, chain(cycle[1:], cycle[:1]), strict=True)
