"""How a run that raised an error ended: one table from errors to states and stable reasons."""

from __future__ import annotations

from dataclasses import dataclass

from matcher import errors
from matcher.store.types import RunState


@dataclass(frozen=True, slots=True)
class Outcome:
    """State, reason and message of a run that came to no plan. ``unexpected`` marks a defect of this software."""

    state: RunState
    reason: str
    message: str
    unexpected: bool = False


REASONS: dict[type[errors.MatcherError], str] = {
    errors.InvalidInput: "INVALID_INPUT",
    errors.LimitExceeded: "LIMIT_EXCEEDED",
    errors.NotFound: "NOT_FOUND",
    errors.Infeasible: "INFEASIBLE",
    errors.Busy: "BUSY",
    errors.ProofFailed: "PROOF_FAILED",
    errors.StoreUnavailable: "STORE_UNAVAILABLE",
    errors.AlreadyExists: "ALREADY_EXISTS",
    errors.Conflict: "CONFLICT",
}


def outcome(error: BaseException, *, by_shutdown: bool, was_told: bool) -> Outcome:
    """Return how a run ended that raised ``error``.

    Args:
        error: what it raised.
        by_shutdown: whether the end of the service stopped it.
        was_told: whether anything stopped the run, and not only a search whose time was over.
    """
    if isinstance(error, errors.Stopped):
        if error.by_deadline and not was_told:
            return Outcome(RunState.FAILED, "SEARCH_ENDED", str(error))
        return _stopped(error, by_shutdown)
    reason = next((reason for kind, reason in REASONS.items() if isinstance(error, kind)), None)
    if reason is None:
        return Outcome(RunState.FAILED, "INTERNAL", "an unexpected error; the log of the service says more", True)
    return Outcome(RunState.FAILED, reason, str(error), isinstance(error, errors.ProofFailed))


def _stopped(error: errors.Stopped, by_shutdown: bool) -> Outcome:
    if by_shutdown:
        return Outcome(RunState.FAILED, "INTERRUPTED", "the service stopped while this run was under way")
    if error.by_deadline:
        return Outcome(RunState.FAILED, "DEADLINE_EXCEEDED", "the deadline passed before there was a plan")
    return Outcome(RunState.CANCELLED, "CANCELLED", "the run was cancelled")
