"""How one value of a profile is checked: texts, ids, codes, ranks. Every type of the tree is made of these."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from matcher import limits
from matcher.profiles.taxonomy import (
    COUNTRIES,
    COUNTRY_ALIASES,
    INTENSITY_MAX,
    LANGUAGES,
    PRIORITY_MAX,
    STAGE_MAX,
    STAGE_MIN,
)


class Frozen(BaseModel):
    """Base of all profile types: immutable, unknown fields refused, no NaN or infinity."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, str_strip_whitespace=True, validate_default=False
    )


def _country(value: Any) -> Any:
    if isinstance(value, str):
        code = value.strip().upper()
        return COUNTRY_ALIASES.get(code, code)
    return value


def _known_country(value: str) -> str:
    if value not in COUNTRIES:
        raise ValueError(f"is not a known country; allowed: {' '.join(sorted(COUNTRIES))}")
    return value


def _known_language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"is not a known language; allowed: {' '.join(sorted(LANGUAGES))}")
    return value


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _one_newline(value: Any) -> Any:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _no_flag(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("is yes or no, not a number")
    return value


NUMBER = BeforeValidator(_no_flag)  # without it, true would be taken for 1
# Line separators, marks that turn the direction of what follows, and what no spreadsheet can hold.
_NOT_TEXT = r"\x7f\u2028\u2029\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF"
_PLAIN = rf"^[^\x00-\x1f{_NOT_TEXT}]*$"
_PLAIN_LINES = rf"^[^\x00-\x08\x0b-\x1f{_NOT_TEXT}]*$"  # tab and newline may stand in longer texts

AuthorityId = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=limits.ID_CHARS_MAX, min_length=1)
]
ResourceId = AuthorityId
Name = Annotated[str, StringConstraints(min_length=1, max_length=limits.NAME_CHARS_MAX, pattern=_PLAIN)]
ShortText = Annotated[str, StringConstraints(max_length=limits.NAME_CHARS_MAX, pattern=_PLAIN)]
Text = Annotated[
    str, StringConstraints(max_length=limits.TEXT_CHARS_MAX, pattern=_PLAIN_LINES), BeforeValidator(_one_newline)
]
Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.TEXT_CHARS_MAX, pattern=_PLAIN_LINES),
    BeforeValidator(_one_newline),
]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_PLAIN)]
Url = Annotated[str, StringConstraints(max_length=limits.URL_CHARS_MAX, pattern=r"^https?://[^\s\x00-\x1f]+$")]
Country = Annotated[str, BeforeValidator(_country), AfterValidator(_known_country)]
Language = Annotated[str, BeforeValidator(_lower), AfterValidator(_known_language)]
Percent = Annotated[float, NUMBER, Field(ge=0, le=100)]
Priority = Annotated[int, NUMBER, Field(ge=0, le=PRIORITY_MAX)]
StageRank = Annotated[int, NUMBER, Field(ge=STAGE_MIN, le=STAGE_MAX)]
Intensity = Annotated[int, NUMBER, Field(ge=0, le=INTENSITY_MAX)]
Year = Annotated[int, NUMBER, Field(ge=1900, le=2100)]
