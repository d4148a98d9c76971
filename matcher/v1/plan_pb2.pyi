import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import policy_pb2 as _policy_pb2
from matcher.v1 import programme_pb2 as _programme_pb2
from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PlanState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_STATE_UNSPECIFIED: _ClassVar[PlanState]
    PLAN_STATE_DRAFT: _ClassVar[PlanState]
    PLAN_STATE_PUBLISHED: _ClassVar[PlanState]
    PLAN_STATE_SUPERSEDED: _ClassVar[PlanState]

class Verdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VERDICT_UNSPECIFIED: _ClassVar[Verdict]
    VERDICT_OPTIMAL_PROVED: _ClassVar[Verdict]
    VERDICT_STABLE_PROVED: _ClassVar[Verdict]
    VERDICT_BOUND_PROVED: _ClassVar[Verdict]

class CapacityFaultKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAPACITY_FAULT_KIND_UNSPECIFIED: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_MENTEE_CAPACITY: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_MENTOR_CAPACITY: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_MENTEE_MINIMUM: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_MENTOR_MINIMUM: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_PAIR_LIMIT: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_PIN_MISSING: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_DUPLICATE: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_PAIR_MINIMUM: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_PEER_CAPACITY: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_PEER_MINIMUM: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_VISITOR_CAPACITY: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_QUOTA: _ClassVar[CapacityFaultKind]
    CAPACITY_FAULT_KIND_FLOOR: _ClassVar[CapacityFaultKind]

class GoalStepKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GOAL_STEP_KIND_UNSPECIFIED: _ClassVar[GoalStepKind]
    GOAL_STEP_KIND_PAIRS: _ClassVar[GoalStepKind]
    GOAL_STEP_KIND_WORST: _ClassVar[GoalStepKind]
    GOAL_STEP_KIND_AT_MOST: _ClassVar[GoalStepKind]

class SearchSplitKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SEARCH_SPLIT_KIND_UNSPECIFIED: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_EDGE: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_LEFT: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_RIGHT: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_LEFT_GROUP: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_RIGHT_GROUP: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_ALL: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_QUOTA: _ClassVar[SearchSplitKind]
    SEARCH_SPLIT_KIND_USED: _ClassVar[SearchSplitKind]

class ProgramEvidenceKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROGRAM_EVIDENCE_KIND_UNSPECIFIED: _ClassVar[ProgramEvidenceKind]
    PROGRAM_EVIDENCE_KIND_COUNT: _ClassVar[ProgramEvidenceKind]
    PROGRAM_EVIDENCE_KIND_WORST: _ClassVar[ProgramEvidenceKind]
    PROGRAM_EVIDENCE_KIND_TOTAL: _ClassVar[ProgramEvidenceKind]
PLAN_STATE_UNSPECIFIED: PlanState
PLAN_STATE_DRAFT: PlanState
PLAN_STATE_PUBLISHED: PlanState
PLAN_STATE_SUPERSEDED: PlanState
VERDICT_UNSPECIFIED: Verdict
VERDICT_OPTIMAL_PROVED: Verdict
VERDICT_STABLE_PROVED: Verdict
VERDICT_BOUND_PROVED: Verdict
CAPACITY_FAULT_KIND_UNSPECIFIED: CapacityFaultKind
CAPACITY_FAULT_KIND_MENTEE_CAPACITY: CapacityFaultKind
CAPACITY_FAULT_KIND_MENTOR_CAPACITY: CapacityFaultKind
CAPACITY_FAULT_KIND_MENTEE_MINIMUM: CapacityFaultKind
CAPACITY_FAULT_KIND_MENTOR_MINIMUM: CapacityFaultKind
CAPACITY_FAULT_KIND_PAIR_LIMIT: CapacityFaultKind
CAPACITY_FAULT_KIND_PIN_MISSING: CapacityFaultKind
CAPACITY_FAULT_KIND_DUPLICATE: CapacityFaultKind
CAPACITY_FAULT_KIND_PAIR_MINIMUM: CapacityFaultKind
CAPACITY_FAULT_KIND_PEER_CAPACITY: CapacityFaultKind
CAPACITY_FAULT_KIND_PEER_MINIMUM: CapacityFaultKind
CAPACITY_FAULT_KIND_VISITOR_CAPACITY: CapacityFaultKind
CAPACITY_FAULT_KIND_QUOTA: CapacityFaultKind
CAPACITY_FAULT_KIND_FLOOR: CapacityFaultKind
GOAL_STEP_KIND_UNSPECIFIED: GoalStepKind
GOAL_STEP_KIND_PAIRS: GoalStepKind
GOAL_STEP_KIND_WORST: GoalStepKind
GOAL_STEP_KIND_AT_MOST: GoalStepKind
SEARCH_SPLIT_KIND_UNSPECIFIED: SearchSplitKind
SEARCH_SPLIT_KIND_EDGE: SearchSplitKind
SEARCH_SPLIT_KIND_LEFT: SearchSplitKind
SEARCH_SPLIT_KIND_RIGHT: SearchSplitKind
SEARCH_SPLIT_KIND_LEFT_GROUP: SearchSplitKind
SEARCH_SPLIT_KIND_RIGHT_GROUP: SearchSplitKind
SEARCH_SPLIT_KIND_ALL: SearchSplitKind
SEARCH_SPLIT_KIND_QUOTA: SearchSplitKind
SEARCH_SPLIT_KIND_USED: SearchSplitKind
PROGRAM_EVIDENCE_KIND_UNSPECIFIED: ProgramEvidenceKind
PROGRAM_EVIDENCE_KIND_COUNT: ProgramEvidenceKind
PROGRAM_EVIDENCE_KIND_WORST: ProgramEvidenceKind
PROGRAM_EVIDENCE_KIND_TOTAL: ProgramEvidenceKind

