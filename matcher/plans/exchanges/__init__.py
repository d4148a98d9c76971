"""Plans of exchanges: twins, exchange cycles, study visits. Each kind states, searches, checks and describes its own.

``statement`` says what a kind must be able to do, ``making`` does the rest for all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.plans.frame import Frame, refuse_minima
from matcher.plans.types import PairingKind

if TYPE_CHECKING:
    from matcher.plans.exchanges.statement import Statement

__all__ = ["state"]


def state(frame: Frame) -> Statement[Any]:
    """Return the problem that the programme of ``frame`` states.

    Raises:
        InvalidInput: for pins that cannot be, and for minima of authorities, which only twinnings can keep.
        LimitExceeded: where the problem is too large.
    """
    kind = frame.inputs.programme.kind
    if kind is not PairingKind.TWIN:
        refuse_minima(frame, f"cannot be kept by kind {kind}: {{id}} may get fewer, or none")
    # each kind brings its solver, which takes half a second to import
    if kind is PairingKind.TWIN:
        from matcher.plans.exchanges.twins import state_twins

        return state_twins(frame)
    if kind is PairingKind.CYCLE:
        from matcher.plans.exchanges.cycles import state_cycles

        return state_cycles(frame)
    from matcher.plans.exchanges.visits import state_visits

    return state_visits(frame)
