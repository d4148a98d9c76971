"""The score of a pair as data, and the messages in which anything about plans is told."""

from __future__ import annotations

from pydantic import Field

from matcher.profiles.taxonomy import Challenge
from matcher.profiles.values import AuthorityId, Frozen
from matcher.scoring.policy import ContextPart, HardRule, Term


class Contribution(Frozen):
    """What one term adds to a score: weight * permille // 1000. ``known`` is false where a neutral value stood in."""

    term: Term
    weight_micro: int
    permille: int
    micro: int
    known: bool


class ContextDetail(Frozen):
    """One part of the context term."""

    part: ContextPart
    permille: int
    known: bool


class Message(Frozen):
    """A sentence as data: an id of ``matcher.plans.wording`` and its parameters."""

    id: str
    params: dict[str, str] = Field(default_factory=dict)


class PairScore(Frozen):
    """The score of one pair and how it comes about. ``excluded`` lists the hard rules broken; then no plan uses it.

    ``mentee_id`` learns and ``mentor_id`` teaches, in whichever roles the programme's kind has.
    """

    mentee_id: AuthorityId
    mentor_id: AuthorityId
    score_micro: int
    best_theme: Challenge | None
    themes: tuple[tuple[Challenge, int], ...]  # eligible themes with their fit in permille, best first
    contributions: tuple[Contribution, ...]
    context: tuple[ContextDetail, ...]
    reasons: tuple[Message, ...] = ()  # what speaks for the pair, strongest first
    excluded: tuple[HardRule, ...] = ()
    remarks: tuple[Message, ...] = ()  # what nobody has stated and the pair rests on
    return_themes: tuple[tuple[Challenge, int], ...] = ()  # of twins: the themes on which ``mentee_id`` teaches
