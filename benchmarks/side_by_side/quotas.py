"""Cases of the quotas and the floor, beside HiGHS as linear and as integer program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from benchmarks.side_by_side.capped import capped
from benchmarks.side_by_side.highs import Answer, best_floor, floor_by_halving, solve
from benchmarks.side_by_side.instances import Instance
from benchmarks.side_by_side.lines import Line, Settings, beside
from benchmarks.side_by_side.own import Own, Runs
from benchmarks.side_by_side.programmes import crossing, nested, plain
from benchmarks.side_by_side.timing import Kept, Spread, in_turns

CROSSING_S, GAP_B_PERMILLE = 10.0, 1


def _linear(instance: Instance, settings: Settings) -> tuple[Own, Spread, Answer]:
    """Run the own solver and the linear program in turns."""
    own = Runs(instance, settings.clock)
    theirs = Kept(partial(solve, instance, integer=False, cap_s=settings.cap_s))
    _, spread = in_turns([own.run, theirs], settings.runs, settings.clock)
    return own.found(), spread, theirs.answer


def _integer(instance: Instance, settings: Settings) -> tuple[Spread, Answer | None]:
    work = partial(solve, instance, integer=True, cap_s=settings.cap_s)
    return capped(work, settings.cap_s, settings.clock)


def _said(answer: Answer | None, own: Own) -> str:
    """Return what a peer found, beside the own value."""
    if answer is None or answer.objective is None:
        return "not finished, no plan"
    ended = "finished" if answer.finished else "not finished"
    kind = "" if answer.integral else ", not whole"
    return f"{ended}: {answer.objective:,.0f}{kind}; own {_value(own)}"


def _value(own: Own) -> str:
    return "none" if own.result.objective is None else f"{own.result.objective:,}"


def nested_quotas(settings: Settings) -> Iterator[Line]:
    """Yield 27 caps by mentor country and a minimum on rural mentees."""
    for seed in settings.seeds:
        instance = nested(settings.programme, seed)
        own, theirs, answer = _linear(instance, settings)
        case = f"nested quotas, {settings.programme} x {settings.programme}"
        yield beside(case, seed, own, peer="HiGHS LP", theirs=theirs, most=0.2, note=_said(answer, own))
        whole, found = _integer(instance, settings)
        yield beside(case, seed, own, peer="HiGHS MIP, once", theirs=whole, note=_said(found, own))


def crossing_a(settings: Settings) -> Iterator[Line]:
    """Yield 60 % cross-border and 3 on housing."""
    yield from _crossing(settings, "A", between=False, gap_permille=0)


def crossing_b(settings: Settings) -> Iterator[Line]:
    """Yield the same with at most 2 pairs between any two countries."""
    yield from _crossing(settings, "B", between=True, gap_permille=GAP_B_PERMILLE)


def _crossing(settings: Settings, name: str, *, between: bool, gap_permille: int) -> Iterator[Line]:
    for seed in settings.seeds:
        instance = crossing(settings.programme, seed, between_countries=between)
        own, theirs, answer = _linear(instance, settings)
        case = f"crossing {name}, {settings.programme} x {settings.programme}"
        gap = own.verdict.gap
        good = own.verdict.feasible and gap is not None and 1000 * gap <= gap_permille * abs(own.verdict.bound or 0)
        shown = "none proved" if gap is None else f"{gap:,} ({100 * gap / max(1, abs(own.verdict.bound or 1)):.4f} %)"
        reached = good and own.whole.median < CROSSING_S
        line = beside(case, seed, own, peer="HiGHS LP", theirs=theirs, note=f"gap {shown}; {_said(answer, own)}")
        yield replace(line, reach=f"< {CROSSING_S:g} s, gap <= {gap_permille / 10:g} %", reached=reached)
        whole, found = _integer(instance, settings)
        yield beside(case, seed, own, peer="HiGHS MIP, once", theirs=whole, note=_said(found, own))


def floor(settings: Settings) -> Iterator[Line]:
    """Yield the best worst pair, then the best total: beside two solves, and beside one linear program per halving."""
    case = f"floor then total, {settings.programme} x {settings.programme}"
    for seed in settings.seeds:
        instance = plain(settings.programme, seed)
        runs, halving = (
            Runs(instance, settings.clock, "floor"),
            Kept(partial(floor_by_halving, instance, settings.cap_s)),
        )
        _, theirs = in_turns([runs.run, halving], settings.runs, settings.clock)
        spread, answer = capped(partial(best_floor, instance, settings.cap_s), settings.cap_s, settings.clock)
        own = runs.found()
        note = _said(answer, own)
        yield beside(case, seed, own, peer="HiGHS MIP, then LP, once", theirs=spread, most=0.2, note=note)
        note = _said(halving.answer, own)
        yield beside(case, seed, own, peer="HiGHS LP per halving", theirs=theirs, most=0.2, note=note)