class Reason(_message.Message):
    __slots__ = ("id", "params", "sentence")
    class ParamsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    ID_FIELD_NUMBER: _ClassVar[int]
    PARAMS_FIELD_NUMBER: _ClassVar[int]
    SENTENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    params: _containers.ScalarMap[str, str]
    sentence: str
    def __init__(self, id: _Optional[str] = ..., params: _Optional[_Mapping[str, str]] = ..., sentence: _Optional[str] = ...) -> None: ...

class Contribution(_message.Message):
    __slots__ = ("term", "weight_micro", "permille", "micro", "known")
    TERM_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_MICRO_FIELD_NUMBER: _ClassVar[int]
    PERMILLE_FIELD_NUMBER: _ClassVar[int]
    MICRO_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    term: _policy_pb2.Term
    weight_micro: int
    permille: int
    micro: int
    known: bool
    def __init__(self, term: _Optional[_Union[_policy_pb2.Term, str]] = ..., weight_micro: _Optional[int] = ..., permille: _Optional[int] = ..., micro: _Optional[int] = ..., known: bool = ...) -> None: ...

class ContextDetail(_message.Message):
    __slots__ = ("part", "permille", "known")
    PART_FIELD_NUMBER: _ClassVar[int]
    PERMILLE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    part: _policy_pb2.ContextPart
    permille: int
    known: bool
    def __init__(self, part: _Optional[_Union[_policy_pb2.ContextPart, str]] = ..., permille: _Optional[int] = ..., known: bool = ...) -> None: ...

class ThemeFit(_message.Message):
    __slots__ = ("theme", "fit_permille")
    THEME_FIELD_NUMBER: _ClassVar[int]
    FIT_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    theme: _taxonomy_pb2.Challenge
    fit_permille: int
    def __init__(self, theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., fit_permille: _Optional[int] = ...) -> None: ...

class PairScore(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "score_micro", "best_theme", "themes", "contributions", "context", "reasons", "excluded", "remarks", "return_themes")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    BEST_THEME_FIELD_NUMBER: _ClassVar[int]
    THEMES_FIELD_NUMBER: _ClassVar[int]
    CONTRIBUTIONS_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    REMARKS_FIELD_NUMBER: _ClassVar[int]
    RETURN_THEMES_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    score_micro: int
    best_theme: _taxonomy_pb2.Challenge
    themes: _containers.RepeatedCompositeFieldContainer[ThemeFit]
    contributions: _containers.RepeatedCompositeFieldContainer[Contribution]
    context: _containers.RepeatedCompositeFieldContainer[ContextDetail]
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    excluded: _containers.RepeatedScalarFieldContainer[_policy_pb2.HardRule]
    remarks: _containers.RepeatedCompositeFieldContainer[Reason]
    return_themes: _containers.RepeatedCompositeFieldContainer[ThemeFit]
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., score_micro: _Optional[int] = ..., best_theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., themes: _Optional[_Iterable[_Union[ThemeFit, _Mapping]]] = ..., contributions: _Optional[_Iterable[_Union[Contribution, _Mapping]]] = ..., context: _Optional[_Iterable[_Union[ContextDetail, _Mapping]]] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ..., excluded: _Optional[_Iterable[_Union[_policy_pb2.HardRule, str]]] = ..., remarks: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ..., return_themes: _Optional[_Iterable[_Union[ThemeFit, _Mapping]]] = ...) -> None: ...

