"""A late applicant: what the plan would be with it, and whether to pair it now or to wait.

The rule. A place that the applicant takes is lost to others, now and later. So each partner it could have is worth the
score of the pair less the price of the partner's place. The price is exact: by how much the best total of all others
falls if that place goes to somebody from outside, confirmed pairs staying and all others moving as is best. ACCEPT the
applicant with the best such partner where that is worth at least as much as its place; else HOLD: others, who are here
or may come, bring more there. Expected further arrivals are given as futures, lists of authorities that may come; the
price is then the mean over the futures, each solved for itself. Without any, nobody else is expected, and the advice is
that of the best plan with the applicant in it.

Source: prices of places from matchings with sampled future arrivals, N. Ahani, P. Golz, A. D. Procaccia, A. Teytelboym,
A. C. Trapp, "Dynamic placement in refugee resettlement", EC 2021, doi:10.1145/3465456.3467534. There they are dual
prices of a linear program; here the greatest of them, which one shortest path gives exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.insights.ground import warm_of
from matcher.insights.joining import joined
from matcher.insights.late_answers import LateAdvice, LateOption, LatePlan, LateRole
from matcher.insights.paths import values_of
from matcher.plans.assemble import solve_proved
from matcher.plans.frame import Frame
from matcher.plans.types import Message
from matcher.problems import Pin, PlaceValues, StopToken, edited
from matcher.problems.regrets import NO_WAY
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority
from matcher.scenarios.base import Base, Warm
from matcher.scenarios.edits import AddAuthority
from matcher.scenarios.outcomes import scored_frame
from matcher.scenarios.repair import confirmed_too
from matcher.scenarios.running import run_light
from matcher.scoring.rules import missing, role_rules
from matcher.scoring.setting import PairId


@dataclass(frozen=True)
class _Future:
    """The prices of places in one future, of those that have one to give.

    Attributes:
        prices: by the role that the applicant takes and the id of the partner, micro-points.
    """

    prices: dict[tuple[Role, str], int]


def late_applicant(
    base: Base,
    authority: Authority,
    confirmed: Sequence[PairId] = (),
    wait: Sequence[Sequence[Authority]] = (),
    *,
    count: int = 10,
    stop: StopToken | None = None,
) -> LateAdvice:
    """Return the best plans with a late applicant, and the advice to accept it now or to hold (see above).

    Args:
        base: the plan: mentoring with the greatest total.
        authority: who applies; not in the programme yet.
        confirmed: (mentee id, mentor id) of pairs that stay.
        wait: futures: who else may come, in each of them; none where nobody is expected.
        count: at most so many options for each role, 1 to ``limits.SUGGESTIONS_MAX``.
        stop: ends the work.

    Raises:
        InvalidInput: another base, an id that is taken, confirmed pairs that are not in the plan (at ``confirmed[i]``).
        LimitExceeded: more futures than ``limits.FUTURES_MAX``.
        Infeasible: a future that has no plan.
        Stopped: where ``stop`` came before the answer.
        ProofFailed: where a check refused a result.

    Cost: two warm solves and two shortest-path runs; for each future a solve and two runs.
    """
    warm = warm_of(base)
    if type(count) is not int or not 1 <= count <= limits.SUGGESTIONS_MAX:
        allowed = f"a whole number from 1 to {limits.SUGGESTIONS_MAX}"
        raise InvalidInput.one("count", Fault.OUT_OF_RANGE, "is out of range", value=count, allowed=allowed)
    if len(wait) > limits.FUTURES_MAX:
        raise LimitExceeded("futures", len(wait), limits.FUTURES_MAX)
    _check_new(base, [authority], "authority")
    for at, coming in enumerate(wait):
        _check_new(base, coming, f"wait[{at}]", authority.id)
    confirmed_too(base, (), confirmed, stop=stop)
    with_it = scored_frame(base, base.draft([AddAuthority(authority=authority)]), stop=stop)
    if wait:
        futures = [_future(base, coming, confirmed, stop) for coming in wait]
    else:
        futures = [_present(base, warm, confirmed, stop)]
    roles = [role for role in with_it.roles if takes_role(authority, role)]
    return LateAdvice(
        authority_id=authority.id,
        moving=_plan(base, authority, confirmed, stop),
        frozen=joined(base, with_it, authority.id, stop),
        roles=tuple(_advice(with_it, authority, role, futures, count) for role in roles),
        futures=len(wait),
    )


def _check_new(base: Base, coming: Sequence[Authority], path: str, applicant: str | None = None) -> None:
    seen: set[str] = set()
    for at, one in enumerate(coming):
        where = f"{path}.id" if path == "authority" else f"{path}[{at}].id"
        if one.id in base.by_id:
            raise InvalidInput.one(where, Fault.DUPLICATE, "is in the programme already", value=one.id)
        if one.id == applicant:
            message = "is the applicant: futures say who else may come"
            raise InvalidInput.one(where, Fault.DUPLICATE, message, value=one.id)
        if one.id in seen:
            raise InvalidInput.one(where, Fault.DUPLICATE, "is listed twice", value=one.id)
        seen.add(one.id)


def _plan(base: Base, authority: Authority, held: Sequence[PairId], stop: StopToken | None) -> LatePlan:
    """Return the best plan with an applicant in which the pairs ``held`` stay."""
    found = run_light(base, confirmed_too(base, [AddAuthority(authority=authority)], held, stop=stop), stop=stop)
    if found.value_micro is None:
        return LatePlan(total_micro=None, gain_micro=None, infeasible=found.infeasible)
    return LatePlan(
        total_micro=found.value_micro,
        gain_micro=found.value_micro - base.value,
        mentor_ids=tuple(one.mentor_id for one in found.new if one.mentee_id == authority.id),
        mentee_ids=tuple(one.mentee_id for one in found.new if one.mentor_id == authority.id),
        gone=found.gone,
        new=found.new,
    )


def _present(base: Base, warm: Warm, confirmed: Sequence[PairId], stop: StopToken | None) -> _Future:
    """Return the prices where nobody else comes. What is best stays the best where some of its pairs are pinned."""
    pinned = set(map(tuple, warm.problem.pinned.tolist()))
    ends = sorted({(warm.place.mentees[a], warm.place.mentors[b]) for a, b in confirmed} - pinned)
    if not ends:
        return _prices(warm.place.frame, values_of(warm.problem, warm.result, stop, state=base.alternatives))
    problem = edited(warm.problem, [Pin(row, column) for row, column in ends])
    return _prices(warm.place.frame, values_of(problem, warm.result, stop))


def _future(base: Base, coming: Sequence[Authority], confirmed: Sequence[PairId], stop: StopToken | None) -> _Future:
    """Return the prices where these come."""
    edits = confirmed_too(base, [AddAuthority(authority=one) for one in coming], confirmed, stop=stop)
    frame = scored_frame(base, base.draft(edits, stop=stop), stop=stop)
    problem = frame.problem()
    result, _ = solve_proved(frame, problem, stop=stop)
    return _prices(frame, values_of(problem, result, stop))


def _prices(frame: Frame, found: PlaceValues) -> _Future:
    learns, teaches = frame.roles
    prices: dict[tuple[Role, str], int] = {}
    for role, ids, outside in (
        (learns, frame.mentor_ids, found.outside_right),
        (teaches, frame.mentee_ids, found.outside_left),
    ):
        prices |= {(role, one): -change for one, change in zip(ids, outside.tolist(), strict=True) if change > NO_WAY}
    return _Future(prices)


def _advice(frame: Frame, authority: Authority, role: Role, futures: Sequence[_Future], count: int) -> LateRole:
    rules = frame.inputs.programme.policy.rules
    if role_rules(authority, role, rules):
        lacking = (*missing(authority, role, rules), *role_rules(authority, role, rules))
        message = Message(id="LATE_NOT_READY", params={"who": authority.id, "missing": ", ".join(lacking)})
        return LateRole(role=role, advice="NOT_READY", options=(), missing=lacking, message=message)
    options = sorted(_options(frame, authority, role, futures), key=lambda one: (-one.net_micro, one.partner_id))
    if not options:
        message = Message(id="LATE_NO_PARTNER", params={"who": authority.id})
        return LateRole(role=role, advice="NO_PARTNER", options=(), message=message)
    best = options[0]
    accept = best.net_micro >= 0
    params = {
        "who": authority.id,
        "named": best.partner_id,
        "score_micro": str(best.score_micro),
        "price_micro": str(best.price_micro),
    }
    return LateRole(
        role=role,
        advice="ACCEPT" if accept else "HOLD",
        options=tuple(options[:count]),
        message=Message(id="LATE_ACCEPT" if accept else "LATE_HOLD", params=params),
    )


def _options(frame: Frame, authority: Authority, role: Role, futures: Sequence[_Future]) -> list[LateOption]:
    """Return the eligible partners of an applicant that have a place to give in every future."""
    learns = role == frame.roles[0]
    at = (frame.mentee_ids if learns else frame.mentor_ids).index(authority.id)
    ids = frame.mentor_ids if learns else frame.mentee_ids
    scores, eligible = (one[at] if learns else one[:, at] for one in (frame.table.score, frame.table.is_eligible))
    options = []
    for partner in np.flatnonzero(eligible).tolist():
        prices = [one.prices.get((role, ids[partner])) for one in futures]
        known = [price for price in prices if price is not None]
        if len(known) < len(futures):
            continue
        score, price = int(scores[partner]), -(-sum(known) // len(known))
        options.append(
            LateOption(partner_id=ids[partner], score_micro=score, price_micro=price, net_micro=score - price)
        )
    return options
