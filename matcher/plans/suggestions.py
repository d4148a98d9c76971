"""The best partners of one authority, with reasons, and those excluded, with theirs."""

from __future__ import annotations

from matcher import limits
from matcher.errors import Fault, InvalidInput
from matcher.plans.explanations import pair_score
from matcher.plans.frame import PreparedScorer, go_on, known_id, scorer_of
from matcher.plans.types import ExcludedPartner, PlanInputs, Suggestion, Suggestions
from matcher.problems import StopToken
from matcher.profiles.taxonomy import Role
from matcher.scoring.scorer import Scorer, rules_of
from matcher.scoring.setting import PairId


def suggest(
    inputs: PlanInputs,
    authority_id: str,
    role: Role,
    count: int = 10,
    *,
    scorer: PreparedScorer | None = None,
    stop: StopToken | None = None,
) -> Suggestions:
    """Return the ``count`` best partners of ``authority_id`` when it takes ``role``.

    The partners are ranked by the score of the pair (ties by id), whatever their places are worth to others: a plan may
    give them to somebody else. ``excluded`` holds everyone in the other role that a hard rule excludes.

    Args:
        inputs: programme, authorities and past pairings.
        authority_id: whose partners.
        role: MENTEE for suggested mentors, MENTOR for suggested mentees; in a programme of study visits VISITOR or
            HOST, in one of twins or cycles PEER, with those whom to learn from.
        count: at most so many, 1 to ``limits.SUGGESTIONS_MAX``.
        scorer: what ``prepare(inputs)`` returned before, for callers that ask often.
        stop: cancels the work from another thread, or by its deadline.

    Raises:
        InvalidInput: for an unknown authority, another role, a count out of range, or a scorer of other inputs.
        Stopped: where ``stop`` came before the answer.
    """
    role = _checked(inputs, authority_id, role, count)
    learns, teaches = inputs.programme.kind.roles
    scorer = scorer_of(inputs, scorer)
    go_on(stop)
    others = [i for i in scorer.ids_in(teaches if role is learns else learns) if i != authority_id]
    own = [authority_id]
    table = scorer.table(own, others) if role is learns else scorer.table(others, own)
    go_on(stop)
    score, broken = table.score.reshape(-1).tolist(), table.broken.reshape(-1).tolist()
    eligible = sorted((-score[index], partner) for index, partner in enumerate(others) if broken[index] == 0)
    return Suggestions(
        authority_id=authority_id,
        role=role,
        suggestions=tuple(
            _suggestion(scorer, rank, partner, (authority_id, partner) if role is learns else (partner, authority_id))
            for rank, (_, partner) in enumerate(eligible[:count], start=1)
        ),
        excluded=tuple(
            _excluded(scorer, partner, broken[index]) for index, partner in enumerate(others) if broken[index]
        ),
        eligible=len(eligible),
    )


def _checked(inputs: PlanInputs, authority_id: str, role: Role, count: int) -> Role:
    """Return ``role``; also where it came as text, which equals it but is not the same."""
    known_id(inputs, "authority_id", authority_id)
    roles = dict.fromkeys(inputs.programme.kind.roles)
    if role not in roles:
        raise InvalidInput.one("role", Fault.NOT_ALLOWED, "has no partners here", value=role, allowed=", ".join(roles))
    allowed = f"a whole number from 1 to {limits.SUGGESTIONS_MAX}"
    if not isinstance(count, int) or not 1 <= count <= limits.SUGGESTIONS_MAX:
        raise InvalidInput.one("count", Fault.OUT_OF_RANGE, "is out of range", value=count, allowed=allowed)
    return Role(role)


def _suggestion(scorer: Scorer, rank: int, partner_id: str, pair: PairId) -> Suggestion:
    partner, score = scorer.by_id[partner_id], pair_score(scorer, *pair)
    theme = score.best_theme or (score.return_themes[0][0] if score.return_themes else None)  # of one-sided twins
    if theme is None:
        raise ValueError(f"{pair} is eligible without a theme")  # NO_COMMON_THEME excludes such pairs
    return Suggestion(
        rank=rank,
        partner_id=partner_id,
        partner_name=partner.name,
        partner_country=partner.country,
        theme=theme,
        score=score,
        partner_illustrative=partner.illustrative,
    )


def _excluded(scorer: Scorer, partner_id: str, bits: int) -> ExcludedPartner:
    partner = scorer.by_id[partner_id]
    return ExcludedPartner(
        partner_id=partner_id, partner_name=partner.name, partner_country=partner.country, rules=rules_of(bits)
    )
