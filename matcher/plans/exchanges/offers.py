"""What hosts offer and who may ask for it: slots, offers and requests of study visits, before they are a problem.

A *slot* is a kind of visit that a host holds, an *offer* is a slot with a theme, a *request* is a visitor that may come
to an offer. A host that does not say which visits it holds has one slot, for up to three visitors, held as often as its
role allows. A host's role bounds the visits it holds in all, whatever its slots add up to.

An online slot costs no travel. Its pairs must keep the travel limits all the same: these are hard rules about two
authorities, whatever they do together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from matcher.plans.exchanges.weeks import free_days
from matcher.plans.frame import Frame
from matcher.plans.inputs import hosted_visits
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import HostedVisit
from matcher.scoring.scorer import ThemeTable

Int = npt.NDArray[np.int64]

DEFAULT_VISITORS_MAX: Final = 3
_CODES: Final = list(Challenge)


@dataclass(frozen=True, slots=True)
class Slot:
    """A kind of visit: its ``number`` among those of its host, as ``hosted_visits`` orders them, and its free days."""

    host_index: int
    number: int
    terms: HostedVisit
    times: int
    free: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot with a theme."""

    slot_index: int
    theme: Challenge


@dataclass(frozen=True, slots=True)
class Requests:
    """Who may come to which offer, int64 [requests] each; scores in micro-points. Sorted by offer, then visitor."""

    visitor: Int
    offer: Int
    score: Int

    def where(self, keep: npt.NDArray[np.bool_]) -> Requests:
        """Return the requests for which ``keep`` holds."""
        return Requests(self.visitor[keep], self.offer[keep], self.score[keep])


def slots_of(frame: Frame) -> tuple[Slot, ...]:
    """Return the slots of all ready hosts, by host and number; without those that the programme cannot fill."""
    terms = frame.inputs.programme.visits
    return tuple(
        slot
        for host_index, host_id in enumerate(frame.mentor_ids)
        for slot in _slots(frame, host_index, host_id)
        if slot.times and slot.terms.visitors_max >= terms.countries_min and (terms.online_ok or not slot.terms.online)
    )


def _slots(frame: Frame, host_index: int, host_id: str) -> Iterator[Slot]:
    host, programme = frame.authority(host_id), frame.inputs.programme
    role = host.role(Role.HOST)
    room = role.capacity_max if role else 0
    hosting = hosted_visits(host) or (HostedVisit(times_max=max(1, room), visitors_max=DEFAULT_VISITORS_MAX),)
    for number, terms in enumerate(hosting):
        times = min(terms.times_max, room)
        room -= times  # the role's bound goes to the first slots
        free = free_days(host, programme.starts, programme.ends, terms.windows)
        yield Slot(host_index, number, terms, times, free)


def offers_of(slots: Sequence[Slot], table: ThemeTable, hosts: int) -> tuple[tuple[Offer, ...], Requests]:
    """Return the offers that anybody may ask for, by slot and theme, and all requests.

    Args:
        slots: by host and number.
        table: scores of eligible (visitor, host) pairs on their eligible themes.
        hosts: number of hosts.
    """
    order = np.lexsort((table.row, table.theme, table.column))
    bounds = np.searchsorted(table.column[order], np.arange(hosts + 1))
    offers: list[Offer] = []
    taken: list[Int] = [np.zeros(0, np.int64)]
    for slot_index, slot in enumerate(slots):
        mine = order[bounds[slot.host_index] : bounds[slot.host_index + 1]]
        for theme in np.unique(table.theme[mine]).tolist():
            if slot.terms.themes is None or _CODES[theme] in slot.terms.themes:
                offers.append(Offer(slot_index, _CODES[theme]))
                taken.append(mine[table.theme[mine] == theme])
    rows = np.concatenate(taken).astype(np.int64)
    offer = np.repeat(np.arange(len(offers)), [len(part) for part in taken[1:]]).astype(np.int64)
    return tuple(offers), Requests(table.row[rows], offer, table.score[rows])


def ranks(requests: Requests) -> Int:
    """Return the place of each request, from 0, among those of its visitor or of its offer, whichever is better."""
    return np.minimum(_ranks_by(requests.visitor, requests), _ranks_by(requests.offer, requests))


def _ranks_by(owner: Int, requests: Requests) -> Int:
    order = np.lexsort((requests.visitor, requests.offer, -requests.score, owner))
    ranked = owner[order]
    place = np.empty(len(ranked), np.int64)
    place[order] = np.arange(len(ranked)) - np.searchsorted(ranked, ranked)
    return place
