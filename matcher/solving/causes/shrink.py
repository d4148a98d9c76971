"""From rules that clash to an irreducible set of them: none can be left out. And to a smallest one.

Both ask an *oracle* (``Circulation`` or ``Program``): look(kept) gives a plan that keeps all kept rules, or
some of them that clash.

Sources: J. W. Chinneck, E. W. Dravnieks, Locating minimal infeasible constraint sets in linear programs, 1991,
doi:10.1287/ijoc.3.2.157 (deletion filter); U. Junker, QuickXplain, 2004 (deletion of many at once); A. Ignatiev,
A. Previti, M. Liffiton, J. Marques-Silva, Smallest MUS extraction with minimal hitting set dualization, 2015,
doi:10.1007/978-3-319-23219-5_13 and M. Liffiton et al., Fast, flexible MUS enumeration, 2016,
doi:10.1007/s10601-015-9183-0: a clash meets every *correction* (rules without which the others can be kept), so a
smallest set that meets all corrections found so far is a smallest clash as soon as it clashes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.errors import Stopped
from matcher.problems import StopToken
from matcher.solving.causes.network import Circulation, Clash
from matcher.solving.causes.program import Program

IntArray = NDArray[np.int64]
Mask = NDArray[np.bool_]

COVERS_MAX = 100_000
SMALLEST_MAX = 12  # rules; larger clashes are irreducible, but nobody says that they are smallest


class _Spent(Exception):
    """Too many covers were tried."""


@dataclass(eq=False)
class Looker:
    """An oracle that is asked no more once the token says stop, or the budget of looks is spent."""

    oracle: Circulation | Program
    rules: int
    stop: StopToken
    left: int = field(default=2**62)

    def look(self, kept: IntArray) -> IntArray | Clash:
        """Return what the oracle says of the rules at places ``kept``.

        Raises:
            Stopped: by the token.
        """
        if self.stop.stopped:
            raise Stopped("stopped before the cause was found", by_deadline=self.stop.by_deadline)
        self.left -= 1
        mask = np.zeros(self.rules, bool)
        mask[kept] = True
        return self.oracle.look(mask, self.stop)


@dataclass(eq=False)
class Irreducible:
    """An irreducible clash: places of its rules, ascending, a plan without each of them, and the clash as found."""

    rules: IntArray
    witnesses: list[IntArray]
    clash: Clash


def irreducible(looker: Looker, clash: Clash) -> Irreducible:
    """Return an irreducible part of a clash.

    A clash that lacks one unit tells at one look which of its rules are needed. Elsewhere one look per rule.
    """
    plans: dict[int, IntArray] = {}
    while True:
        clash = _trimmed(looker, clash)
        spare = _first_spare(looker, clash, plans)
        if spare is None:
            return Irreducible(clash.rules, [plans[rule] for rule in clash.rules.tolist()], clash)
        clash = spare


def _trimmed(looker: Looker, clash: Clash) -> Clash:
    """Drop what a cut can spare: minima, as long as it stays violated; many rules at a time where there is no cut."""
    if clash.network is None:
        return _halved(looker, clash)
    own = clash.network.circulation
    lower = clash.rules[own.is_lower[clash.rules]]
    pairs = np.where(own.is_pin, 1, own.slots.pairs[np.where(own.is_pin, 0, own.place)] + 1)
    bound = np.minimum(own.bound, pairs)[lower]
    order = np.argsort(bound, kind="stable")
    spare = lower[order][np.cumsum(bound[order]) < clash.lacking]
    return _clashing(looker, np.setdiff1d(clash.rules, spare)) if spare.size else clash


def _halved(looker: Looker, clash: Clash) -> Clash:
    """Leave out halves, quarters ... of the rules for as long as the others clash."""
    size = clash.rules.size // 2
    while size >= 2:
        for first in range(0, clash.rules.size, size):
            answer = looker.look(np.delete(clash.rules, np.s_[first : first + size]))
            if isinstance(answer, Clash):
                clash = answer
                break
        else:
            size //= 2
        size = min(size, clash.rules.size // 2)
    return clash


def _clashing(looker: Looker, rules: IntArray) -> Clash:
    answer = looker.look(rules)
    if not isinstance(answer, Clash):
        raise AssertionError("rules on a violated cut can be kept")  # a defect: the cut is a proof
    return answer


def _first_spare(looker: Looker, clash: Clash, plans: dict[int, IntArray]) -> Clash | None:
    """Return the clash of fewer rules that is left when one can be spared; else ``None``, and a plan without each."""
    for rule in clash.rules.tolist():
        if rule in plans:
            continue
        if clash.network is not None and clash.lacking == 1 and (plan := clash.network.without(rule)) is not None:
            plans[rule] = plan
            continue
        answer = looker.look(np.setdiff1d(clash.rules, [rule]))
        if isinstance(answer, Clash):
            return answer
        plans[rule] = answer
    return None


@dataclass(eq=False)
class Smallest:
    """The smallest clash found; ``proved`` where no clash has fewer rules, as ``corrections`` (plans) show."""

    found: Irreducible
    proved: bool
    corrections: list[IntArray]


def smallest(looker: Looker, found: Irreducible, rules: IntArray) -> Smallest:
    """Return a smallest clash, starting from an irreducible one.

    Args:
        looker: the oracle, with a budget of looks for the whole search.
        found: an irreducible clash.
        rules: places of all rules that may clash.
    """
    if found.rules.size == 1:
        return Smallest(found, proved=True, corrections=found.witnesses)  # whatever a plan breaks, it breaks something
    corrections: list[IntArray] = []
    plans: list[IntArray] = []
    least, most = 0, min(found.rules.size, SMALLEST_MAX + 1)
    while looker.left > 0:
        try:
            cover = _smallest_cover(corrections, least, most)
        except _Spent:
            break
        if cover is None:
            return Smallest(found, found.rules.size <= most, plans)
        least = cover.size
        answer = looker.look(cover)
        if isinstance(answer, Clash):
            return Smallest(irreducible(looker, answer), True, plans)
        correction, plan = _correction(looker, cover, rules, corrections)
        corrections.append(correction)
        plans.append(plan)
    return Smallest(found, proved=False, corrections=[])


def _smallest_cover(sets: list[IntArray], least: int, size: int) -> IntArray | None:
    """Return a smallest set of places that meets all ``sets``; ``None`` where it has ``size`` or more.

    Args:
        sets: places, none of them empty.
        least: it is known to have so many.
        size: where to give up.

    Raises:
        _Spent: too many covers were tried.
    """
    masks = [sum(1 << place for place in each.tolist()) for each in sets]
    budget = [COVERS_MAX]
    for limit in range(least, size):
        cover = _cover(masks, limit, 0, budget)
        if cover is not None:
            return np.array(sorted(cover), np.int64)
    return None


def _cover(masks: list[int], size: int, closed: int, budget: list[int]) -> list[int] | None:
    """Return ``size`` or fewer bits, none of ``closed``, that meet all masks.

    Masks that share nothing need a bit each, so that many of them end a branch at once.
    """
    budget[0] -= 1
    if budget[0] < 0:
        raise _Spent
    if not masks:
        return []
    apart, seen = [], 0
    for mask in sorted(masks, key=int.bit_count):
        if not mask & seen:
            apart.append(mask)
            seen |= mask
    if len(apart) > size:
        return None
    bits = [bit for bit in range(apart[0].bit_length()) if apart[0] >> bit & 1]
    for bit in sorted(bits, key=lambda bit: -sum(mask >> bit & 1 for mask in masks)):
        rest = [mask & ~closed for mask in masks if not mask >> bit & 1]
        if all(rest):
            cover = _cover(rest, size - 1, closed, budget)
            if cover is not None:
                return [bit, *cover]
        closed |= 1 << bit
    return None


def _correction(looker: Looker, kept: IntArray, rules: IntArray, before: list[IntArray]) -> tuple[IntArray, IntArray]:
    """Return rules without which all others can be kept, few of them and none of ``kept``, and the plan that shows it.

    Rules that no earlier correction has come first: corrections that share nothing prove most.
    """
    if not isinstance(looker.oracle, Circulation):
        looker.left -= 1
        return looker.oracle.correction(kept, rules, looker.stop)
    often = np.zeros(looker.rules, np.int64)
    for each in before:
        often[each] += 1
    taken: list[int] = []
    while isinstance(answer := looker.look(np.setdiff1d(rules, taken)), Clash):
        free = np.setdiff1d(answer.rules, kept)
        taken.append(_most_relief(looker, answer, free, often))
    for rule in taken[:-1]:
        again = looker.look(np.setdiff1d(rules, [other for other in taken if other != rule]))
        if not isinstance(again, Clash):
            taken.remove(rule)
            answer = again
    return np.array(sorted(taken), np.int64), answer


def _most_relief(looker: Looker, clash: Clash, free: IntArray, often: IntArray) -> int:
    """Return the rule of ``free`` to take back: one that mends the clash by itself, if any, then the most lenient."""
    free = free[np.argsort(often[free], kind="stable")]
    if clash.network is None:
        return int(free[0])
    own = clash.network.circulation
    pairs = own.slots.pairs[np.where(own.is_pin, 0, own.place)]
    relief = np.where(own.is_pin, 1, np.where(own.is_lower, own.bound, pairs - own.bound))[free]
    enough = free[(relief >= clash.lacking) & (often[free] == often[free].min())]
    if clash.lacking == 1:
        tail, head = (end[free] for end in clash.network.rule_ends)
        lower = own.is_lower[free]
        tail, head = np.where(lower, head, tail), np.where(lower, tail, head)
        (from_source, _), (to_sink, _) = clash.network.reached, clash.network.reaching
        enough = free[from_source[tail] & to_sink[head]]
    return int(enough[0]) if enough.size else int(free[np.argmax(relief)])