class Pairing(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "theme", "theme_fit_permille", "score_micro", "contributions", "reasons", "pinned", "illustrative", "remarks", "return_theme", "return_fit_permille", "group", "starts", "ends", "return_starts", "return_ends", "persons", "cost_eur", "carbon_kg")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    THEME_FIT_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    CONTRIBUTIONS_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    PINNED_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    REMARKS_FIELD_NUMBER: _ClassVar[int]
    RETURN_THEME_FIELD_NUMBER: _ClassVar[int]
    RETURN_FIT_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    STARTS_FIELD_NUMBER: _ClassVar[int]
    ENDS_FIELD_NUMBER: _ClassVar[int]
    RETURN_STARTS_FIELD_NUMBER: _ClassVar[int]
    RETURN_ENDS_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    COST_EUR_FIELD_NUMBER: _ClassVar[int]
    CARBON_KG_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    theme: _taxonomy_pb2.Challenge
    theme_fit_permille: int
    score_micro: int
    contributions: _containers.RepeatedCompositeFieldContainer[Contribution]
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    pinned: bool
    illustrative: bool
    remarks: _containers.RepeatedCompositeFieldContainer[Reason]
    return_theme: _taxonomy_pb2.Challenge
    return_fit_permille: int
    group: int
    starts: str
    ends: str
    return_starts: str
    return_ends: str
    persons: int
    cost_eur: int
    carbon_kg: int
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., theme_fit_permille: _Optional[int] = ..., score_micro: _Optional[int] = ..., contributions: _Optional[_Iterable[_Union[Contribution, _Mapping]]] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ..., pinned: bool = ..., illustrative: bool = ..., remarks: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ..., return_theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., return_fit_permille: _Optional[int] = ..., group: _Optional[int] = ..., starts: _Optional[str] = ..., ends: _Optional[str] = ..., return_starts: _Optional[str] = ..., return_ends: _Optional[str] = ..., persons: _Optional[int] = ..., cost_eur: _Optional[int] = ..., carbon_kg: _Optional[int] = ...) -> None: ...

class ExchangeCycle(_message.Message):
    __slots__ = ("authority_ids", "score_micro", "illustrative")
    AUTHORITY_IDS_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    authority_ids: _containers.RepeatedScalarFieldContainer[str]
    score_micro: int
    illustrative: bool
    def __init__(self, authority_ids: _Optional[_Iterable[str]] = ..., score_micro: _Optional[int] = ..., illustrative: bool = ...) -> None: ...

class StudyVisit(_message.Message):
    __slots__ = ("host_id", "theme", "week", "starts", "ends", "online", "visitor_ids", "persons", "cost_eur", "carbon_kg", "score_micro", "illustrative", "reasons", "slot")
    HOST_ID_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    WEEK_FIELD_NUMBER: _ClassVar[int]
    STARTS_FIELD_NUMBER: _ClassVar[int]
    ENDS_FIELD_NUMBER: _ClassVar[int]
    ONLINE_FIELD_NUMBER: _ClassVar[int]
    VISITOR_IDS_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    COST_EUR_FIELD_NUMBER: _ClassVar[int]
    CARBON_KG_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    host_id: str
    theme: _taxonomy_pb2.Challenge
    week: str
    starts: str
    ends: str
    online: bool
    visitor_ids: _containers.RepeatedScalarFieldContainer[str]
    persons: int
    cost_eur: int
    carbon_kg: int
    score_micro: int
    illustrative: bool
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    slot: int
    def __init__(self, host_id: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., week: _Optional[str] = ..., starts: _Optional[str] = ..., ends: _Optional[str] = ..., online: bool = ..., visitor_ids: _Optional[_Iterable[str]] = ..., persons: _Optional[int] = ..., cost_eur: _Optional[int] = ..., carbon_kg: _Optional[int] = ..., score_micro: _Optional[int] = ..., illustrative: bool = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ..., slot: _Optional[int] = ...) -> None: ...

