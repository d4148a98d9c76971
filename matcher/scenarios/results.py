"""What a scenario answers, as data: the plan, what changed, what each edit costs. Ids everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from matcher.plans.types import Goal, Plan, PlanInputs, PlanQuality
from matcher.profiles.taxonomy import Role
from matcher.profiles.values import AuthorityId, Frozen
from matcher.scenarios.built import built
from matcher.scenarios.edits import ScenarioEdit

_Plain = tuple[str, str, int]
Verdict = Literal["OPTIMAL_PROVED", "STABLE_PROVED", "BOUND_PROVED"]


class ScoredPair(Frozen):
    """A pair by its ids, and its score."""

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    score_micro: int


class KeptPair(Frozen):
    """A pair of both plans. The scores differ where a profile or the policy has changed."""

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    score_before_micro: int
    score_micro: int


class Move(Frozen):
    """An authority that has a partner in ``role`` in both plans, but not the same ones."""

    authority_id: AuthorityId
    role: Role
    partners_before: tuple[AuthorityId, ...]
    partners: tuple[AuthorityId, ...]


class Change(Frozen):
    """What an authority gains or loses: the sum of its pairs' scores in a role, before and now."""

    authority_id: AuthorityId
    role: Role
    before_micro: int
    micro: int
    difference_micro: int


class Seat(Frozen):
    """An authority in a role."""

    authority_id: AuthorityId
    role: Role


class Diff(Frozen):
    """How a plan differs from its base.

    Attributes:
        kept, gone, new: pairs of both plans, of the base only, of the new one only.
        moved: who changed partners, and had some before and has some now.
        changes: who gains or loses, the greatest loss first.
        newly_left_out: had a partner before and has none now, though still there.
        newly_placed: has a partner now and had none before.
        departed: had a partner before and takes no part in that role any more.
        quality_before, quality: figures of both plans.
    """

    kept: tuple[KeptPair, ...]
    gone: tuple[ScoredPair, ...]
    new: tuple[ScoredPair, ...]
    moved: tuple[Move, ...]
    changes: tuple[Change, ...]
    newly_left_out: tuple[Seat, ...]
    newly_placed: tuple[Seat, ...]
    departed: tuple[Seat, ...]
    quality_before: PlanQuality
    quality: PlanQuality


class EditPrice(Frozen):
    """What one edit does to the value of the best plan, micro-points; a loss is negative.

    Attributes:
        index: which edit.
        in_order_micro: value with all edits up to this one, less that without it. They add up to the whole. ``None``
            where one of the two has no plan.
        alone_micro: what it does to the base by itself; ``None`` where it cannot be applied alone or leaves no plan.
        infeasible: why there is no plan with all edits up to this one, be it that they only go together with a later
            one; ``None`` where there is one.
        infeasible_alone: why there is none with this edit alone.
    """

    index: int
    in_order_micro: int | None
    alone_micro: int | None
    infeasible: str | None = None
    infeasible_alone: str | None = None


class LightResult(Frozen):
    """The least that is known of a scenario: its value and the pairs that changed, proved.

    ``infeasible`` says why there is no plan; then there is nothing else. ``fewest_changes`` says whether it is proved
    that no plan as good changes fewer pairs.
    """

    value_micro: int | None
    gone: tuple[ScoredPair, ...] = ()
    new: tuple[ScoredPair, ...] = ()
    verdict: Verdict | None = None
    fewest_changes: bool = False
    infeasible: str | None = None
    causes: tuple[str, ...] = ()

    @property
    def changes(self) -> int:
        """How many pairs are lost and gained."""
        return len(self.gone) + len(self.new)

    def __reduce__(self) -> tuple[Callable[..., LightResult], tuple[Any, ...]]:
        """Go to another process as plain values: a sweep sends thousands of pairs."""
        pairs = ([(one.mentee_id, one.mentor_id, one.score_micro) for one in own] for own in (self.gone, self.new))
        return _light_again, (*pairs, {name: getattr(self, name) for name in _PLAIN})


