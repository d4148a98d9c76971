"""Answers to scenarios as messages. Most of a plan is as in its base: what was written of it is kept and used again.

What is kept are the bytes of a message around one item. Messages one after the other are one message with all of their
items (protobuf's rule for merging), which is read in a fraction of the time that writing the items anew takes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from google.protobuf.message import Message

from matcher import limits
from matcher.plans.types import Pairing, Plan
from matcher.rpc import codec
from matcher.rpc.edits import encode_edits
from matcher.scenarios.results import Diff, KeptPair, Repair, ScenarioResult
from matcher.v1 import plan_pb2, scenario_pb2
from matcher.v1 import scenarios_service_pb2 as pb


class Pieces:
    """Bytes of items told last. An item is known again by its identity: it is kept, and never changes."""

    def __init__(self, most: int = limits.PIECES_KEPT_MAX) -> None:
        self._most = most
        self._kept: OrderedDict[int, tuple[Any, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def joined(self, items: Iterable[Any], around: Callable[[Any], Message]) -> bytes:
        """Return the bytes of one message with all the items; ``around`` makes a message with one of them."""
        known = self._kept
        found = []
        for item in items:
            piece = known.get(id(item))
            found.append(self._new(item, around) if piece is None else piece[1])
        return b"".join(found)

    def _new(self, item: Any, around: Callable[[Any], Message]) -> bytes:
        data = around(item).SerializeToString()
        with self._lock:
            self._kept[id(item)] = (item, data)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return data


class Answers:
    """Writes answers to scenarios, as much of them as a ``ScenarioView`` says."""

    def __init__(self, pieces: Pieces | None = None) -> None:
        self._pieces = Pieces() if pieces is None else pieces

    def scenario(self, result: ScenarioResult, view: int, message: scenario_pb2.ScenarioResult) -> None:
        """Write the answer to a scenario into ``message``."""
        message.value_micro = result.value_micro
        message.base_value_micro = result.base_value_micro
        message.gone.extend(pairs(result.light.gone))
        message.new.extend(pairs(result.light.new))
        message.goal = f"GOAL_{result.goal.upper()}"  # type: ignore[assignment]
        message.verdict = f"VERDICT_{result.verdict}"  # type: ignore[assignment]
        message.fewest_changes = result.fewest_changes
        message.warm = result.warm
        message.prices.extend(codec.encode(price, scenario_pb2.EditPrice) for price in result.prices)
        if result.diff is not None and view != pb.SCENARIO_VIEW_LIGHT:
            self._diff(result.diff, message.diff, with_kept=view == pb.SCENARIO_VIEW_FULL)
        if result.plan is not None and view == pb.SCENARIO_VIEW_FULL:
            self.plan(result.plan, message.plan)

    def repair(self, found: Repair, view: int, message: scenario_pb2.PlanRepair) -> None:
        """Write a repaired plan into ``message``."""
        message.edits.extend(encode_edits(found.edits))
        self.scenario(found.scenario, view, message.scenario)
        message.served_before, message.served = found.served_before, found.served
        message.broken.extend(pairs(found.broken))
        message.ruled_out.extend(pairs(found.ruled_out))
        message.total_micro = found.total_micro
        message.steps.extend(codec.encode(step, scenario_pb2.RepairStep) for step in found.steps)

    def plan(self, plan: Plan, message: plan_pb2.Plan) -> None:
        """Write a plan into ``message``."""
        message.CopyFrom(codec.encode(plan.model_copy(update={"pairings": ()}), plan_pb2.Plan))
        message.MergeFromString(self._pieces.joined(plan.pairings, _around_pairing))

    def _diff(self, diff: Diff, message: scenario_pb2.PlanDiff, *, with_kept: bool) -> None:
        message.CopyFrom(codec.encode(diff.model_copy(update={"kept": ()}), scenario_pb2.PlanDiff))
        if with_kept:
            message.MergeFromString(self._pieces.joined(diff.kept, _around_kept))


def pairs(found: Sequence[Any]) -> list[scenario_pb2.ScoredPair]:
    """Return pairs with their scores."""
    return [
        scenario_pb2.ScoredPair(mentee_id=pair.mentee_id, mentor_id=pair.mentor_id, score_micro=pair.score_micro)
        for pair in found
    ]


def _around_pairing(pairing: Pairing) -> plan_pb2.Plan:
    return plan_pb2.Plan(pairings=[codec.encode(pairing, plan_pb2.Pairing)])


def _around_kept(pair: KeptPair) -> scenario_pb2.PlanDiff:
    return scenario_pb2.PlanDiff(kept=[codec.encode(pair, scenario_pb2.KeptPair)])