class ExchangeQuality(_message.Message):
    __slots__ = ("wanted", "granted", "granted_permille", "one_sided", "cycles_by_length", "hosts_ready", "hosts_used", "visits_per_host_max", "visits_per_host_mean_permille", "visits_by_month", "busiest_week_visits", "persons", "cost_eur", "carbon_kg", "options", "options_considered")
    class CyclesByLengthEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class VisitsByMonthEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    WANTED_FIELD_NUMBER: _ClassVar[int]
    GRANTED_FIELD_NUMBER: _ClassVar[int]
    GRANTED_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    ONE_SIDED_FIELD_NUMBER: _ClassVar[int]
    CYCLES_BY_LENGTH_FIELD_NUMBER: _ClassVar[int]
    HOSTS_READY_FIELD_NUMBER: _ClassVar[int]
    HOSTS_USED_FIELD_NUMBER: _ClassVar[int]
    VISITS_PER_HOST_MAX_FIELD_NUMBER: _ClassVar[int]
    VISITS_PER_HOST_MEAN_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    VISITS_BY_MONTH_FIELD_NUMBER: _ClassVar[int]
    BUSIEST_WEEK_VISITS_FIELD_NUMBER: _ClassVar[int]
    PERSONS_FIELD_NUMBER: _ClassVar[int]
    COST_EUR_FIELD_NUMBER: _ClassVar[int]
    CARBON_KG_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_CONSIDERED_FIELD_NUMBER: _ClassVar[int]
    wanted: int
    granted: int
    granted_permille: int
    one_sided: int
    cycles_by_length: _containers.ScalarMap[str, int]
    hosts_ready: int
    hosts_used: int
    visits_per_host_max: int
    visits_per_host_mean_permille: int
    visits_by_month: _containers.ScalarMap[str, int]
    busiest_week_visits: int
    persons: int
    cost_eur: int
    carbon_kg: int
    options: int
    options_considered: int
    def __init__(self, wanted: _Optional[int] = ..., granted: _Optional[int] = ..., granted_permille: _Optional[int] = ..., one_sided: _Optional[int] = ..., cycles_by_length: _Optional[_Mapping[str, int]] = ..., hosts_ready: _Optional[int] = ..., hosts_used: _Optional[int] = ..., visits_per_host_max: _Optional[int] = ..., visits_per_host_mean_permille: _Optional[int] = ..., visits_by_month: _Optional[_Mapping[str, int]] = ..., busiest_week_visits: _Optional[int] = ..., persons: _Optional[int] = ..., cost_eur: _Optional[int] = ..., carbon_kg: _Optional[int] = ..., options: _Optional[int] = ..., options_considered: _Optional[int] = ...) -> None: ...

class LeftOut(_message.Message):
    __slots__ = ("authority_id", "role", "reason", "eligible_partners")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_PARTNERS_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    reason: Reason
    eligible_partners: int
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., reason: _Optional[_Union[Reason, _Mapping]] = ..., eligible_partners: _Optional[int] = ...) -> None: ...

class PlanQuality(_message.Message):
    __slots__ = ("pairs", "total_micro", "mean_micro", "worst_micro", "best_micro", "spread_micro", "needs_covered_permille", "mentees_served_permille", "cross_border_permille", "small_authority_permille", "countries", "blocking_pairs", "fairness_price_micro", "fairness_price_permille")
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    MEAN_MICRO_FIELD_NUMBER: _ClassVar[int]
    WORST_MICRO_FIELD_NUMBER: _ClassVar[int]
    BEST_MICRO_FIELD_NUMBER: _ClassVar[int]
    SPREAD_MICRO_FIELD_NUMBER: _ClassVar[int]
    NEEDS_COVERED_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    MENTEES_SERVED_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    CROSS_BORDER_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    SMALL_AUTHORITY_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    COUNTRIES_FIELD_NUMBER: _ClassVar[int]
    BLOCKING_PAIRS_FIELD_NUMBER: _ClassVar[int]
    FAIRNESS_PRICE_MICRO_FIELD_NUMBER: _ClassVar[int]
    FAIRNESS_PRICE_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    pairs: int
    total_micro: int
    mean_micro: int
    worst_micro: int
    best_micro: int
    spread_micro: int
    needs_covered_permille: int
    mentees_served_permille: int
    cross_border_permille: int
    small_authority_permille: int
    countries: int
    blocking_pairs: int
    fairness_price_micro: int
    fairness_price_permille: int
    def __init__(self, pairs: _Optional[int] = ..., total_micro: _Optional[int] = ..., mean_micro: _Optional[int] = ..., worst_micro: _Optional[int] = ..., best_micro: _Optional[int] = ..., spread_micro: _Optional[int] = ..., needs_covered_permille: _Optional[int] = ..., mentees_served_permille: _Optional[int] = ..., cross_border_permille: _Optional[int] = ..., small_authority_permille: _Optional[int] = ..., countries: _Optional[int] = ..., blocking_pairs: _Optional[int] = ..., fairness_price_micro: _Optional[int] = ..., fairness_price_permille: _Optional[int] = ...) -> None: ...

