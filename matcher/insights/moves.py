"""What happens when a pair is forced or taken out, as steps in order: who takes whose place, who is left out.

Two plans differ by pairs lost and pairs gained. From the pair in question, the steps follow them: whoever takes a place
takes it from somebody, who takes another one, until a place is free or somebody is left without; then the other way, to
whoever takes the place that the first one gave up. In a shortest path each authority is met once, so the steps are one
chain; where two best plans differ by more, the rest follows in order of ids.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from matcher.insights.answers import Move
from matcher.scoring.setting import PairId


def moves(before: Collection[PairId], gone: Mapping[PairId, int], new: Mapping[PairId, int], first: str) -> list[Move]:
    """Return the steps from one plan to another, in order.

    Args:
        before: pairs of the first plan.
        gone: pairs of that only, with their scores.
        new: pairs of the second only, with theirs.
        first: the mentee with whom it begins.
    """
    walk = _Walk(before, gone, new)
    losing = {mentee_id for mentee_id, _ in gone}
    others = sorted({mentee_id for mentee_id, _ in (*gone, *new)})
    for mentee_id in (first, *sorted(others, key=lambda one: one in losing)):  # at first those with nothing to give up
        walk.follow(mentee_id)
    return walk.steps


class _Walk:
    """The steps so far, and the pairs lost and gained that no step has told of yet."""

    def __init__(self, before: Collection[PairId], gone: Mapping[PairId, int], new: Mapping[PairId, int]) -> None:
        self.steps: list[Move] = []
        self._scores = {**gone, **new}
        self._partners = Counter(mentee_id for mentee_id, _ in before)
        self._partners.update(mentee_id for mentee_id, _ in new)
        self._partners.subtract(mentee_id for mentee_id, _ in gone)
        self._net = Counter(mentee_id for mentee_id, _ in new)
        self._net.subtract(mentee_id for mentee_id, _ in gone)
        self._gaining = _by_mentee(new)
        self._losing = _by_mentee(gone)
        self._taken = _by_mentor(new)
        self._given = _by_mentor(gone)

    def follow(self, mentee_id: str) -> None:
        """Tell of everything that this mentee gains and loses, and of what follows from that."""
        while self._gaining[mentee_id]:
            self._take(mentee_id)
        while self._losing[mentee_id]:
            self._give(mentee_id)
        self._tell_short(mentee_id)

    def _take(self, mentee_id: str) -> None:
        """Tell how a mentee takes a place, from whom, and what that one takes in turn."""
        taking: str | None = mentee_id
        while taking is not None and self._gaining[taking]:
            mentor_id = self._gaining[taking].pop(0)
            self._taken[mentor_id].remove(taking)
            loser = self._given[mentor_id][0] if self._given[mentor_id] else None
            self._told_taking(taking, mentor_id, loser)
            taking = loser
        if taking is not None and not self._losing[taking]:
            self._tell_short(taking)

    def _give(self, mentee_id: str) -> None:
        """Tell who takes a place that a mentee has given up, who takes that one's place, and so on."""
        giving: str | None = mentee_id
        while giving is not None and self._losing[giving]:
            mentor_id = self._losing[giving][0]
            taker = self._taken[mentor_id][0] if self._taken[mentor_id] else None
            if taker is None:
                self._drop(giving, mentor_id)
                self._told_free(giving, mentor_id)
                return
            self._taken[mentor_id].remove(taker)
            self._gaining[taker].remove(mentor_id)
            self._told_taking(taker, mentor_id, giving)
            giving = taker

    def _told_taking(self, mentee_id: str, mentor_id: str, loser: str | None) -> None:
        worth = self._scores[mentee_id, mentor_id]
        if loser is not None:
            self._drop(loser, mentor_id)
            worth -= self._scores[loser, mentor_id]
        step = Move(kind="TAKES", mentee_id=mentee_id, mentor_id=mentor_id, from_id=loser, score_micro=worth)
        self.steps.append(step)

    def _told_free(self, mentee_id: str, mentor_id: str) -> None:
        worth = -self._scores[mentee_id, mentor_id]
        told = [step for step in self.steps if mentee_id in {step.mentee_id, step.from_id}]
        if told:
            self.steps.append(Move(kind="FREED", mentor_id=mentor_id, from_id=mentee_id, score_micro=worth))
            return
        self.steps.append(Move(kind="PARTED", mentee_id=mentee_id, mentor_id=mentor_id, score_micro=worth))

    def _tell_short(self, mentee_id: str) -> None:
        """Tell of a mentee that has fewer partners than before, once."""
        if self._net[mentee_id] >= 0:
            return
        left, self._net[mentee_id] = self._partners[mentee_id], 0
        self.steps.append(Move(kind="FEWER" if left else "LEFT_OUT", mentee_id=mentee_id, partners=left))

    def _drop(self, mentee_id: str, mentor_id: str) -> None:
        self._losing[mentee_id].remove(mentor_id)
        self._given[mentor_id].remove(mentee_id)


def _by_mentee(pairs: Collection[PairId]) -> defaultdict[str, list[str]]:
    own: defaultdict[str, list[str]] = defaultdict(list)
    for mentee_id, mentor_id in sorted(pairs):
        own[mentee_id].append(mentor_id)
    return own


def _by_mentor(pairs: Collection[PairId]) -> defaultdict[str, list[str]]:
    own: defaultdict[str, list[str]] = defaultdict(list)
    for mentee_id, mentor_id in sorted(pairs):
        own[mentor_id].append(mentee_id)
    return own
