import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import authority_pb2 as _authority_pb2
from matcher.v1 import policy_pb2 as _policy_pb2
from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PairingKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAIRING_KIND_UNSPECIFIED: _ClassVar[PairingKind]
    PAIRING_KIND_MENTORING: _ClassVar[PairingKind]
    PAIRING_KIND_TWIN: _ClassVar[PairingKind]
    PAIRING_KIND_CYCLE: _ClassVar[PairingKind]
    PAIRING_KIND_STUDY_VISIT: _ClassVar[PairingKind]

class Goal(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GOAL_UNSPECIFIED: _ClassVar[Goal]
    GOAL_TOTAL: _ClassVar[Goal]
    GOAL_MOST_PAIRS: _ClassVar[Goal]
    GOAL_FLOOR: _ClassVar[Goal]
    GOAL_FAIREST: _ClassVar[Goal]
    GOAL_STABLE: _ClassVar[Goal]

class QuotaSubject(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUOTA_SUBJECT_UNSPECIFIED: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_CROSS_BORDER: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_SMALL: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_RURAL: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_COUNTRY: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_REGION: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_COHESION: _ClassVar[QuotaSubject]
    QUOTA_SUBJECT_EU_13: _ClassVar[QuotaSubject]
PAIRING_KIND_UNSPECIFIED: PairingKind
PAIRING_KIND_MENTORING: PairingKind
PAIRING_KIND_TWIN: PairingKind
PAIRING_KIND_CYCLE: PairingKind
PAIRING_KIND_STUDY_VISIT: PairingKind
GOAL_UNSPECIFIED: Goal
GOAL_TOTAL: Goal
GOAL_MOST_PAIRS: Goal
GOAL_FLOOR: Goal
GOAL_FAIREST: Goal
GOAL_STABLE: Goal
QUOTA_SUBJECT_UNSPECIFIED: QuotaSubject
QUOTA_SUBJECT_CROSS_BORDER: QuotaSubject
QUOTA_SUBJECT_SMALL: QuotaSubject
QUOTA_SUBJECT_RURAL: QuotaSubject
QUOTA_SUBJECT_COUNTRY: QuotaSubject
QUOTA_SUBJECT_REGION: QuotaSubject
QUOTA_SUBJECT_COHESION: QuotaSubject
QUOTA_SUBJECT_EU_13: QuotaSubject

class PairRequest(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "reason", "confidential", "theme")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    reason: str
    confidential: bool
    theme: _taxonomy_pb2.Challenge
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., reason: _Optional[str] = ..., confidential: bool = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ...) -> None: ...

class PairQuota(_message.Message):
    __slots__ = ("subject", "country", "least", "most", "least_percent", "cohesion", "role")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    LEAST_FIELD_NUMBER: _ClassVar[int]
    MOST_FIELD_NUMBER: _ClassVar[int]
    LEAST_PERCENT_FIELD_NUMBER: _ClassVar[int]
    COHESION_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    subject: QuotaSubject
    country: str
    least: int
    most: int
    least_percent: int
    cohesion: _taxonomy_pb2.CohesionCategory
    role: _taxonomy_pb2.Role
    def __init__(self, subject: _Optional[_Union[QuotaSubject, str]] = ..., country: _Optional[str] = ..., least: _Optional[int] = ..., most: _Optional[int] = ..., least_percent: _Optional[int] = ..., cohesion: _Optional[_Union[_taxonomy_pb2.CohesionCategory, str]] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ...) -> None: ...

class TravelClass(_message.Message):
    __slots__ = ("from_km", "eur", "grams_per_km")
    FROM_KM_FIELD_NUMBER: _ClassVar[int]
    EUR_FIELD_NUMBER: _ClassVar[int]
    GRAMS_PER_KM_FIELD_NUMBER: _ClassVar[int]
    from_km: int
    eur: int
    grams_per_km: int
    def __init__(self, from_km: _Optional[int] = ..., eur: _Optional[int] = ..., grams_per_km: _Optional[int] = ...) -> None: ...

class CostTable(_message.Message):
    __slots__ = ("travel", "unknown_km", "person_day_eur", "interpretation_day_eur", "online_visitor_eur")
    TRAVEL_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_KM_FIELD_NUMBER: _ClassVar[int]
    PERSON_DAY_EUR_FIELD_NUMBER: _ClassVar[int]
    INTERPRETATION_DAY_EUR_FIELD_NUMBER: _ClassVar[int]
    ONLINE_VISITOR_EUR_FIELD_NUMBER: _ClassVar[int]
    travel: _containers.RepeatedCompositeFieldContainer[TravelClass]
    unknown_km: int
    person_day_eur: int
    interpretation_day_eur: int
    online_visitor_eur: int
    def __init__(self, travel: _Optional[_Iterable[_Union[TravelClass, _Mapping]]] = ..., unknown_km: _Optional[int] = ..., person_day_eur: _Optional[int] = ..., interpretation_day_eur: _Optional[int] = ..., online_visitor_eur: _Optional[int] = ...) -> None: ...

class VisitTerms(_message.Message):
    __slots__ = ("days", "host_visits_max", "period_weeks", "countries_min", "delegation_max", "persons_max", "delegation_size", "online_ok", "budget_eur", "costs")
    DAYS_FIELD_NUMBER: _ClassVar[int]
    HOST_VISITS_MAX_FIELD_NUMBER: _ClassVar[int]
    PERIOD_WEEKS_FIELD_NUMBER: _ClassVar[int]
    COUNTRIES_MIN_FIELD_NUMBER: _ClassVar[int]
    DELEGATION_MAX_FIELD_NUMBER: _ClassVar[int]
    PERSONS_MAX_FIELD_NUMBER: _ClassVar[int]
    DELEGATION_SIZE_FIELD_NUMBER: _ClassVar[int]
    ONLINE_OK_FIELD_NUMBER: _ClassVar[int]
    BUDGET_EUR_FIELD_NUMBER: _ClassVar[int]
    COSTS_FIELD_NUMBER: _ClassVar[int]
    days: int
    host_visits_max: int
    period_weeks: int
    countries_min: int
    delegation_max: int
    persons_max: int
    delegation_size: int
    online_ok: bool
    budget_eur: int
    costs: CostTable
    def __init__(self, days: _Optional[int] = ..., host_visits_max: _Optional[int] = ..., period_weeks: _Optional[int] = ..., countries_min: _Optional[int] = ..., delegation_max: _Optional[int] = ..., persons_max: _Optional[int] = ..., delegation_size: _Optional[int] = ..., online_ok: bool = ..., budget_eur: _Optional[int] = ..., costs: _Optional[_Union[CostTable, _Mapping]] = ...) -> None: ...

class Programme(_message.Message):
    __slots__ = ("id", "name", "kind", "starts", "ends", "policy", "pair_limit", "pins", "forbids", "illustrative", "goal", "pair_min", "quotas", "themes", "cycle_length_max", "visits", "search_seconds", "floor_micro")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STARTS_FIELD_NUMBER: _ClassVar[int]
    ENDS_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    PAIR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PINS_FIELD_NUMBER: _ClassVar[int]
    FORBIDS_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    PAIR_MIN_FIELD_NUMBER: _ClassVar[int]
    QUOTAS_FIELD_NUMBER: _ClassVar[int]
    THEMES_FIELD_NUMBER: _ClassVar[int]
    CYCLE_LENGTH_MAX_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    SEARCH_SECONDS_FIELD_NUMBER: _ClassVar[int]
    FLOOR_MICRO_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    kind: PairingKind
    starts: str
    ends: str
    policy: _policy_pb2.Policy
    pair_limit: int
    pins: _containers.RepeatedCompositeFieldContainer[PairRequest]
    forbids: _containers.RepeatedCompositeFieldContainer[PairRequest]
    illustrative: bool
    goal: Goal
    pair_min: int
    quotas: _containers.RepeatedCompositeFieldContainer[PairQuota]
    themes: _authority_pb2.ChallengeList
    cycle_length_max: int
    visits: VisitTerms
    search_seconds: int
    floor_micro: int
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., kind: _Optional[_Union[PairingKind, str]] = ..., starts: _Optional[str] = ..., ends: _Optional[str] = ..., policy: _Optional[_Union[_policy_pb2.Policy, _Mapping]] = ..., pair_limit: _Optional[int] = ..., pins: _Optional[_Iterable[_Union[PairRequest, _Mapping]]] = ..., forbids: _Optional[_Iterable[_Union[PairRequest, _Mapping]]] = ..., illustrative: bool = ..., goal: _Optional[_Union[Goal, str]] = ..., pair_min: _Optional[int] = ..., quotas: _Optional[_Iterable[_Union[PairQuota, _Mapping]]] = ..., themes: _Optional[_Union[_authority_pb2.ChallengeList, _Mapping]] = ..., cycle_length_max: _Optional[int] = ..., visits: _Optional[_Union[VisitTerms, _Mapping]] = ..., search_seconds: _Optional[int] = ..., floor_micro: _Optional[int] = ...) -> None: ...

class StoredProgramme(_message.Message):
    __slots__ = ("name", "programme", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    programme: Programme
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., programme: _Optional[_Union[Programme, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
