"""A line of the table: own times beside a peer's, what is to be reached, and whether it is."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.side_by_side.own import Own
from benchmarks.side_by_side.timing import Clock, Spread


@dataclass(frozen=True)
class Settings:
    """Sizes of the instances, and how often each is run.

    Attributes:
        sparse: mentees, mentors, candidates of each mentee.
        dense: side of the dense cases.
        adversarial: side of the tables that are hard for some method.
        programme: side of the programmes with quotas and goals.
        small: side of the small programme that is edited.
        field: side of what the tools of the field get.
        seeds: one instance each.
        runs: counted runs of each solver.
        cap_s: seconds after which a peer is stopped.
        clock: what is counted.
    """

    sparse: tuple[int, int, int]
    dense: int
    adversarial: int
    programme: int
    small: int
    field: int
    seeds: tuple[int, ...]
    runs: int
    cap_s: float
    clock: Clock


@dataclass(frozen=True)
class Line:
    """One line; times in seconds.

    Attributes:
        case: what is solved.
        seed: of the instance.
        own: what is compared: build and solve, or what the case says.
        build, solve, check: the own parts; ``None`` where the case has no such part.
        proved: whether the plan is proved optimal; ``None`` where there is nothing to prove.
        peer: name of the peer; empty for an absolute reach.
        theirs: the peer's time; ``None`` where it is not installed or gave up.
        reach: what is to be reached, in words.
        reached: whether it is; ``None`` where it cannot be said.
        note: values, gaps, and what the peer says.
    """

    case: str
    seed: int
    own: Spread
    build: Spread | None = None
    solve: Spread | None = None
    check: Spread | None = None
    proved: bool | None = None
    peer: str = ""
    theirs: Spread | None = None
    reach: str = ""
    reached: bool | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Own time as a multiple of the peer's."""
        return None if self.theirs is None else self.own.median / self.theirs.median


def beside(
    case: str,
    seed: int,
    own: Own,
    *,
    peer: str,
    theirs: Spread | None,
    most: float | None = None,
    with_check: bool = False,
    note: str = "",
) -> Line:
    """Return the line of a case against a peer: build and solve, with or without the check, as a multiple of theirs.

    Args:
        case: what is solved.
        seed: of the instance.
        own: what the own solver did.
        peer: name of the peer.
        theirs: its time, build and solve.
        most: greatest ratio that reaches the aim; ``None`` for no aim.
        with_check: whether the time of the check counts as ours.
        note: more to say.
    """
    total = own.whole_with_check if with_check else own.whole
    reached = None if theirs is None or most is None else own.proved and total.median <= most * theirs.median
    reach = "" if most is None else f"<= {most:g} x"
    parts = (own.build, own.solve, own.check, own.proved)
    return Line(case, seed, total, *parts, peer=peer, theirs=theirs, reach=reach, reached=reached, note=note)


def within(case: str, seed: int, own: Spread, most_s: float, *, holds: bool = True, note: str = "") -> Line:
    """Return the line of a case with an absolute aim, in seconds; it is missed also where ``holds`` is false."""
    reach = f"< {most_s:g} s" if most_s >= 1 else f"< {1000 * most_s:g} ms"
    return Line(case, seed, own, proved=holds, reach=reach, reached=holds and own.median < most_s, note=note)
