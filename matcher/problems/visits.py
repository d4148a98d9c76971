"""Study visits: who visits whom, on which theme, in which week.

A *slot* is a visit that a host is ready to hold; an *offer* is a slot with a theme (a slot open to several themes has
an offer for each, and is held at most ``slot_times`` times over all of them). A *request* is a visitor that may come to
an offer, with its score and its cost. A *visit* is an offer held in a week, with the requests that are granted in it.

maximise    sum of the scores of the granted requests
subject to  each request is granted at most once, every pinned one is granted, and of each set of requests of which one
            is pinned at least one,
            offers and requests only in weeks possible for host and visitor alike,
            each visitor: one visit a week, at most ``visitor_visits`` in all, one visit to the same host, its budget,
            each host: one visit a week, at most ``host_visits`` in each period of weeks; it does not travel in a week
            in which it hosts,
            each slot held at most ``slot_times`` times,
            each visit held: ``visitors_min`` to ``visitors_max`` visitors, at most ``persons_max`` persons, visitors
            of at least ``countries_min`` countries,
            all together: the budget, and at most ``visit_limit`` granted requests.

``matcher.problems.visit_program`` states the same as an integer program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.limits import EURO_MAX, SIDE_MAX, VISIT_COLUMNS_MAX, WEEKS_MAX
from matcher.problems import faults, visit_faults
from matcher.problems.faults import PLACES_MAX, Faults
from matcher.problems.freezing import FrozenArrays
from matcher.problems.programs import ROW_ABS_MAX, ProgramTree
from matcher.problems.quotas import UNBOUNDED
from matcher.problems.results import Status

IntArray = NDArray[np.int64]
BoolTable = NDArray[np.bool_]


@dataclass(frozen=True, init=False, eq=False, repr=False)
class VisitProblem(FrozenArrays):
    """A checked, frozen problem.

    All arrays are read-only; requests are sorted by visitor, then offer, whatever the order they came in.

    Attributes:
        weeks: number of weeks.
        period: int64 [weeks], the period each week lies in, ascending from 0.
        host_visits: int64 [hosts], most visits of a host in a period.
        slot_host: int64 [slots]; slot_times: int64 [slots], most times it is held, over all its offers.
        offer_slot: int64 [offers]; offer_theme: int64 [offers], a label that no rule looks at.
        visitors_min, visitors_max: int64 [offers], visitors (delegations) at a visit that is held; at least 1.
        persons_max: int64 [offers], ``UNBOUNDED`` where there is no cap.
        countries_min: int64 [offers], countries that visitors come from; at least 1.
        offer_week: bool [offers, weeks], the weeks in which an offer can be held.
        visitor_visits: int64 [visitors], most visits in all.
        visitor_persons: int64 [visitors], persons of the delegation; at least 1.
        visitor_country: int64 [visitors], any number for each country.
        visitor_budget: int64 [visitors], ``UNBOUNDED`` where there is none.
        visitor_week: bool [visitors, weeks], the weeks in which a visitor can travel.
        visitor_host: int64 [visitors], the same authority among the hosts; -1 where it hosts nothing.
        visitor_index, offer_index: int64 [requests].
        score: int64 [requests], micro-points, -2^31..2^31.
        cost: int64 [requests], in units of the budgets.
        budget: what all granted requests may cost; ``None`` for no budget.
        visit_limit: most granted requests; ``None`` for no limit.
        pinned: int64 [pins], requests that must be granted, ascending.
        pinned_any: sets of requests, int64 ascending each, of which at least one must be granted.
    """

    weeks: int
    period: IntArray
    host_visits: IntArray
    slot_host: IntArray
    slot_times: IntArray
    offer_slot: IntArray
    offer_theme: IntArray
    visitors_min: IntArray
    visitors_max: IntArray
    persons_max: IntArray
    countries_min: IntArray
    offer_week: BoolTable
    visitor_visits: IntArray
    visitor_persons: IntArray
    visitor_country: IntArray
    visitor_budget: IntArray
    visitor_week: BoolTable
    visitor_host: IntArray
    visitor_index: IntArray
    offer_index: IntArray
    score: IntArray
    cost: IntArray
    budget: int | None
    visit_limit: int | None
    pinned: IntArray
    pinned_any: tuple[IntArray, ...]

    def __init__(
        self,
        *,
        weeks: int,
        host_visits: ArrayLike,
        slot_host: ArrayLike,
        offer_slot: ArrayLike,
        visitors_max: ArrayLike,
        offer_week: ArrayLike,
        visitor_visits: ArrayLike,
        visitor_week: ArrayLike,
        visitor_index: ArrayLike,
        offer_index: ArrayLike,
        score: ArrayLike,
        period: ArrayLike | None = None,
        slot_times: ArrayLike | None = None,
        offer_theme: ArrayLike | None = None,
        visitors_min: ArrayLike | None = None,
        persons_max: ArrayLike | None = None,
        countries_min: ArrayLike | None = None,
        visitor_persons: ArrayLike | None = None,
        visitor_country: ArrayLike | None = None,
        visitor_budget: ArrayLike | None = None,
        visitor_host: ArrayLike | None = None,
        cost: ArrayLike | None = None,
        budget: int | None = None,
        visit_limit: int | None = None,
        pinned: ArrayLike | None = None,
        pinned_any: Sequence[ArrayLike] | None = None,
    ) -> None:
        """Check and freeze a problem. Arguments are as the attributes; what is not given demands nothing.

        Args beyond that: requests come in any order, each (visitor, offer) once. ``period`` is one for all weeks,
        ``slot_times``, ``visitors_min``, ``countries_min`` and ``visitor_persons`` are 1, ``offer_theme``,
        ``visitor_country`` and ``cost`` 0 where not given. ``pinned``: integers [pins, 2], pairs (visitor, offer).
        ``pinned_any``: for each set the positions of its requests, as listed here.

        Raises:
            InvalidInput: with every fault, each naming argument, index and value.
            LimitExceeded: more of anything than ``matcher.limits`` allows.
        """
        found = Faults()
        width = faults.whole(found, "weeks", weeks, 1, WEEKS_MAX)
        self._set(weeks=width, period=visit_faults.periods(found, period, width))
        one = (0, PLACES_MAX)
        hosts = self._column(found, "host_visits", host_visits, one, None)
        slots = self._column(found, "slot_host", slot_host, (0, hosts - 1), None)
        self._column(found, "slot_times", slot_times, one, (1, "slot_host", slots))
        offers = self._column(found, "offer_slot", offer_slot, (0, slots - 1), None)
        self._offers(found, offers, (offer_theme, visitors_min, visitors_max, persons_max, countries_min))
        visitors = self._column(found, "visitor_visits", visitor_visits, one, None)
        self._visitors(found, visitors, (visitor_persons, visitor_country, visitor_budget, visitor_host), hosts)
        for name, table, rows in (("offer_week", offer_week, offers), ("visitor_week", visitor_week, visitors)):
            self._set(**{name: visit_faults.weeks_table(found, name, table, rows, width)})
        order = self._requests(found, (visitor_index, offer_index, score, cost), (visitors, offers))
        self._set(
            budget=None if budget is None else faults.whole(found, "budget", budget, 0, ROW_ABS_MAX),
            visit_limit=None if visit_limit is None else faults.whole(found, "visit_limit", visit_limit, 0),
        )
        pins = faults.pairs(found, "pinned", pinned, visitors, offers)
        found.raise_if_any()
        request = self.find_requests(pins)
        faults.pins(found, pins, request)
        sets = visit_faults.request_sets(found, pinned_any, order)
        found.raise_if_any()
        self._set(pinned=np.sort(request), pinned_any=sets)
        faults.limit("requests times weeks", self.score.size * width, VISIT_COLUMNS_MAX)

    @property
    def host_count(self) -> int:
        """Number of hosts."""
        return self.host_visits.size

    @property
    def slot_count(self) -> int:
        """Number of slots."""
        return self.slot_host.size

    @property
    def offer_count(self) -> int:
        """Number of offers."""
        return self.offer_slot.size

    @property
    def visitor_count(self) -> int:
        """Number of visitors."""
        return self.visitor_visits.size

    @property
    def request_count(self) -> int:
        """Number of requests."""
        return self.score.size

    @property
    def offer_host(self) -> IntArray:
        """int64 [offers], the host of each offer."""
        return self.slot_host[self.offer_slot]

    def find_requests(self, pairs: IntArray) -> IntArray:
        """Return the request of each pair (visitor, offer), int64 [p]; -1 where the pair is not listed."""
        width = np.int64(max(1, self.offer_count))
        keys = self.visitor_index * width + self.offer_index
        wanted = pairs[:, 0] * width + pairs[:, 1]
        at = np.searchsorted(keys, wanted)
        hit = at < keys.size
        hit[hit] = keys[at[hit]] == wanted[hit]
        return np.where(hit, at, -1).astype(np.int64)

    def __repr__(self) -> str:
        sizes = f"{self.host_count} hosts, {self.visitor_count} visitors, {self.weeks} weeks"
        return f"VisitProblem({sizes}, {self.request_count} requests)"

    def _column(
        self,
        found: Faults,
        name: str,
        values: ArrayLike | None,
        allowed: tuple[int, int],
        like: tuple[int, str, int] | None,
    ) -> int:
        """Set one array and return its length; ``like`` holds a default, and the name and length of its sibling."""
        if values is None and like is not None:
            self._set(**{name: np.full(like[2], like[0], np.int64)})
            return like[2]
        array = faults.integers(found, name, np.zeros(0) if values is None else values, allowed)
        faults.limit(name.partition("_")[0] + "s", array.size, SIDE_MAX)
        if like is not None and not faults.same_length(found, name, array.size, like[1], like[2]):
            array = np.full(like[2], like[0], np.int64)
        self._set(**{name: array})
        return array.size

    def _offers(self, found: Faults, offers: int, given: tuple[ArrayLike | None, ...]) -> None:
        names = ("offer_theme", "visitors_min", "visitors_max", "persons_max", "countries_min")
        spans = ((-UNBOUNDED, UNBOUNDED), (1, PLACES_MAX), (1, PLACES_MAX), (1, UNBOUNDED), (1, PLACES_MAX))
        defaults = (0, 1, PLACES_MAX, UNBOUNDED, 1)
        for name, values, span, default in zip(names, given, spans, defaults, strict=True):
            self._column(found, name, values, span, (default, "offer_slot", offers))
        visit_faults.below_none(found, "persons_max", self.persons_max, PLACES_MAX)
        faults.above(found, "visitors_min", self.visitors_min, self.visitors_max, "visitors_max")
        faults.above(found, "countries_min", self.countries_min, self.visitors_max, "visitors_max")

    def _visitors(self, found: Faults, visitors: int, given: tuple[ArrayLike | None, ...], hosts: int) -> None:
        names = ("visitor_persons", "visitor_country", "visitor_budget", "visitor_host")
        spans = ((1, PLACES_MAX), (-UNBOUNDED, UNBOUNDED), (0, UNBOUNDED), (-1, hosts - 1))
        for name, values, span, default in zip(names, given, spans, (1, 0, UNBOUNDED, -1), strict=True):
            self._column(found, name, values, span, (default, "visitor_visits", visitors))
        visit_faults.below_none(found, "visitor_budget", self.visitor_budget, ROW_ABS_MAX)

    def _requests(self, found: Faults, given: tuple[ArrayLike | None, ...], sides: tuple[int, int]) -> NDArray[np.intp]:
        """Set the requests, sorted; return the order that sorts them."""
        before = len(found)
        visitor = faults.integers(found, "visitor_index", given[0] if given[0] is not None else [], (0, sides[0] - 1))
        offer = faults.integers(found, "offer_index", given[1] if given[1] is not None else [], (0, sides[1] - 1))
        value = faults.scores(found, "score", given[2] if given[2] is not None else [])
        price = np.zeros(value.size, np.int64) if given[3] is None else given[3]
        price = faults.integers(found, "cost", price, (0, EURO_MAX))
        for name, array in (("offer_index", offer), ("score", value), ("cost", price)):
            faults.same_length(found, name, array.size, "visitor_index", visitor.size)
        if len(found) > before:
            self._set(visitor_index=visitor, offer_index=offer, score=value, cost=price)
            return np.arange(visitor.size)
        key = visitor * np.int64(max(1, sides[1])) + offer
        order = np.argsort(key, kind="stable")
        faults.duplicates(found, "requests", key, order, sides[1])
        self._set(visitor_index=visitor[order], offer_index=offer[order], score=value[order], cost=price[order])
        return order

    def _set(self, **facts: object) -> None:
        for name, fact in facts.items():
            if isinstance(fact, np.ndarray):
                fact.flags.writeable = False
            object.__setattr__(self, name, fact)


@dataclass(frozen=True, eq=False)
class VisitResult:
    """The answer of a solver.

    Attributes:
        visits: int64 [v, 2], (offer, week) of each visit held, sorted.
        granted: int64 [g, 2], (request, visit), sorted by request; the visit is a row of ``visits``.
        objective: sum of the scores of the granted requests; ``None`` where there is no plan.
        status: what is claimed.
        tree: evidence on ``matcher.problems.visit_program.program_of``; ``None`` where there is none yet.
    """

    visits: IntArray
    granted: IntArray
    objective: int | None
    status: Status
    tree: ProgramTree | None