class GoalStep(_message.Message):
    __slots__ = ("kind", "pairs", "score_micro", "mentee_price", "mentor_price", "limit_price", "mentee_quota_price", "mentor_quota_price")
    KIND_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    MENTEE_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTOR_PRICE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTEE_QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTOR_QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    kind: GoalStepKind
    pairs: int
    score_micro: int
    mentee_price: _containers.RepeatedScalarFieldContainer[int]
    mentor_price: _containers.RepeatedScalarFieldContainer[int]
    limit_price: int
    mentee_quota_price: _containers.RepeatedScalarFieldContainer[int]
    mentor_quota_price: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, kind: _Optional[_Union[GoalStepKind, str]] = ..., pairs: _Optional[int] = ..., score_micro: _Optional[int] = ..., mentee_price: _Optional[_Iterable[int]] = ..., mentor_price: _Optional[_Iterable[int]] = ..., limit_price: _Optional[int] = ..., mentee_quota_price: _Optional[_Iterable[int]] = ..., mentor_quota_price: _Optional[_Iterable[int]] = ...) -> None: ...

class SearchSplit(_message.Message):
    __slots__ = ("kind", "index", "threshold", "low", "high")
    KIND_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    kind: SearchSplitKind
    index: int
    threshold: int
    low: int
    high: int
    def __init__(self, kind: _Optional[_Union[SearchSplitKind, str]] = ..., index: _Optional[int] = ..., threshold: _Optional[int] = ..., low: _Optional[int] = ..., high: _Optional[int] = ...) -> None: ...

class SearchLeaf(_message.Message):
    __slots__ = ("mentee_price", "mentor_price", "limit_price", "mentee_quota_price", "mentor_quota_price", "quota_price", "scale", "ray")
    MENTEE_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTOR_PRICE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTEE_QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTOR_QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    RAY_FIELD_NUMBER: _ClassVar[int]
    mentee_price: _containers.RepeatedScalarFieldContainer[int]
    mentor_price: _containers.RepeatedScalarFieldContainer[int]
    limit_price: int
    mentee_quota_price: _containers.RepeatedScalarFieldContainer[int]
    mentor_quota_price: _containers.RepeatedScalarFieldContainer[int]
    quota_price: _containers.RepeatedScalarFieldContainer[int]
    scale: int
    ray: bool
    def __init__(self, mentee_price: _Optional[_Iterable[int]] = ..., mentor_price: _Optional[_Iterable[int]] = ..., limit_price: _Optional[int] = ..., mentee_quota_price: _Optional[_Iterable[int]] = ..., mentor_quota_price: _Optional[_Iterable[int]] = ..., quota_price: _Optional[_Iterable[int]] = ..., scale: _Optional[int] = ..., ray: bool = ...) -> None: ...

class SearchEvidence(_message.Message):
    __slots__ = ("splits", "leaves")
    SPLITS_FIELD_NUMBER: _ClassVar[int]
    LEAVES_FIELD_NUMBER: _ClassVar[int]
    splits: _containers.RepeatedCompositeFieldContainer[SearchSplit]
    leaves: _containers.RepeatedCompositeFieldContainer[SearchLeaf]
    def __init__(self, splits: _Optional[_Iterable[_Union[SearchSplit, _Mapping]]] = ..., leaves: _Optional[_Iterable[_Union[SearchLeaf, _Mapping]]] = ...) -> None: ...

class PlanCertificate(_message.Message):
    __slots__ = ("mentee_price", "mentor_price", "limit_price", "bound_micro", "steps", "mentee_ids", "mentor_ids", "mentee_quotas", "mentor_quotas", "mentee_quota_price", "mentor_quota_price", "search")
    class MenteePriceEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    class MentorPriceEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: int
        def __init__(self, key: _Optional[str] = ..., value: _Optional[int] = ...) -> None: ...
    MENTEE_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTOR_PRICE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    BOUND_MICRO_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    MENTEE_IDS_FIELD_NUMBER: _ClassVar[int]
    MENTOR_IDS_FIELD_NUMBER: _ClassVar[int]
    MENTEE_QUOTAS_FIELD_NUMBER: _ClassVar[int]
    MENTOR_QUOTAS_FIELD_NUMBER: _ClassVar[int]
    MENTEE_QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    MENTOR_QUOTA_PRICE_FIELD_NUMBER: _ClassVar[int]
    SEARCH_FIELD_NUMBER: _ClassVar[int]
    mentee_price: _containers.ScalarMap[str, int]
    mentor_price: _containers.ScalarMap[str, int]
    limit_price: int
    bound_micro: int
    steps: _containers.RepeatedCompositeFieldContainer[GoalStep]
    mentee_ids: _containers.RepeatedScalarFieldContainer[str]
    mentor_ids: _containers.RepeatedScalarFieldContainer[str]
    mentee_quotas: _containers.RepeatedScalarFieldContainer[str]
    mentor_quotas: _containers.RepeatedScalarFieldContainer[str]
    mentee_quota_price: _containers.RepeatedScalarFieldContainer[int]
    mentor_quota_price: _containers.RepeatedScalarFieldContainer[int]
    search: SearchEvidence
    def __init__(self, mentee_price: _Optional[_Mapping[str, int]] = ..., mentor_price: _Optional[_Mapping[str, int]] = ..., limit_price: _Optional[int] = ..., bound_micro: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[GoalStep, _Mapping]]] = ..., mentee_ids: _Optional[_Iterable[str]] = ..., mentor_ids: _Optional[_Iterable[str]] = ..., mentee_quotas: _Optional[_Iterable[str]] = ..., mentor_quotas: _Optional[_Iterable[str]] = ..., mentee_quota_price: _Optional[_Iterable[int]] = ..., mentor_quota_price: _Optional[_Iterable[int]] = ..., search: _Optional[_Union[SearchEvidence, _Mapping]] = ...) -> None: ...

