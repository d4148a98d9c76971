"""Pins: pairs the coordinator fixes, checked against the rules, the capacities and the themes of their pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from matcher.errors import Fault, InvalidInput, Violation, shown
from matcher.plans.inputs import pair_of
from matcher.plans.programme import PairRequest, Programme
from matcher.profiles.taxonomy import Challenge, Role
from matcher.scoring.scorer import OnePair, Scorer
from matcher.scoring.setting import PairId

Theme = tuple[Challenge, int]  # with its fit in permille


def pinned_pairs(programme: Programme, scorer: Scorer) -> list[PairId]:
    """Return the pinned pairs (who learns, who teaches), in the order of the pins.

    Raises:
        InvalidInput: with every pin that breaks a hard rule, has a theme that is not eligible, or finds its authority
            full.
    """
    pairs = {pair_of(pin): scorer.pair(*pair_of(pin)) for pin in programme.pins}
    violations = [
        violation
        for index, pin in enumerate(programme.pins)
        for violation in _faults(f"programme.pins[{index}]", pin, pairs[pair_of(pin)])
    ]
    violations += _overfull(programme, scorer)
    if violations:
        raise InvalidInput(violations)
    return list(pairs)


def pinned_themes(programme: Programme, scorer: Scorer) -> dict[PairId, Theme]:
    """Return the theme of each pin that fixes one, with its fit; the pins must be sound, see ``pinned_pairs``."""
    chosen = ((pair_of(pin), pin.theme) for pin in programme.pins if pin.theme is not None)
    return {pair: (theme, dict(scorer.pair(*pair).themes)[theme]) for pair, theme in chosen}


def _faults(path: str, pin: PairRequest, pair: OnePair) -> Iterator[Violation]:
    if pair.broken:
        yield Violation(
            path=path,
            fault=Fault.CONTRADICTION,
            message=f"cannot be pinned: the pair breaks {', '.join(pair.broken)}",
            value=f"{pin.mentee_id} with {pin.mentor_id}",
            allowed="pairs that break no hard rule",
        )
    elif pin.theme is not None and pin.theme not in dict(pair.themes):
        eligible = ", ".join(theme for theme, _ in pair.themes)
        yield Violation(
            path=f"{path}.theme",
            fault=Fault.CONTRADICTION,
            message=f"is no theme on which {pin.mentee_id} can learn from {pin.mentor_id}",
            value=shown(pin.theme),
            allowed=eligible or "none: there is nothing it can learn there",
        )


def _overfull(programme: Programme, scorer: Scorer) -> Iterator[Violation]:
    """Yield every authority with more pins in a role than it takes partners."""
    learns, teaches = programme.kind.roles
    symmetric = scorer.setting.symmetric
    pairs = {tuple(sorted(pair_of(pin))) if symmetric else pair_of(pin) for pin in programme.pins}
    sides = [(learns, [pair[0] for pair in pairs])]
    if teaches is not Role.HOST:  # which takes so many visits, each with several visitors
        sides.append((teaches, [pair[1] for pair in pairs]))
    if symmetric:
        sides = [(learns, [authority_id for pair in pairs for authority_id in pair])]
    for role, pinned in sides:
        for authority_id, count in sorted(Counter(pinned).items()):
            terms = scorer.by_id[authority_id].role(role)
            capacity = terms.capacity_max if terms else 0
            if count > capacity:
                yield Violation(
                    path="programme.pins",
                    fault=Fault.CONTRADICTION,
                    message=f"{authority_id} is pinned {count} times as {role.lower()}",
                    value=authority_id,
                    allowed=f"at most its capacity of {capacity}",
                )
