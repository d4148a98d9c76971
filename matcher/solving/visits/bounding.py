"""Bounds from prices of the joining rules, and the core of columns that these prices leave near to worth having."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from matcher.problems import StopToken
from matcher.problems.programs import ProgramTree
from matcher.problems.visit_program import VisitProgram
from matcher.problems.visits import VisitProblem
from matcher.solving.programs.prices import Bounds, Pricer
from matcher.solving.visits.core import losses, row_prices, without_countries
from matcher.solving.visits.known import Known
from matcher.solving.visits.models import linear_prices
from matcher.solving.visits.raising import STEPS, ascend, new_ascent
from matcher.solving.visits.relaxing import parts_of, relax, room_of

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

STEPS_MAX = 400  # of the ascent
SLICE = 4_000_000  # columns looked at between two looks at the clock
TELL_EVERY = 50  # steps
CORE_MIN = 1_500  # requests in weeks
CORE_PER_VISIT = 12  # the same for each visit that all visitors want
ROUNDS_MAX = 8  # of linear programs
STILL = 1e-3  # of the bound: steps that gain less have come near to what the linear program has
NEAR = 1e-5  # of the bound: nearer to the linear program it does not matter


class Bounding:
    """The bound of the linear program of the whole, without solving it.

    Attributes:
        price: float64 [joining], the best prices so far.
        loss: float64 [granted], what each request in each week loses by them.
        core: bool [granted], what loses least.
        at_rest: whether the last steps of the ascent gained next to nothing.
        rounds_left: how many linear programs of the core may still make the bound better.
    """

    def __init__(self, problem: VisitProblem, stated: VisitProgram, known: Known, stop: StopToken) -> None:
        self._problem, self._stated, self._known, self._stop = problem, stated, known, stop
        self.parts = parts_of(problem, stated)
        self._room = room_of(problem, self.parts)
        self._pricer = Pricer(stated.program)
        self._bounds = Bounds.of(stated.program)
        self._ascent = new_ascent(self.parts)
        self._value = math.inf
        self.at_rest = False
        self.rounds_left = ROUNDS_MAX
        self.price = np.zeros(self.parts.rows.size)
        self.loss = np.zeros(stated.granted)
        self.core = np.zeros(stated.granted, bool)
        wanted = int(np.minimum(problem.visitor_visits, problem.weeks).sum())
        self._core_size = max(CORE_MIN, CORE_PER_VISIT * wanted)

    def ascend(self) -> None:
        """Raise the prices step by step."""
        ascent, flag = self._ascent, self._stop.flag
        steps = max(1, SLICE // (10 * self.parts.score.size + 1))
        told, before_that = 0, math.inf
        while ascent.control[STEPS] < STEPS_MAX and not self._stop.stopped:
            before = ascent.control[STEPS]
            target = 0.0 if self._known.objective is None else 1.01 * self._known.objective
            ascend(self.parts, ascent, self._room, target, min(steps, STEPS_MAX), flag)
            if ascent.control[STEPS] == before:
                break
            if ascent.control[STEPS] - told >= TELL_EVERY:
                told, before_that = int(ascent.control[STEPS]), self._value
                self._take(ascent.best)
        self._take(ascent.best)
        self.at_rest = before_that - self._value <= STILL * abs(self._value)
        self._choose_core()

    def solve_core(self) -> None:
        """Solve the linear program of the core, and let in what its prices make worth having, for the next round."""
        if not self.rounds_left or self._stop.stopped:
            return
        self.rounds_left -= 1
        part, rows = without_countries(self._stated, self.core)
        solved = linear_prices(part, self._stop)
        if solved is None:
            self.rounds_left = 0
            return
        value, price_in = solved
        prices = np.zeros(self._stated.program.rows)
        prices[rows] = price_in
        price = prices[self.parts.rows] * self.parts.unit
        price[self.parts.sign * price < 0] = 0
        bound = self._take(price)
        if bound <= value + NEAR * abs(bound) or not self._let_in():
            self.rounds_left = 0

    def _take(self, price: FloatArray) -> float:
        """Turn prices of the joining rules into evidence; return their bound."""
        bound = relax(self.parts, price, self._room)
        if bound < self._value:
            self._value, self.price = bound, price.copy()
            rows = row_prices(self._stated, self.parts, price, self._room)
            priced = self._pricer.best(self._bounds, rows, bound)
            if priced is not None:
                tree = ProgramTree.of_leaf(self._pricer.leaf(priced.price), self._pricer.scale)
                self._known.lower(tree, self._pricer.floor(priced.total))
        return bound

    def _choose_core(self) -> None:
        relax(self.parts, self.price, self._room)
        self.loss = losses(self._problem, self._stated, self._room)[1]
        self.core[np.argsort(self.loss, kind="stable")[: self._core_size]] = True
        for requests in (self._problem.pinned, *self._problem.pinned_any):
            self.core |= np.isin(self._stated.granted_request, requests)
        if self._known.values is not None:
            self.core |= self._known.values[self._stated.held :][: self._stated.granted] > 0

    def _let_in(self) -> bool:
        """Let in what the last prices leave nearest to worth having; return whether anything is new."""
        loss = losses(self._problem, self._stated, self._room)[1]
        order = np.argsort(np.where(self.core, np.inf, loss), kind="stable")[: self._core_size // 4]
        new = order[loss[order] <= max(1.0, float(np.sort(loss)[: self._core_size][-1]))]
        self.core[new] = True
        return bool(new.size)
