"""Shares of a whole in whole numbers, none of it lost."""

from __future__ import annotations

from collections.abc import Sequence


def shared_out(parts: Sequence[int], whole: int) -> list[int]:
    """Return whole numbers in proportion to ``parts`` that add up to ``whole``: by the largest remainder.

    Of equal remainders the first counts as the larger. Not all parts may be 0.
    """
    total = sum(parts)
    found = [part * whole // total for part in parts]
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] * whole % total), at))
    for at in order[: whole - sum(found)]:
        found[at] += 1
    return found
