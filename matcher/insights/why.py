"""Why a pair is in the plan: what it scores, the best plan without it, and what would have to change for it to fall.

If the best plan without a pair loses L, then a score lower by L + 1 makes every plan with the pair worth less than that
one, and a score lower by L or less leaves a best plan with it: only the pair's own score changes, so all plans with it
change alike.
"""

from __future__ import annotations

from typing import Final

from matcher.errors import Fault, InvalidInput
from matcher.insights.answers import Alternative, CodeShare, TermFall, WhyPair
from matcher.insights.clashing import clash_of
from matcher.insights.codes import code_shares
from matcher.insights.ground import (
    by_chain,
    by_solving,
    causes_of,
    flow_of,
    pair_of_plan,
    partners,
    scorer_of,
)
from matcher.insights.paths import without_pair
from matcher.plans.inputs import pair_of
from matcher.plans.types import Contribution, Goal, Message, Pairing, PairingKind
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Challenge
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ForbidPair, ScenarioEdit, UnpinPair
from matcher.scenarios.running import run_light
from matcher.scoring.policy import PERMILLE, Term
from matcher.scoring.setting import PairId

_Without = tuple[Alternative | None, tuple[str, ...]]  # the best plan without a pair; or the rules that clash
_ON_ITS_THEME: Final = PairingKind.STUDY_VISIT  # whose fit counts the theme of the visit, not the best


def why(base: Base, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> WhyPair:
    """Return why a pair is in the plan.

    Args:
        base: the plan.
        mentee_id: who learns.
        mentor_id: who teaches.
        stop: ends the work.

    Raises:
        InvalidInput: a pair that is not in the plan.
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where a check refused a result.

    Cost: a shortest-path run; a whole solve for pins, and where the goal is not the total or the plan is an exchange.
    """
    pair = pair_of_plan(base, mentee_id, mentor_id)
    if pair is None:
        message = f"is not paired with {mentor_id} in this plan"
        allowed = "pairs of the plan; of any other pair, ask why not"
        raise InvalidInput.one("mentee_id", Fault.UNKNOWN_REFERENCE, message, value=mentee_id, allowed=allowed)
    pairing = next(one for one in base.plan.pairings if (one.mentee_id, one.mentor_id) == pair)
    nearest, causes = _without(base, pair, stop, pinned=pairing.pinned)
    drop = None
    if nearest is not None and nearest.proved and not pairing.pinned and _is_greatest(base):
        drop = nearest.loss_micro + 1
    if drop is not None and drop > pairing.score_micro:
        drop = None  # even at a score of 0 a best plan has it
    falls = () if drop is None else tuple(_fall(one, drop) for one in pairing.contributions if one.weight_micro)
    return WhyPair(
        mentee_id=pair[0],
        mentor_id=pair[1],
        theme=pairing.theme,
        score_micro=pairing.score_micro,
        contributions=pairing.contributions,
        codes=_codes(base, pairing),
        reasons=pairing.reasons,
        remarks=pairing.remarks,
        pinned=pairing.pinned,
        nearest=nearest,
        mentee_gets=() if nearest is None else partners(base, nearest, pair[0]),
        mentor_gets=() if nearest is None else partners(base, nearest, pair[1]),
        causes=causes,
        falls_at_drop_micro=drop,
        terms=falls,
        messages=_messages(base, pairing, nearest, drop, falls),
    )


def _is_greatest(base: Base) -> bool:
    """Return whether the plan is proved to have the greatest total, by pairs that score each by itself."""
    plan = base.plan
    return plan.kind is PairingKind.MENTORING and plan.goal is Goal.TOTAL and plan.verdict == "OPTIMAL_PROVED"


def _without(base: Base, pair: PairId, stop: StopToken | None, *, pinned: bool) -> _Without:
    """Return the best plan without a pair of the plan; without its pin, where it is pinned."""
    warm = flow_of(base)
    if warm is not None and not pinned:
        ends = warm.place.mentees[pair[0]], warm.place.mentors[pair[1]]
        found = without_pair(base, warm, ends, stop)
        if found.regret is None:
            return None, clash_of(warm, found, stop)
        return by_chain(base, warm, found.result.pairs, ends[0]), ()
    named = {"mentee_id": pair[0], "mentor_id": pair[1]}
    unpinned: list[ScenarioEdit] = [UnpinPair(**_pin(base, pair))] if pinned else []
    try:
        light = run_light(base, [*unpinned, ForbidPair(**named)], stop=stop)
    except InvalidInput as refused:
        return None, causes_of(refused)
    return by_solving(base, light), light.causes


def _pin(base: Base, pair: PairId) -> dict[str, str]:
    """Return the pin of a pair as it stands: of twins in either order."""
    pins = {pair_of(pin) for pin in base.inputs.programme.pins}
    mentee_id, mentor_id = pair if pair in pins else pair[::-1]
    return {"mentee_id": mentee_id, "mentor_id": mentor_id}


def _codes(base: Base, pairing: Pairing) -> tuple[CodeShare, ...]:
    scorer = scorer_of(base)
    if scorer.setting.symmetric:
        return ()
    fit = next(one.micro for one in pairing.contributions if one.term is Term.FIT)
    theme: Challenge | None = pairing.theme if base.plan.kind is _ON_ITS_THEME else None
    return code_shares(scorer, (pairing.mentee_id, pairing.mentor_id), fit, theme)


def _fall(one: Contribution, drop: int) -> TermFall:
    """Return the greatest value of a term at which it adds less by ``drop``."""
    target = one.micro - drop
    at = None if target < 0 else ((target + 1) * PERMILLE - 1) // one.weight_micro
    return TermFall(term=one.term, permille=one.permille, falls_at_permille=at)


def _messages(
    base: Base, pairing: Pairing, nearest: Alternative | None, drop: int | None, falls: tuple[TermFall, ...]
) -> tuple[Message, ...]:
    adds = [_added(one) for one in pairing.contributions if one.weight_micro]
    if pairing.pinned:
        first = [Message(id="WHY_PINNED")]
    elif nearest is None:
        first = [Message(id="WHY_NEEDED")]
    elif base.plan.goal is not Goal.TOTAL:
        params = {"total_micro": str(nearest.total_micro), "base_micro": str(base.value)}
        first = [Message(id="WHY_OTHER_GOAL", params=params)]
    elif nearest.loss_micro > 0 or not nearest.proved:
        first = [Message(id="WHY_LOSS", params={"loss_micro": str(nearest.loss_micro)})]
    else:
        first = [Message(id="WHY_AS_GOOD")]
    if drop is not None:
        first.append(Message(id="WHY_FALLS", params={"drop_micro": str(drop), "score_micro": str(pairing.score_micro)}))
        told = [one for one in falls if one.falls_at_permille is not None]
        first += [Message(id="WHY_TERM_FALLS", params=_params(one)) for one in told] or [Message(id="WHY_NO_TERM")]
    return (*adds, *first)


def _added(one: Contribution) -> Message:
    params = {"term": one.term.value, "points_micro": str(one.micro), "permille": str(one.permille)}
    return Message(id="TERM_ADDS" if one.known else "TERM_NOT_KNOWN", params=params)


def _params(fall: TermFall) -> dict[str, str]:
    return {"term": fall.term.value, "now": str(fall.permille), "at": str(fall.falls_at_permille)}
