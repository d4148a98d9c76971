"""How the exchanges are measured. Each family's module has ``lines(settings)``, which yields the lines of its table."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.side_by_side.timing import Clock


@dataclass(frozen=True)
class Settings:
    """What is the same for all families.

    Attributes:
        seeds: one instance of each kind and size per seed.
        runs: counted runs of each solver that ends by itself; those that may be stopped run once.
        cap_s: seconds after which a peer is stopped.
        search_s: seconds that the own search may take where it may not end with a proof.
        clock: what is counted.
        size: number of authorities of every instance, in place of the sizes that a family measures by itself.
    """

    seeds: tuple[int, ...] = (1,)
    runs: int = 5
    cap_s: float = 120
    search_s: float = 60
    clock: Clock = Clock.WALL
    size: int | None = None

    def sizes(self, *usual: int) -> tuple[int, ...]:
        """Return the sizes to measure: the usual ones of the family, or the one that was asked for."""
        return usual if self.size is None else (self.size,)
