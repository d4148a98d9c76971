"""What-if as a library: a base, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcher import insights, scenarios
from matcher.insights.answers import WhyNot, WhyPair
from matcher.library import What, inputs_for, timed
from matcher.plans.types import Plan
from matcher.problems import StopToken
from matcher.scenarios import Base
from matcher.scenarios.edits import ScenarioEdit, parse_edits
from matcher.scenarios.results import Repair, ScenarioResult
from matcher.scoring.setting import PairId

Edits = Sequence[ScenarioEdit | Mapping[str, Any]]


def base(what: What, plan: Plan | None = None, *, stop: StopToken | None = None) -> Base:
    """Return what scenarios start from: inputs, scored once, and their plan, made where it is not given.

    A plan does not carry its inputs, so questions about it are asked of a base. ``base(*read_bundle(path))`` takes
    both from a saved bundle. A base of 300 authorities takes about a second, and answers in milliseconds.

    Raises:
        InvalidInput: a plan of other inputs, or one that is not their best; and as ``make_plan``.
    """
    return Base(inputs_for(what), plan, stop=timed(stop))


def run_scenario(base: Base | What, edits: Edits, *, stop: StopToken | None = None) -> ScenarioResult:
    """Return the best plan after ``edits``, proved, with what changes (``diff``) and what each edit costs (``prices``).

    Args:
        base: a base, or inputs or profiles, of which one is made for this question alone.
        edits: in order; edits of ``matcher.scenarios.edits`` or objects such as ``{"kind": "DROP_OUT", ...}``.
        stop: ends the work.

    Raises: as ``matcher.scenarios.run_scenario``.
    """
    told, stop = parse_edits(edits), timed(stop)
    return scenarios.run_scenario(_base(base, stop), told, stop=stop)


def repair(
    base: Base | What,
    edits: Edits,
    confirmed: Sequence[PairId] = (),
    *,
    accepted: Sequence[PairId] = (),
    price_micro: int | None = None,
    stop: StopToken | None = None,
) -> Repair:
    """Return the plan mended after what happened: nobody is dropped to keep others still, then few pairs are broken.

    Args:
        base: as ``run_scenario``.
        edits: what happened: drop-outs, forbids for those who declined, anything else.
        confirmed: (mentee id, mentor id) of pairs that must stay.
        accepted: pairs that one side has accepted: of these as few as possible are broken, before all others.
        price_micro: what a broken pair costs; ``None`` breaks as few as possible.
        stop: ends the work.

    Raises: as ``matcher.scenarios.repair``.
    """
    told, stop = parse_edits(edits), timed(stop)
    return scenarios.repair(_base(base, stop), told, confirmed, accepted=accepted, price_micro=price_micro, stop=stop)


def why(base: Base | What, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> WhyPair:
    """Return why two are paired: what adds up, the best plan without the pair, and what would make it fall.

    Raises: as ``matcher.insights.why``, where more can be asked of a base: reserve lists, what places and themes are
        worth, curves, late applicants, how sure the plan is.
    """
    stop = timed(stop)
    return insights.why(_base(base, stop), mentee_id, mentor_id, stop=stop)


def why_not(base: Base | What, mentee_id: str, mentor_id: str, *, stop: StopToken | None = None) -> WhyNot:
    """Return why two are not paired: the hard rule, or the exact price of pairing them and the moves that follow.

    Raises: as ``matcher.insights.why_not``.
    """
    stop = timed(stop)
    return insights.why_not(_base(base, stop), mentee_id, mentor_id, stop=stop)


def _base(what: Base | What, stop: StopToken) -> Base:
    return what if isinstance(what, Base) else base(what, stop=stop)
