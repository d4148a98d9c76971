"""Answers to scenarios as messages. Most of a plan is as in its base: messages of pairings are kept and used again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any, Final

from matcher.plans.types import Pairing, Plan
from matcher.rpc import codec
from matcher.rpc.edits import encode_edits
from matcher.scenarios.results import Diff, Repair, ScenarioResult
from matcher.v1 import plan_pb2, scenario_pb2
from matcher.v1 import scenarios_service_pb2 as pb

PAIRINGS_KEPT_MAX: Final = 20_000  # about two kilobytes each


class PairingMessages:
    """Messages of the pairings told last. A pairing is known again by its identity: it is kept, and never changes."""

    def __init__(self, most: int = PAIRINGS_KEPT_MAX) -> None:
        self._most = most
        self._kept: OrderedDict[int, tuple[Pairing, plan_pb2.Pairing]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, pairing: Pairing) -> plan_pb2.Pairing:
        """Return the message of a pairing. Nobody may change it."""
        known = self._kept.get(id(pairing))
        if known is not None:
            return known[1]
        message = codec.encode(pairing, plan_pb2.Pairing)
        with self._lock:
            self._kept[id(pairing)] = (pairing, message)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return message


class Answers:
    """Writes answers to scenarios, as much of them as a ``ScenarioView`` says."""

    def __init__(self) -> None:
        self._pairings = PairingMessages()

    def scenario(self, result: ScenarioResult, view: int) -> scenario_pb2.ScenarioResult:
        """Return the answer to a scenario."""
        light = result.light
        message = scenario_pb2.ScenarioResult(
            value_micro=result.value_micro,
            base_value_micro=result.base_value_micro,
            gone=[codec.encode(pair, scenario_pb2.ScoredPair) for pair in light.gone],
            new=[codec.encode(pair, scenario_pb2.ScoredPair) for pair in light.new],
            goal=f"GOAL_{result.goal.upper()}",
            verdict=f"VERDICT_{result.verdict}",
            fewest_changes=result.fewest_changes,
            warm=result.warm,
            prices=[codec.encode(price, scenario_pb2.EditPrice) for price in result.prices],
        )
        if result.diff is not None and view != pb.SCENARIO_VIEW_LIGHT:
            message.diff.CopyFrom(_diff(result.diff, view))
        if result.plan is not None and view == pb.SCENARIO_VIEW_FULL:
            message.plan.CopyFrom(self.plan(result.plan))
        return message

    def repair(self, found: Repair, view: int) -> scenario_pb2.PlanRepair:
        """Return a repaired plan."""
        values: dict[str, Any] = {name: getattr(found, name) for name in ("served_before", "served", "total_micro")}
        return scenario_pb2.PlanRepair(
            edits=encode_edits(found.edits),
            scenario=self.scenario(found.scenario, view),
            broken=[codec.encode(pair, scenario_pb2.ScoredPair) for pair in found.broken],
            ruled_out=[codec.encode(pair, scenario_pb2.ScoredPair) for pair in found.ruled_out],
            steps=[codec.encode(step, scenario_pb2.RepairStep) for step in found.steps],
            **values,
        )

    def plan(self, plan: Plan) -> plan_pb2.Plan:
        """Return a plan."""
        message = codec.encode(plan.model_copy(update={"pairings": ()}), plan_pb2.Plan)
        message.pairings.extend(map(self._pairings.of, plan.pairings))
        return message


def _diff(diff: Diff, view: int) -> scenario_pb2.PlanDiff:
    if view != pb.SCENARIO_VIEW_FULL:
        diff = diff.model_copy(update={"kept": ()})
    return codec.encode(diff, scenario_pb2.PlanDiff)