class ProofSplit(_message.Message):
    __slots__ = ("on_row", "index", "threshold", "low", "high")
    ON_ROW_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    THRESHOLD_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    on_row: bool
    index: int
    threshold: int
    low: int
    high: int
    def __init__(self, on_row: bool = ..., index: _Optional[int] = ..., threshold: _Optional[int] = ..., low: _Optional[int] = ..., high: _Optional[int] = ...) -> None: ...

class ProofLeaf(_message.Message):
    __slots__ = ("rows", "prices", "ray")
    ROWS_FIELD_NUMBER: _ClassVar[int]
    PRICES_FIELD_NUMBER: _ClassVar[int]
    RAY_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedScalarFieldContainer[int]
    prices: _containers.RepeatedScalarFieldContainer[int]
    ray: bool
    def __init__(self, rows: _Optional[_Iterable[int]] = ..., prices: _Optional[_Iterable[int]] = ..., ray: bool = ...) -> None: ...

class PairName(_message.Message):
    __slots__ = ("mentee_id", "mentor_id")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ...) -> None: ...

class ProofOddSet(_message.Message):
    __slots__ = ("authority_ids", "pairs", "by_least")
    AUTHORITY_IDS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    BY_LEAST_FIELD_NUMBER: _ClassVar[int]
    authority_ids: _containers.RepeatedScalarFieldContainer[str]
    pairs: _containers.RepeatedCompositeFieldContainer[PairName]
    by_least: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, authority_ids: _Optional[_Iterable[str]] = ..., pairs: _Optional[_Iterable[_Union[PairName, _Mapping]]] = ..., by_least: _Optional[_Iterable[str]] = ...) -> None: ...

class ProgramEvidence(_message.Message):
    __slots__ = ("kind", "scale", "splits", "leaves", "odd_sets")
    KIND_FIELD_NUMBER: _ClassVar[int]
    SCALE_FIELD_NUMBER: _ClassVar[int]
    SPLITS_FIELD_NUMBER: _ClassVar[int]
    LEAVES_FIELD_NUMBER: _ClassVar[int]
    ODD_SETS_FIELD_NUMBER: _ClassVar[int]
    kind: ProgramEvidenceKind
    scale: int
    splits: _containers.RepeatedCompositeFieldContainer[ProofSplit]
    leaves: _containers.RepeatedCompositeFieldContainer[ProofLeaf]
    odd_sets: _containers.RepeatedCompositeFieldContainer[ProofOddSet]
    def __init__(self, kind: _Optional[_Union[ProgramEvidenceKind, str]] = ..., scale: _Optional[int] = ..., splits: _Optional[_Iterable[_Union[ProofSplit, _Mapping]]] = ..., leaves: _Optional[_Iterable[_Union[ProofLeaf, _Mapping]]] = ..., odd_sets: _Optional[_Iterable[_Union[ProofOddSet, _Mapping]]] = ...) -> None: ...

class ExchangeEvidence(_message.Message):
    __slots__ = ("bound_micro", "steps")
    BOUND_MICRO_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    bound_micro: int
    steps: _containers.RepeatedCompositeFieldContainer[ProgramEvidence]
    def __init__(self, bound_micro: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[ProgramEvidence, _Mapping]]] = ...) -> None: ...

