"""Cases of the goal "total" without quotas: dense, sparse, adversarial, and the check beside the solve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from benchmarks.side_by_side.instances import Instance, correlated, dense, one_to_one, sparse
from benchmarks.side_by_side.lines import Line, Settings, beside, within
from benchmarks.side_by_side.own import Own, Runs
from benchmarks.side_by_side.peers import by_ortools, by_scipy, has_ortools
from benchmarks.side_by_side.timing import Kept, Spread, in_turns

REGIMES = {"scarce": (9, 0.15), "balanced": (19, 0.7), "ample": (39, 0.1)}  # greatest capacity, reach
CHECK_PERCENT, CHECK_S, CHECK_SIDE = 5, 0.010, 1400 / 1500  # of the dense side: just below two million pairs
UNIFORM_TIMES = 30


def against(
    instance: Instance, settings: Settings, peer: Callable[[Instance], int] | None
) -> tuple[Own, Spread | None]:
    """Run the own solver and a peer in turns; their values must be the same.

    Raises:
        RuntimeError: where they are not: then one of both is wrong.
    """
    own = Runs(instance, settings.clock)
    if peer is None:
        in_turns([own.run], settings.runs, settings.clock)
        return own.found(), None
    theirs = Kept(partial(peer, instance))
    _, spread = in_turns([own.run, theirs], settings.runs, settings.clock)
    found = own.found()
    if theirs.answer != found.result.objective:
        raise RuntimeError(f"{peer.__name__} finds {theirs.answer}, the own solver {found.result.objective}")
    return found, spread


def dense_scipy(settings: Settings) -> Iterator[Line]:
    """Yield the dense case with one mentor each, beside scipy on repeated slots."""
    for seed in settings.seeds:
        own, theirs = against(dense(settings.dense, 1, seed), settings, by_scipy)
        name = f"dense {settings.dense:,}, places 1-3"
        yield beside(
            name, seed, own, peer="scipy on slots", theirs=theirs, most=1.0, with_check=True, note="own: with check"
        )


def dense_demand(settings: Settings) -> Iterator[Line]:
    """Yield the dense case with one or two mentors each, beside OR-Tools."""
    for seed in settings.seeds:
        peer = by_ortools if has_ortools() else None
        own, theirs = against(dense(settings.dense, 2, seed), settings, peer)
        yield beside(f"dense {settings.dense:,}, demand 1-2", seed, own, peer="OR-Tools flow", theirs=theirs, most=0.2)


def sparse_regimes(settings: Settings) -> Iterator[Line]:
    """Yield the three regimes beside OR-Tools, and the check beside the solve."""
    for name, (places, most) in REGIMES.items():
        for seed in settings.seeds:
            peer = by_ortools if has_ortools() else None
            own, theirs = against(sparse(*settings.sparse, places, seed), settings, peer)
            case = f"sparse {settings.sparse[0]:,} x {settings.sparse[1]:,} x {settings.sparse[2]}, {name}"
            yield beside(case, seed, own, peer="OR-Tools flow", theirs=theirs, most=most)
            yield _check(f"check, sparse {name}", seed, own)
    for seed in settings.seeds:
        peer = by_ortools if has_ortools() else None
        own, theirs = against(correlated(*settings.sparse, settings.sparse[0], seed), settings, peer)
        case = f"sparse {settings.sparse[0]:,} x {settings.sparse[1]:,} x {settings.sparse[2]}, correlated, balanced"
        yield beside(case, seed, own, peer="OR-Tools flow", theirs=theirs, most=REGIMES["balanced"][1])


def _check(case: str, seed: int, own: Own) -> Line:
    reached = own.proved and own.check.median <= CHECK_PERCENT / 100 * own.solve.median
    reach = f"<= {CHECK_PERCENT / 100:g} x"
    return Line(
        case, seed, own.check, proved=own.proved, peer="own solve", theirs=own.solve, reach=reach, reached=reached
    )


def check_small(settings: Settings) -> Iterator[Line]:
    """Yield the time of the check just below two million pairs."""
    for seed in settings.seeds:
        own, _ = against(dense(int(settings.dense * CHECK_SIDE), 2, seed), settings, None)
        edges = own.problem.edge_count
        yield within(f"check, dense, {edges:,} pairs", seed, own.check, CHECK_S, holds=own.proved)


def adversarial(settings: Settings) -> Iterator[Line]:
    """Yield the tables that are hard for some method, beside scipy and beside the own uniform case."""
    for seed in settings.seeds:
        uniform: Own | None = None
        for name, instance in one_to_one(settings.adversarial, seed).items():
            own, theirs = against(instance, settings, by_scipy)
            case = f"{name}, {settings.adversarial:,} x {settings.adversarial:,}"
            if uniform is None:
                uniform = own
                yield beside(case, seed, own, peer="scipy", theirs=theirs)
                continue
            yield beside(case, seed, own, peer="scipy", theirs=theirs, most=1.0)
            yield beside(case, seed, own, peer="own uniform", theirs=uniform.whole, most=UNIFORM_TIMES)
