"""Quotas of a twin programme as weighted counts of its edges."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from matcher.plans.frame import Frame
from matcher.plans.types import PairQuota, QuotaSubject
from matcher.problems.quotas import Quota
from matcher.profiles.taxonomy import AuthorityType
from matcher.profiles.types import Authority
from matcher.scoring.setting import PairId

REGIONS = frozenset({AuthorityType.COUNTY_PROVINCE, AuthorityType.REGION, AuthorityType.ISLAND_OUTERMOST_REGION})
RURAL_DEGURBA = 3


def quotas_of(frame: Frame, edges: Sequence[PairId]) -> list[Quota]:
    """Return the programme's quotas over ``edges``, by their places. A pair counts once, whichever end it is for."""
    return [stated for quota in frame.inputs.programme.quotas for stated in _stated(frame, quota, edges)]


def mask_of(frame: Frame, quota: PairQuota, pairs: Sequence[PairId]) -> npt.NDArray[np.bool_]:
    """Return which of ``pairs`` the quota counts, bool [pairs]."""
    if quota.subject is QuotaSubject.CROSS_BORDER:
        country = {authority_id: frame.authority(authority_id).country for pair in pairs for authority_id in pair}
        return np.array([country[a] != country[b] for a, b in pairs], dtype=bool)
    counts = _test(frame, quota)
    is_meant = {authority_id: counts(frame.authority(authority_id)) for pair in pairs for authority_id in pair}
    return np.array([is_meant[a] or is_meant[b] for a, b in pairs], dtype=bool)


def _stated(frame: Frame, quota: PairQuota, edges: Sequence[PairId]) -> Iterator[Quota]:
    mask = mask_of(frame, quota, edges)
    if quota.least is not None or quota.most is not None:
        yield Quota.count(mask, least=quota.least, most=quota.most, name=name_of(quota))
    if quota.least_percent is not None:
        yield Quota.share(mask, least_percent=quota.least_percent, name=name_of(quota))


def name_of(quota: PairQuota) -> str:
    """Return what messages call a quota."""
    return f"{quota.subject} {quota.country}" if quota.country else quota.subject.value


def _test(frame: Frame, quota: PairQuota) -> Callable[[Authority], bool]:
    small_below = frame.inputs.programme.policy.small_population_below
    tests: dict[QuotaSubject, Callable[[Authority], bool]] = {
        QuotaSubject.SMALL: lambda authority: authority.population < small_below,
        QuotaSubject.RURAL: lambda authority: authority.codes.degurba == RURAL_DEGURBA,
        QuotaSubject.COUNTRY: lambda authority: authority.country == quota.country,
        QuotaSubject.REGION: lambda authority: authority.type in REGIONS,
    }
    return tests[quota.subject]
