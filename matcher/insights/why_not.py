"""Why a pair is not in the plan: the rule it breaks, or the exact price of forcing it and what would follow from that.

Of a pair that is ruled out nothing but the rules is told: neither score nor price, which could hint at what is
confidential.
"""

from __future__ import annotations

from matcher.errors import InvalidInput
from matcher.insights.answers import Alternative, WhyNot
from matcher.insights.clashing import clash_of
from matcher.insights.ground import by_chain, by_solving, causes_of, flow_of, pair_of_plan, scorer_of
from matcher.insights.paths import with_pair
from matcher.plans.frame import go_on, known_id
from matcher.plans.types import Goal, Message
from matcher.problems import StopToken
from matcher.scenarios.base import Base
from matcher.scenarios.edits import PinPair
from matcher.scenarios.running import run_light
from matcher.scoring.setting import PairId

_Forced = tuple[Alternative | None, tuple[str, ...]]  # the best plan with a pair; or the rules that clash


def why_not(base: Base, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> WhyNot:
    """Return why a pair is not in the plan, and what it would cost to have it.

    Args:
        base: the plan.
        mentee_id: who would learn.
        mentor_id: who would teach.
        stop: ends the work.

    Raises:
        InvalidInput: an unknown id.
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where a check refused a result.

    Cost: a shortest-path run; a whole solve where the goal is not the total or the plan is an exchange.
    """
    known_id(base.inputs, "mentee_id", mentee_id)
    known_id(base.inputs, "mentor_id", mentor_id)
    go_on(stop)
    pair = pair_of_plan(base, mentee_id, mentor_id)
    names = {"who": mentee_id, "named": mentor_id}
    if pair is not None:
        found = WhyNot(mentee_id=mentee_id, mentor_id=mentor_id, status="IN_PLAN", goal=base.plan.goal)
        message = Message(id="NOT_PAIR_IN_PLAN", params=names)
        return found.model_copy(update={"score_micro": base.scores[pair], "messages": (message,)})
    one = scorer_of(base).pair(mentee_id, mentor_id)
    if one.broken:
        message = Message(id="NOT_PAIR_RULES", params={**names, "rules": ", ".join(one.broken)})
        found = WhyNot(mentee_id=mentee_id, mentor_id=mentor_id, status="RULED_OUT", goal=base.plan.goal)
        return found.model_copy(update={"rules": one.broken, "messages": (message,)})
    forced, causes = _forced(base, (mentee_id, mentor_id), stop)
    if forced is None:
        message = Message(id="NOT_PAIR_CLASH", params={**names, "rules": "; ".join(causes)})
    else:
        message = _price(base, names, forced)
    return WhyNot(
        mentee_id=mentee_id,
        mentor_id=mentor_id,
        status="CLASHES" if forced is None else "AS_GOOD" if _as_good(base, forced) else "COSTS",
        score_micro=one.score_micro,
        goal=base.plan.goal,
        forced=forced,
        causes=causes,
        messages=(*_below(base, names, one.score_micro), message, *(() if forced is None else forced.messages)),
    )


def _forced(base: Base, pair: PairId, stop: StopToken | None) -> _Forced:
    """Return the best plan with an eligible pair that the plan has not."""
    warm = flow_of(base)
    if warm is not None:
        ends = warm.place.mentees[pair[0]], warm.place.mentors[pair[1]]
        found = with_pair(base, warm, ends, stop)
        if found.regret is None:
            return None, clash_of(warm, found, stop)
        return by_chain(base, warm, found.result.pairs, ends[0]), ()
    try:
        light = run_light(base, [PinPair(mentee_id=pair[0], mentor_id=pair[1])], stop=stop)
    except InvalidInput as refused:
        return None, causes_of(refused)
    return by_solving(base, light), light.causes


def _below(base: Base, names: dict[str, str], score: int) -> tuple[Message, ...]:
    """Return what is said of a pair below the floor of the programme, which is planned only where it is pinned."""
    floor = base.inputs.programme.floor_micro
    if floor is None or score >= floor:
        return ()
    params = {**names, "score_micro": str(score), "floor_micro": str(floor)}
    return (Message(id="NOT_PAIR_FLOOR", params=params),)


def _price(base: Base, names: dict[str, str], forced: Alternative) -> Message:
    if base.plan.goal is not Goal.TOTAL:
        params = {"total_micro": str(forced.total_micro), "base_micro": str(base.value)}
        return Message(id="NOT_PAIR_OTHER_GOAL", params={**names, **params})
    if forced.loss_micro <= 0:
        return Message(id="NOT_PAIR_AS_GOOD", params=names)
    params = {"total_micro": str(forced.total_micro), "loss_micro": str(forced.loss_micro)}
    return Message(id="NOT_PAIR_PRICE", params={**names, **params})


def _as_good(base: Base, forced: Alternative) -> bool:
    """Return whether the plan with the pair is as good as the base's, by its goal."""
    goal = base.plan.goal
    if goal is Goal.TOTAL:
        return forced.loss_micro <= 0
    before = sorted(base.scores.values())
    gone = {(one.mentee_id, one.mentor_id) for one in forced.gone}
    kept = [score for pair, score in base.scores.items() if pair not in gone]
    after = sorted([*kept, *(one.score_micro for one in forced.new)])
    if goal is Goal.FAIREST:
        return before == after
    worst = [(scores[:1] if goal is Goal.FLOOR else []) for scores in (before, after)]
    return len(before) == len(after) and worst[0] == worst[1] and sum(before) == sum(after)
