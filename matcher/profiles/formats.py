"""What a profile file holds, and the forms it comes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.profiles.types import Authority, PastPairing, Preferences


class FileFormat(StrEnum):
    """The form of a profile file; ``CSV`` is the sheet ``authorities`` alone, or a zip of one file per sheet."""

    JSON = "JSON"
    CSV = "CSV"
    XLSX = "XLSX"


@dataclass(frozen=True, slots=True)
class Profiles:
    """Everything one profile file holds."""

    authorities: tuple[Authority, ...] = ()
    past_pairings: tuple[PastPairing, ...] = ()

    def without_confidential(self) -> Profiles:
        """Return the same profiles with every avoid list left out."""
        return replace(self, authorities=tuple(_without_avoid(authority) for authority in self.authorities))


def _without_avoid(authority: Authority) -> Authority:
    if not authority.preferences.avoid:
        return authority
    open_part: Preferences = authority.preferences.model_copy(update={"avoid": ()})
    return authority.model_copy(update={"preferences": open_part})
