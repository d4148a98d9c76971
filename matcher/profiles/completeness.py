"""Which blocks an authority must have filled in before it can be planned in a role."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from matcher.profiles.taxonomy import Role
from matcher.profiles.types import Authority

Block = tuple[str, Callable[[Authority], bool]]

LANGUAGES: Final = "languages"
WINDOWS: Final = "logistics.windows"
_ANY_ROLE: tuple[Block, ...] = (
    (LANGUAGES, lambda authority: bool(authority.languages)),
    (WINDOWS, lambda authority: bool(authority.logistics.windows)),
    ("consent.data_use", lambda authority: authority.consent.data_use is not None),
)
_LEARNS: Block = ("needs", lambda authority: any(need.priority > 0 for need in authority.needs))
_TEACHES: Block = ("offers", lambda authority: any(offer.strength > 0 for offer in authority.offers))

ROLE_BLOCKS: dict[Role, tuple[Block, ...]] = {
    Role.MENTEE: (_LEARNS, *_ANY_ROLE),
    Role.VISITOR: (_LEARNS, *_ANY_ROLE),
    Role.MENTOR: (_TEACHES, *_ANY_ROLE),
    Role.HOST: (_TEACHES, *_ANY_ROLE),
    Role.PEER: (_LEARNS, _TEACHES, *_ANY_ROLE),
}


def takes_role(authority: Authority, role: Role) -> bool:
    """Return whether the authority offers itself in ``role`` with room for at least one partner."""
    terms = authority.role(role)
    return terms is not None and terms.capacity_max > 0


def missing_blocks(authority: Authority, role: Role, waived: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names of the blocks that ``role`` needs and the profile lacks; empty means ready.

    ``waived`` names blocks that the programme does not ask for.
    """
    needed = (block for block in ROLE_BLOCKS[role] if block[0] not in waived)
    return tuple(name for name, is_filled in needed if not is_filled(authority))
