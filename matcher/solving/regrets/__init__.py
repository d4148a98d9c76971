"""What other plans would cost, by shortest ways in the network of the best plan: the verbs.

The compiled parts are loaded when a question is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.problems import AssignmentProblem, Forced, PlaceValues, Regrets, SolveResult, StopToken

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def find_regrets(
    problem: AssignmentProblem,
    result: SolveResult,
    side: str,
    index: int,
    stop: StopToken | None = None,
    *,
    state: object = None,
    unlisted: tuple[ArrayLike, ArrayLike] | None = None,
) -> Regrets:
    """Return what the best plan loses by each pair of one vertex, if it is forced or ruled out: all from one search.

    What is set up for the first question about a plan (O(edges)) is kept in ``result.state``, where ``solve`` or
    ``resolve`` left one. ``matcher.certify.check_regrets`` judges the answer.

    Args:
        problem: a flow.
        result: its best plan by total, with its prices.
        side: the side of the vertex, "left" or "right".
        index: the vertex.
        stop: ends the work.
        state: what ``regret_state`` returned for this result, where it has no state of its own.
        unlisted: (partners, scores): integers [u] each, pairs of the vertex that are not listed, as if they were.

    Raises:
        InvalidInput: a problem that is no flow, a result that is not its proved best plan, no such vertex.
        Stopped: by ``stop``.

    Source: see ``matcher.solving.regrets``.
    """
    from matcher.solving.regrets import alternatives

    return alternatives.find_regrets(problem, result, side, index, stop, state=state, unlisted=unlisted)


def forced(
    problem: AssignmentProblem,
    result: SolveResult,
    left: int,
    right: int,
    stop: StopToken | None = None,
    *,
    state: object = None,
    score: int | None = None,
) -> Forced:
    """Return the best plan with one pair forced, what it loses, and the chain of moves that leads to it.

    ``matcher.certify.check_forced`` judges it.

    Args:
        problem: a flow.
        result: its best plan by total, with its prices.
        left: left vertex.
        right: right vertex.
        stop: ends the work.
        state: as in ``find_regrets``.
        score: of a pair that is not listed, what it would be worth, micro-points; it is allowed and forced.

    Raises:
        InvalidInput: as ``find_regrets``; a pair that is not listed without a score, or a listed one with a score.
        Stopped: by ``stop``.
    """
    from matcher.solving.regrets import alternatives

    return alternatives.forced(problem, result, left, right, stop, state=state, score=score)


def without(
    problem: AssignmentProblem,
    result: SolveResult,
    left: int,
    right: int,
    stop: StopToken | None = None,
    *,
    state: object = None,
) -> Forced:
    """Return the best plan with one pair ruled out, what it loses, and the chain of moves that leads to it.

    ``matcher.certify.check_forced`` judges it.

    Args:
        problem: a flow.
        result: its best plan by total, with its prices.
        left: left vertex.
        right: right vertex; the pair is listed and not pinned.
        stop: ends the work.
        state: as in ``find_regrets``.

    Raises:
        InvalidInput: as ``find_regrets``; a pair that is not listed, or pinned.
        Stopped: by ``stop``.
    """
    from matcher.solving.regrets import alternatives

    return alternatives.without(problem, result, left, right, stop, state=state)


def place_values(
    problem: AssignmentProblem, result: SolveResult, stop: StopToken | None = None, *, state: object = None
) -> PlaceValues:
    """Return what one place more or less is worth at each vertex, and a partner from outside the problem.

    ``matcher.certify.check_place_values`` judges it.

    Args:
        problem: a flow.
        result: its best plan by total, with its prices.
        stop: ends the work.
        state: as in ``find_regrets``.

    Raises:
        InvalidInput: as ``find_regrets``.
        Stopped: by ``stop``.

    Source: see ``matcher.solving.regrets.places``.
    """
    from matcher.solving.regrets import places

    return places.place_values(problem, result, stop, state=state)


def regret_state(problem: AssignmentProblem, result: SolveResult, stop: StopToken | None = None) -> object:
    """Return what questions about a plan are set up with, to be given to each of them as ``state``; opaque.

    Only of use where ``result`` has no state of its own: for plans that were solved elsewhere, or read from a file. Any
    number of threads may ask questions of one such state.

    Raises:
        InvalidInput, Stopped: as ``find_regrets``.
    """
    from matcher.solving.regrets.asked import asked_of

    return asked_of(problem, result, None, stop)
