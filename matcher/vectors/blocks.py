"""Feature blocks: one integer array per aspect, one row per authority, in order of authority id."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from matcher.profiles.taxonomy import (
    COUNTRIES,
    AuthorityType,
    Challenge,
    CohesionCategory,
    CompetenceArea,
    Evidence,
    OriginGroup,
    Responsibility,
    Role,
    StatusCategory,
)
from matcher.profiles.types import Authority
from matcher.vectors.classes import (
    MEASURES,
    UNKNOWN,
    available_days,
    counted_region,
    hundredths,
    language_skills,
    population_class,
    share_class,
    share_figure,
    unit_vector,
)
from matcher.vectors.features import FLAGS

IntArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.int8]

CHALLENGE_INDEX = {code: index for index, code in enumerate(Challenge)}
_TYPE_INDEX = {kind: index for index, kind in enumerate(AuthorityType)}
_EVIDENCE_INDEX = {level: index for index, level in enumerate(Evidence)}
_RESPONSIBILITY = {level: index + 1 for index, level in enumerate(Responsibility)}
_COHESION: dict[CohesionCategory | None, int] = {category: i + 1 for i, category in enumerate(CohesionCategory)}
_COHESION[None] = 0


@dataclass(frozen=True, slots=True)
class FeatureBlocks:
    """Integer feature blocks of n authorities, as ``features.FEATURES`` describes them; read-only.

    Shapes: ``[n]`` where the table says width 1, else ``[n, width]``; ``language_*`` are ``[n, len(languages)]`` and
    ``days`` is ``[n, words]`` with bit d of the bitmap in word d // 64.
    """

    ids: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    regions: tuple[str, ...]
    need: ByteArray
    needs_stated: ByteArray
    need_open: ByteArray
    strength: ByteArray
    offers_stated: ByteArray
    strength_open: ByteArray
    evidence: ByteArray
    stage: ByteArray
    population_class: ByteArray
    share_class: ByteArray
    status: ByteArray
    share_region: npt.NDArray[np.int32]
    origin: npt.NDArray[np.int32]
    origin_region: npt.NDArray[np.int32]
    degurba: ByteArray
    flags: ByteArray
    cohesion: ByteArray
    type_index: ByteArray
    competence: ByteArray
    language_rank: ByteArray
    language_people: npt.NDArray[np.int32]
    place: IntArray
    days: npt.NDArray[np.uint64]
    country_index: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)


def build_blocks(
    authorities: Sequence[Authority],
    first: dt.date,
    last: dt.date,
    *,
    mutual_intelligibility: bool = False,
    roles: tuple[Role, Role] = (Role.MENTEE, Role.MENTOR),
    themes: Collection[Challenge] | None = None,
) -> FeatureBlocks:
    """Return the feature blocks of ``authorities``, which must be sorted by id.

    Args:
        authorities: n profiles in ascending order of id.
        first: first day of the programme, bit 0 of ``days``.
        last: last day of the programme.
        mutual_intelligibility: whether native speakers of near languages follow each other.
        roles: the role of whoever learns, which opens needs, and of whoever teaches, which opens offers.
        themes: what the programme is about; all else stays closed. ``None`` means all.
    """
    ids = tuple(authority.id for authority in authorities)
    if any(a >= b for a, b in pairwise(ids)):
        raise ValueError("authorities must be sorted by id, each id once")
    skills = [language_skills(authority, mutual_intelligibility=mutual_intelligibility) for authority in authorities]
    languages = tuple(sorted({code for skill in skills for code in skill}))
    countries = tuple(sorted(COUNTRIES))
    share_regions = [_share_regions(authority) for authority in authorities]
    origin_regions = [_origin_region(authority) for authority in authorities]
    regions = tuple(sorted({*chain.from_iterable(share_regions), *origin_regions} - {""}))
    blocks = FeatureBlocks(
        ids=ids,
        countries=countries,
        languages=languages,
        regions=regions,
        need=_challenges(authorities, lambda authority: ((n.code, n.priority) for n in authority.needs)),
        needs_stated=_bytes([bool(authority.needs) for authority in authorities]),
        need_open=_open(authorities, roles[0], themes),
        strength=_challenges(authorities, lambda authority: ((o.code, o.strength) for o in authority.offers)),
        offers_stated=_bytes([bool(authority.offers) for authority in authorities]),
        strength_open=_open(authorities, roles[1], themes),
        evidence=_challenges(
            authorities, lambda authority: ((o.code, _EVIDENCE_INDEX[o.evidence]) for o in authority.offers)
        ),
        stage=_challenges(authorities, lambda authority: authority.stages.items()),
        population_class=_bytes([population_class(authority.population) for authority in authorities]),
        share_class=_small_rows(authorities, len(MEASURES), lambda a: [share_class(a.migrants, m) for m in MEASURES]),
        status=_small_rows(authorities, len(StatusCategory), _status_row),
        share_region=_indices(share_regions, regions),
        origin=_rows(authorities, len(OriginGroup), _origin_row),
        origin_region=_indices([origin_regions], regions)[0],
        degurba=_bytes([authority.codes.degurba or 0 for authority in authorities]),
        flags=_small_rows(authorities, len(FLAGS), _flag_row),
        cohesion=_bytes([_COHESION[a.territory.cohesion_category] for a in authorities]),
        type_index=_bytes([_TYPE_INDEX[authority.type] for authority in authorities]),
        competence=_small_rows(authorities, len(CompetenceArea), _competence_row),
        language_rank=_languages(skills, languages, 0).astype(np.int8),
        language_people=_languages(skills, languages, 1),
        place=np.array([_place(authority) for authority in authorities], dtype=np.int64).reshape(len(ids), 3),
        days=_day_words(authorities, first, last),
        country_index=np.array([countries.index(a.country) for a in authorities], dtype=np.int32),
    )
    return _frozen(blocks)


def _frozen(blocks: FeatureBlocks) -> FeatureBlocks:
    for field in fields(blocks):
        value = getattr(blocks, field.name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
    return blocks


def _bytes(values: Sequence[int]) -> ByteArray:
    return np.array(values, dtype=np.int8)


def _challenges(
    authorities: Sequence[Authority], entries: Callable[[Authority], Iterable[tuple[Challenge, int]]]
) -> ByteArray:
    block = np.zeros((len(authorities), len(Challenge)), dtype=np.int8)
    for row, authority in enumerate(authorities):
        for code, value in entries(authority):
            block[row, CHALLENGE_INDEX[code]] = value
    return block


def _open(authorities: Sequence[Authority], role: Role, themes: Collection[Challenge] | None) -> ByteArray:
    block = np.zeros((len(authorities), len(Challenge)), dtype=np.int8)
    for row, authority in enumerate(authorities):
        terms = authority.role(role)
        if terms is None:
            continue
        for code in Challenge if terms.themes is None else terms.themes:
            block[row, CHALLENGE_INDEX[code]] = themes is None or code in themes
    return block


def _rows(authorities: Sequence[Authority], width: int, row: Callable[[Authority], list[int]]) -> npt.NDArray[np.int32]:
    return np.array([row(authority) for authority in authorities], dtype=np.int32).reshape(len(authorities), width)


def _small_rows(authorities: Sequence[Authority], width: int, row: Callable[[Authority], list[int]]) -> ByteArray:
    return _rows(authorities, width, row).astype(np.int8)


def _status_row(authority: Authority) -> list[int]:
    return [authority.migrants.statuses.get(status, UNKNOWN) for status in StatusCategory]


def _origin_row(authority: Authority) -> list[int]:
    origins = authority.migrants.origins
    if origins is None:
        return [UNKNOWN] * len(OriginGroup)
    return [hundredths(origins.shares[group]) if group in origins.shares else UNKNOWN for group in OriginGroup]


def _share_regions(authority: Authority) -> list[str]:
    figures = [share_figure(authority.migrants, measure) for measure in MEASURES]
    return [counted_region(authority, figure.level if figure else None) for figure in figures]


def _origin_region(authority: Authority) -> str:
    origins = authority.migrants.origins
    return counted_region(authority, origins.level if origins else None)


def _indices(rows: Sequence[Sequence[str]], names: tuple[str, ...]) -> npt.NDArray[np.int32]:
    index = {name: number for number, name in enumerate(names)} | {"": UNKNOWN}
    width = len(rows[0]) if rows else len(MEASURES)
    return np.array([[index[name] for name in row] for row in rows], dtype=np.int32).reshape(len(rows), width)


def _flag_row(authority: Authority) -> list[int]:
    values = [getattr(authority.territory, flag) for flag in FLAGS]
    return [UNKNOWN if value is None else int(value) for value in values]


def _competence_row(authority: Authority) -> list[int]:
    held = authority.competences
    return [_RESPONSIBILITY[held[area]] if area in held else 0 for area in CompetenceArea]


def _languages(
    skills: Sequence[dict[str, tuple[int, int]]], languages: tuple[str, ...], part: int
) -> npt.NDArray[np.int32]:
    block = np.zeros((len(skills), len(languages)), dtype=np.int32)
    column = {code: index for index, code in enumerate(languages)}
    for row, skill in enumerate(skills):
        for code, values in skill.items():
            block[row, column[code]] = values[part]
    return block


def _place(authority: Authority) -> tuple[int, int, int]:
    lat, lon = authority.territory.lat, authority.territory.lon
    return (0, 0, 0) if lat is None or lon is None else unit_vector(lat, lon)


def _day_words(authorities: Sequence[Authority], first: dt.date, last: dt.date) -> npt.NDArray[np.uint64]:
    words = (last - first).days // 64 + 1
    packed = b"".join(available_days(a, first, last).to_bytes(words * 8, "little") for a in authorities)
    return np.frombuffer(packed, dtype="<u8").reshape(len(authorities), words).astype(np.uint64)