_PLAIN = ("value_micro", "verdict", "fewest_changes", "infeasible", "causes")


def _light_again(gone: list[_Plain], new: list[_Plain], plain: dict[str, Any]) -> LightResult:
    told = [
        tuple(built(ScoredPair, mentee_id=pair[0], mentor_id=pair[1], score_micro=pair[2]) for pair in own)
        for own in (gone, new)
    ]
    return built(
        LightResult,
        value_micro=plain["value_micro"],
        gone=told[0],
        new=told[1],
        verdict=plain["verdict"],
        fewest_changes=plain["fewest_changes"],
        infeasible=plain["infeasible"],
        causes=plain["causes"],
    )


class ScenarioResult(Frozen):
    """The answer to a scenario.

    Attributes:
        inputs: the edited inputs, which the plan is of; with them the plan can be the base of the next scenario.
        plan: the certified plan; ``None`` where it was not asked for.
        value_micro, base_value_micro: total scores of both plans.
        goal: what the plan is best for.
        verdict: what the independent check said of the plan.
        warm: whether it was solved from the base.
        fewest_changes: whether it is proved that no plan as good changes fewer pairs.
        diff: ``None`` where the plan was not asked for.
        prices: of each edit; empty where they were not asked for.
        light: the least that is known.
    """

    inputs: PlanInputs = Field(repr=False, exclude=True)  # with avoid lists: never part of what is written out
    plan: Plan | None
    value_micro: int
    base_value_micro: int
    goal: Goal
    verdict: Verdict
    warm: bool
    fewest_changes: bool
    diff: Diff | None
    prices: tuple[EditPrice, ...]
    light: LightResult


class RepairStep(Frozen):
    """One pass of a repair, proved: ``found`` is what the plan has, ``bound`` what no plan left by then exceeds.

    SERVED: mentees that can be served at most. ACCEPTED: pairs broken at least of those that one side has accepted,
    where such pairs are named. BROKEN: pairs broken at least. TOTAL: micro-points. PRICED: micro-points, with the price
    of every pair of the base that is kept.
    """

    kind: Literal["SERVED", "ACCEPTED", "BROKEN", "TOTAL", "PRICED"]
    found: int
    bound: int


class Repair(Frozen):
    """A repaired plan.

    Attributes:
        edits: what takes back the pins of an earlier repair, what happened, then a pin for every pair that is confirmed
            or kept; for new ones too where a better total would leave a mentee out. The plan is the best after them.
        scenario: the answer to these edits: plan, diff.
        served_before, served: mentees with a partner, in the base and now.
        broken: pairs of the base that are lost though both sides remain and the pair is still possible.
        ruled_out: pairs of the base whose sides remain, but which the edits have made impossible.
        total_micro: the total.
        steps: the passes.
    """

    edits: tuple[ScenarioEdit, ...]
    scenario: ScenarioResult
    served_before: int
    served: int
    broken: tuple[ScoredPair, ...]
    ruled_out: tuple[ScoredPair, ...]
    total_micro: int
    steps: tuple[RepairStep, ...]


class CurvePoint(Frozen):
    """A point of the curve changes <-> total: the best total of plans that break at most ``broken`` pairs.

    ``exact``: the plan is on the hull and its total is the best. Else ``total_micro`` is that of the next point on the
    hull that breaks no more, and no plan exceeds ``bound_micro``.
    """

    broken: int
    total_micro: int
    bound_micro: int
    exact: bool

    @property
    def gap_micro(self) -> int:
        """How much better the best total could be."""
        return self.bound_micro - self.total_micro


class RepairCurve(Frozen):
    """The curve from the fewest broken pairs to the greatest total; mentees served are as in the repair.

    ``prices_micro``: between a point on the hull and the next, the price of a broken pair at which both are as good, in
    micro-points, as (numerator, denominator).
    """

    points: tuple[CurvePoint, ...]
    prices_micro: tuple[tuple[int, int], ...]
    served: int