class Plan(_message.Message):
    __slots__ = ("programme_id", "kind", "state", "pairings", "left_out", "quality", "certificate", "verdict", "inputs_digest", "illustrative", "goal", "cycles", "visits", "exchange", "evidence")
    PROGRAMME_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAIRINGS_FIELD_NUMBER: _ClassVar[int]
    LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    CERTIFICATE_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    INPUTS_DIGEST_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    CYCLES_FIELD_NUMBER: _ClassVar[int]
    VISITS_FIELD_NUMBER: _ClassVar[int]
    EXCHANGE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    programme_id: str
    kind: _programme_pb2.PairingKind
    state: PlanState
    pairings: _containers.RepeatedCompositeFieldContainer[Pairing]
    left_out: _containers.RepeatedCompositeFieldContainer[LeftOut]
    quality: PlanQuality
    certificate: PlanCertificate
    verdict: Verdict
    inputs_digest: str
    illustrative: bool
    goal: _programme_pb2.Goal
    cycles: _containers.RepeatedCompositeFieldContainer[ExchangeCycle]
    visits: _containers.RepeatedCompositeFieldContainer[StudyVisit]
    exchange: ExchangeQuality
    evidence: ExchangeEvidence
    def __init__(self, programme_id: _Optional[str] = ..., kind: _Optional[_Union[_programme_pb2.PairingKind, str]] = ..., state: _Optional[_Union[PlanState, str]] = ..., pairings: _Optional[_Iterable[_Union[Pairing, _Mapping]]] = ..., left_out: _Optional[_Iterable[_Union[LeftOut, _Mapping]]] = ..., quality: _Optional[_Union[PlanQuality, _Mapping]] = ..., certificate: _Optional[_Union[PlanCertificate, _Mapping]] = ..., verdict: _Optional[_Union[Verdict, str]] = ..., inputs_digest: _Optional[str] = ..., illustrative: bool = ..., goal: _Optional[_Union[_programme_pb2.Goal, str]] = ..., cycles: _Optional[_Iterable[_Union[ExchangeCycle, _Mapping]]] = ..., visits: _Optional[_Iterable[_Union[StudyVisit, _Mapping]]] = ..., exchange: _Optional[_Union[ExchangeQuality, _Mapping]] = ..., evidence: _Optional[_Union[ExchangeEvidence, _Mapping]] = ...) -> None: ...

class StoredPlan(_message.Message):
    __slots__ = ("name", "plan", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    plan: Plan
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., plan: _Optional[_Union[Plan, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Suggestion(_message.Message):
    __slots__ = ("rank", "partner_id", "partner_name", "partner_country", "theme", "score", "partner_illustrative")
    RANK_FIELD_NUMBER: _ClassVar[int]
    PARTNER_ID_FIELD_NUMBER: _ClassVar[int]
    PARTNER_NAME_FIELD_NUMBER: _ClassVar[int]
    PARTNER_COUNTRY_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    rank: int
    partner_id: str
    partner_name: str
    partner_country: str
    theme: _taxonomy_pb2.Challenge
    score: PairScore
    partner_illustrative: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, rank: _Optional[int] = ..., partner_id: _Optional[str] = ..., partner_name: _Optional[str] = ..., partner_country: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., score: _Optional[_Union[PairScore, _Mapping]] = ..., partner_illustrative: _Optional[_Iterable[str]] = ...) -> None: ...

class ExcludedPartner(_message.Message):
    __slots__ = ("partner_id", "partner_name", "partner_country", "rules")
    PARTNER_ID_FIELD_NUMBER: _ClassVar[int]
    PARTNER_NAME_FIELD_NUMBER: _ClassVar[int]
    PARTNER_COUNTRY_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    partner_id: str
    partner_name: str
    partner_country: str
    rules: _containers.RepeatedScalarFieldContainer[_policy_pb2.HardRule]
    def __init__(self, partner_id: _Optional[str] = ..., partner_name: _Optional[str] = ..., partner_country: _Optional[str] = ..., rules: _Optional[_Iterable[_Union[_policy_pb2.HardRule, str]]] = ...) -> None: ...

class Suggestions(_message.Message):
    __slots__ = ("authority_id", "role", "suggestions", "excluded", "eligible")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    suggestions: _containers.RepeatedCompositeFieldContainer[Suggestion]
    excluded: _containers.RepeatedCompositeFieldContainer[ExcludedPartner]
    eligible: int
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., suggestions: _Optional[_Iterable[_Union[Suggestion, _Mapping]]] = ..., excluded: _Optional[_Iterable[_Union[ExcludedPartner, _Mapping]]] = ..., eligible: _Optional[int] = ...) -> None: ...

class JudgedPair(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "score_micro", "best_theme", "broken")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    BEST_THEME_FIELD_NUMBER: _ClassVar[int]
    BROKEN_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    score_micro: int
    best_theme: _taxonomy_pb2.Challenge
    broken: _containers.RepeatedScalarFieldContainer[_policy_pb2.HardRule]
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., score_micro: _Optional[int] = ..., best_theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., broken: _Optional[_Iterable[_Union[_policy_pb2.HardRule, str]]] = ...) -> None: ...

class CapacityFault(_message.Message):
    __slots__ = ("what", "authority_id", "found", "allowed", "quota")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    QUOTA_FIELD_NUMBER: _ClassVar[int]
    what: CapacityFaultKind
    authority_id: str
    found: int
    allowed: int
    quota: str
    def __init__(self, what: _Optional[_Union[CapacityFaultKind, str]] = ..., authority_id: _Optional[str] = ..., found: _Optional[int] = ..., allowed: _Optional[int] = ..., quota: _Optional[str] = ...) -> None: ...

class Evaluation(_message.Message):
    __slots__ = ("pairs", "faults", "quality", "feasible", "optimum_micro", "optimum_quality", "share_of_optimum_permille", "worst", "goal", "goal_quality")
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    FEASIBLE_FIELD_NUMBER: _ClassVar[int]
    OPTIMUM_MICRO_FIELD_NUMBER: _ClassVar[int]
    OPTIMUM_QUALITY_FIELD_NUMBER: _ClassVar[int]
    SHARE_OF_OPTIMUM_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    WORST_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    GOAL_QUALITY_FIELD_NUMBER: _ClassVar[int]
    pairs: _containers.RepeatedCompositeFieldContainer[JudgedPair]
    faults: _containers.RepeatedCompositeFieldContainer[CapacityFault]
    quality: PlanQuality
    feasible: bool
    optimum_micro: int
    optimum_quality: PlanQuality
    share_of_optimum_permille: int
    worst: JudgedPair
    goal: _programme_pb2.Goal
    goal_quality: PlanQuality
    def __init__(self, pairs: _Optional[_Iterable[_Union[JudgedPair, _Mapping]]] = ..., faults: _Optional[_Iterable[_Union[CapacityFault, _Mapping]]] = ..., quality: _Optional[_Union[PlanQuality, _Mapping]] = ..., feasible: bool = ..., optimum_micro: _Optional[int] = ..., optimum_quality: _Optional[_Union[PlanQuality, _Mapping]] = ..., share_of_optimum_permille: _Optional[int] = ..., worst: _Optional[_Union[JudgedPair, _Mapping]] = ..., goal: _Optional[_Union[_programme_pb2.Goal, str]] = ..., goal_quality: _Optional[_Union[PlanQuality, _Mapping]] = ...) -> None: ...

class RoleReadiness(_message.Message):
    __slots__ = ("authority_id", "role", "missing", "eligible_partners", "illustrative")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_PARTNERS_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    missing: _containers.RepeatedScalarFieldContainer[str]
    eligible_partners: int
    illustrative: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., missing: _Optional[_Iterable[str]] = ..., eligible_partners: _Optional[int] = ..., illustrative: _Optional[_Iterable[str]] = ...) -> None: ...

class RuleCost(_message.Message):
    __slots__ = ("rule", "pairs", "pairs_alone")
    RULE_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_ALONE_FIELD_NUMBER: _ClassVar[int]
    rule: _policy_pb2.HardRule
    pairs: int
    pairs_alone: int
    def __init__(self, rule: _Optional[_Union[_policy_pb2.HardRule, str]] = ..., pairs: _Optional[int] = ..., pairs_alone: _Optional[int] = ...) -> None: ...

class ReadinessReport(_message.Message):
    __slots__ = ("authorities", "mentees_ready", "mentors_ready", "pairs", "pairs_eligible", "roles", "no_role", "rules", "remarks")
    AUTHORITIES_FIELD_NUMBER: _ClassVar[int]
    MENTEES_READY_FIELD_NUMBER: _ClassVar[int]
    MENTORS_READY_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    NO_ROLE_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    REMARKS_FIELD_NUMBER: _ClassVar[int]
    authorities: int
    mentees_ready: int
    mentors_ready: int
    pairs: int
    pairs_eligible: int
    roles: _containers.RepeatedCompositeFieldContainer[RoleReadiness]
    no_role: _containers.RepeatedScalarFieldContainer[str]
    rules: _containers.RepeatedCompositeFieldContainer[RuleCost]
    remarks: _containers.RepeatedCompositeFieldContainer[Reason]
    def __init__(self, authorities: _Optional[int] = ..., mentees_ready: _Optional[int] = ..., mentors_ready: _Optional[int] = ..., pairs: _Optional[int] = ..., pairs_eligible: _Optional[int] = ..., roles: _Optional[_Iterable[_Union[RoleReadiness, _Mapping]]] = ..., no_role: _Optional[_Iterable[str]] = ..., rules: _Optional[_Iterable[_Union[RuleCost, _Mapping]]] = ..., remarks: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ...) -> None: ...
