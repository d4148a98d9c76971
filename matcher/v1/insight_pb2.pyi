from matcher.v1 import plan_pb2 as _plan_pb2
from matcher.v1 import policy_pb2 as _policy_pb2
from matcher.v1 import programme_pb2 as _programme_pb2
from matcher.v1 import scenario_pb2 as _scenario_pb2
from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PlanMoveKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PLAN_MOVE_KIND_UNSPECIFIED: _ClassVar[PlanMoveKind]
    PLAN_MOVE_KIND_TAKES: _ClassVar[PlanMoveKind]
    PLAN_MOVE_KIND_LEFT_OUT: _ClassVar[PlanMoveKind]
    PLAN_MOVE_KIND_FEWER: _ClassVar[PlanMoveKind]
    PLAN_MOVE_KIND_FREED: _ClassVar[PlanMoveKind]
    PLAN_MOVE_KIND_PARTED: _ClassVar[PlanMoveKind]

class PriceMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PRICE_METHOD_UNSPECIFIED: _ClassVar[PriceMethod]
    PRICE_METHOD_SHORTEST_PATH: _ClassVar[PriceMethod]
    PRICE_METHOD_RESOLVE: _ClassVar[PriceMethod]

class WhyNotStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WHY_NOT_STATUS_UNSPECIFIED: _ClassVar[WhyNotStatus]
    WHY_NOT_STATUS_RULED_OUT: _ClassVar[WhyNotStatus]
    WHY_NOT_STATUS_IN_PLAN: _ClassVar[WhyNotStatus]
    WHY_NOT_STATUS_AS_GOOD: _ClassVar[WhyNotStatus]
    WHY_NOT_STATUS_COSTS: _ClassVar[WhyNotStatus]
    WHY_NOT_STATUS_CLASHES: _ClassVar[WhyNotStatus]

class LateAdviceCode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LATE_ADVICE_CODE_UNSPECIFIED: _ClassVar[LateAdviceCode]
    LATE_ADVICE_CODE_ACCEPT: _ClassVar[LateAdviceCode]
    LATE_ADVICE_CODE_HOLD: _ClassVar[LateAdviceCode]
    LATE_ADVICE_CODE_NO_PARTNER: _ClassVar[LateAdviceCode]
    LATE_ADVICE_CODE_NOT_READY: _ClassVar[LateAdviceCode]

class RiskMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RISK_MODE_UNSPECIFIED: _ClassVar[RiskMode]
    RISK_MODE_REPAIR: _ClassVar[RiskMode]
    RISK_MODE_REPLAN: _ClassVar[RiskMode]
PLAN_MOVE_KIND_UNSPECIFIED: PlanMoveKind
PLAN_MOVE_KIND_TAKES: PlanMoveKind
PLAN_MOVE_KIND_LEFT_OUT: PlanMoveKind
PLAN_MOVE_KIND_FEWER: PlanMoveKind
PLAN_MOVE_KIND_FREED: PlanMoveKind
PLAN_MOVE_KIND_PARTED: PlanMoveKind
PRICE_METHOD_UNSPECIFIED: PriceMethod
PRICE_METHOD_SHORTEST_PATH: PriceMethod
PRICE_METHOD_RESOLVE: PriceMethod
WHY_NOT_STATUS_UNSPECIFIED: WhyNotStatus
WHY_NOT_STATUS_RULED_OUT: WhyNotStatus
WHY_NOT_STATUS_IN_PLAN: WhyNotStatus
WHY_NOT_STATUS_AS_GOOD: WhyNotStatus
WHY_NOT_STATUS_COSTS: WhyNotStatus
WHY_NOT_STATUS_CLASHES: WhyNotStatus
LATE_ADVICE_CODE_UNSPECIFIED: LateAdviceCode
LATE_ADVICE_CODE_ACCEPT: LateAdviceCode
LATE_ADVICE_CODE_HOLD: LateAdviceCode
LATE_ADVICE_CODE_NO_PARTNER: LateAdviceCode
LATE_ADVICE_CODE_NOT_READY: LateAdviceCode
RISK_MODE_UNSPECIFIED: RiskMode
RISK_MODE_REPAIR: RiskMode
RISK_MODE_REPLAN: RiskMode

class TermWeight(_message.Message):
    __slots__ = ("term", "weight_micro")
    TERM_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_MICRO_FIELD_NUMBER: _ClassVar[int]
    term: _policy_pb2.Term
    weight_micro: int
    def __init__(self, term: _Optional[_Union[_policy_pb2.Term, str]] = ..., weight_micro: _Optional[int] = ...) -> None: ...

class PlanMove(_message.Message):
    __slots__ = ("kind", "mentee_id", "mentor_id", "from_id", "partners", "score_micro")
    KIND_FIELD_NUMBER: _ClassVar[int]
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_ID_FIELD_NUMBER: _ClassVar[int]
    PARTNERS_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    kind: PlanMoveKind
    mentee_id: str
    mentor_id: str
    from_id: str
    partners: int
    score_micro: int
    def __init__(self, kind: _Optional[_Union[PlanMoveKind, str]] = ..., mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., from_id: _Optional[str] = ..., partners: _Optional[int] = ..., score_micro: _Optional[int] = ...) -> None: ...

class AlternativePlan(_message.Message):
    __slots__ = ("total_micro", "loss_micro", "gone", "new", "chain", "messages", "method", "proved")
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    LOSS_MICRO_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    CHAIN_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    PROVED_FIELD_NUMBER: _ClassVar[int]
    total_micro: int
    loss_micro: int
    gone: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScoredPair]
    new: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScoredPair]
    chain: _containers.RepeatedCompositeFieldContainer[PlanMove]
    messages: _containers.RepeatedCompositeFieldContainer[_plan_pb2.Reason]
    method: PriceMethod
    proved: bool
    def __init__(self, total_micro: _Optional[int] = ..., loss_micro: _Optional[int] = ..., gone: _Optional[_Iterable[_Union[_scenario_pb2.ScoredPair, _Mapping]]] = ..., new: _Optional[_Iterable[_Union[_scenario_pb2.ScoredPair, _Mapping]]] = ..., chain: _Optional[_Iterable[_Union[PlanMove, _Mapping]]] = ..., messages: _Optional[_Iterable[_Union[_plan_pb2.Reason, _Mapping]]] = ..., method: _Optional[_Union[PriceMethod, str]] = ..., proved: bool = ...) -> None: ...

class CodeShare(_message.Message):
    __slots__ = ("code", "need", "strength", "evidence", "related", "fit_permille", "best", "micro", "message")
    CODE_FIELD_NUMBER: _ClassVar[int]
    NEED_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    RELATED_FIELD_NUMBER: _ClassVar[int]
    FIT_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    MICRO_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    code: _taxonomy_pb2.Challenge
    need: int
    strength: int
    evidence: _taxonomy_pb2.Evidence
    related: _taxonomy_pb2.Challenge
    fit_permille: int
    best: bool
    micro: int
    message: _plan_pb2.Reason
    def __init__(self, code: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., need: _Optional[int] = ..., strength: _Optional[int] = ..., evidence: _Optional[_Union[_taxonomy_pb2.Evidence, str]] = ..., related: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., fit_permille: _Optional[int] = ..., best: bool = ..., micro: _Optional[int] = ..., message: _Optional[_Union[_plan_pb2.Reason, _Mapping]] = ...) -> None: ...

class TermFall(_message.Message):
    __slots__ = ("term", "permille", "falls_at_permille")
    TERM_FIELD_NUMBER: _ClassVar[int]
    PERMILLE_FIELD_NUMBER: _ClassVar[int]
    FALLS_AT_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    term: _policy_pb2.Term
    permille: int
    falls_at_permille: int
    def __init__(self, term: _Optional[_Union[_policy_pb2.Term, str]] = ..., permille: _Optional[int] = ..., falls_at_permille: _Optional[int] = ...) -> None: ...

class WhyPair(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "theme", "score_micro", "contributions", "codes", "reasons", "remarks", "pinned", "nearest", "mentee_gets", "mentor_gets", "causes", "falls_at_drop_micro", "terms", "messages")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    CONTRIBUTIONS_FIELD_NUMBER: _ClassVar[int]
    CODES_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    REMARKS_FIELD_NUMBER: _ClassVar[int]
    PINNED_FIELD_NUMBER: _ClassVar[int]
    NEAREST_FIELD_NUMBER: _ClassVar[int]
    MENTEE_GETS_FIELD_NUMBER: _ClassVar[int]
    MENTOR_GETS_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    FALLS_AT_DROP_MICRO_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    theme: _taxonomy_pb2.Challenge
    score_micro: int
    contributions: _containers.RepeatedCompositeFieldContainer[_plan_pb2.Contribution]
    codes: _containers.RepeatedCompositeFieldContainer[CodeShare]
    reasons: _containers.RepeatedCompositeFieldContainer[_plan_pb2.Reason]
    remarks: _containers.RepeatedCompositeFieldContainer[_plan_pb2.Reason]
    pinned: bool
    nearest: AlternativePlan
    mentee_gets: _containers.RepeatedScalarFieldContainer[str]
    mentor_gets: _containers.RepeatedScalarFieldContainer[str]
    causes: _containers.RepeatedScalarFieldContainer[str]
    falls_at_drop_micro: int
    terms: _containers.RepeatedCompositeFieldContainer[TermFall]
    messages: _containers.RepeatedCompositeFieldContainer[_plan_pb2.Reason]
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., score_micro: _Optional[int] = ..., contributions: _Optional[_Iterable[_Union[_plan_pb2.Contribution, _Mapping]]] = ..., codes: _Optional[_Iterable[_Union[CodeShare, _Mapping]]] = ..., reasons: _Optional[_Iterable[_Union[_plan_pb2.Reason, _Mapping]]] = ..., remarks: _Optional[_Iterable[_Union[_plan_pb2.Reason, _Mapping]]] = ..., pinned: bool = ..., nearest: _Optional[_Union[AlternativePlan, _Mapping]] = ..., mentee_gets: _Optional[_Iterable[str]] = ..., mentor_gets: _Optional[_Iterable[str]] = ..., causes: _Optional[_Iterable[str]] = ..., falls_at_drop_micro: _Optional[int] = ..., terms: _Optional[_Iterable[_Union[TermFall, _Mapping]]] = ..., messages: _Optional[_Iterable[_Union[_plan_pb2.Reason, _Mapping]]] = ...) -> None: ...

class WhyNot(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "status", "rules", "score_micro", "goal", "forced", "causes", "messages")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    FORCED_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    MESSAGES_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    status: WhyNotStatus
    rules: _containers.RepeatedScalarFieldContainer[_policy_pb2.HardRule]
    score_micro: int
    goal: _programme_pb2.Goal
    forced: AlternativePlan
    causes: _containers.RepeatedScalarFieldContainer[str]
    messages: _containers.RepeatedCompositeFieldContainer[_plan_pb2.Reason]
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., status: _Optional[_Union[WhyNotStatus, str]] = ..., rules: _Optional[_Iterable[_Union[_policy_pb2.HardRule, str]]] = ..., score_micro: _Optional[int] = ..., goal: _Optional[_Union[_programme_pb2.Goal, str]] = ..., forced: _Optional[_Union[AlternativePlan, _Mapping]] = ..., causes: _Optional[_Iterable[str]] = ..., messages: _Optional[_Iterable[_Union[_plan_pb2.Reason, _Mapping]]] = ...) -> None: ...

class ReservePartner(_message.Message):
    __slots__ = ("partner_id", "theme", "score_micro", "loss_micro", "has_room")
    PARTNER_ID_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    LOSS_MICRO_FIELD_NUMBER: _ClassVar[int]
    HAS_ROOM_FIELD_NUMBER: _ClassVar[int]
    partner_id: str
    theme: _taxonomy_pb2.Challenge
    score_micro: int
    loss_micro: int
    has_room: bool
    def __init__(self, partner_id: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., score_micro: _Optional[int] = ..., loss_micro: _Optional[int] = ..., has_room: bool = ...) -> None: ...

class ReserveList(_message.Message):
    __slots__ = ("authority_id", "role", "partner_ids", "reserve", "eligible", "impossible")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_IDS_FIELD_NUMBER: _ClassVar[int]
    RESERVE_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    IMPOSSIBLE_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    partner_ids: _containers.RepeatedScalarFieldContainer[str]
    reserve: _containers.RepeatedCompositeFieldContainer[ReservePartner]
    eligible: int
    impossible: int
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., partner_ids: _Optional[_Iterable[str]] = ..., reserve: _Optional[_Iterable[_Union[ReservePartner, _Mapping]]] = ..., eligible: _Optional[int] = ..., impossible: _Optional[int] = ...) -> None: ...

class ReserveLists(_message.Message):
    __slots__ = ("lists",)
    LISTS_FIELD_NUMBER: _ClassVar[int]
    lists: _containers.RepeatedCompositeFieldContainer[ReserveList]
    def __init__(self, lists: _Optional[_Iterable[_Union[ReserveList, _Mapping]]] = ...) -> None: ...

class PlaceValue(_message.Message):
    __slots__ = ("authority_id", "role", "places", "used", "free", "one_more_micro", "one_less_micro")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PLACES_FIELD_NUMBER: _ClassVar[int]
    USED_FIELD_NUMBER: _ClassVar[int]
    FREE_FIELD_NUMBER: _ClassVar[int]
    ONE_MORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    ONE_LESS_MICRO_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    places: int
    used: int
    free: int
    one_more_micro: int
    one_less_micro: int
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., places: _Optional[int] = ..., used: _Optional[int] = ..., free: _Optional[int] = ..., one_more_micro: _Optional[int] = ..., one_less_micro: _Optional[int] = ...) -> None: ...

class PlaceReport(_message.Message):
    __slots__ = ("mentors", "mentees")
    MENTORS_FIELD_NUMBER: _ClassVar[int]
    MENTEES_FIELD_NUMBER: _ClassVar[int]
    mentors: _containers.RepeatedCompositeFieldContainer[PlaceValue]
    mentees: _containers.RepeatedCompositeFieldContainer[PlaceValue]
    def __init__(self, mentors: _Optional[_Iterable[_Union[PlaceValue, _Mapping]]] = ..., mentees: _Optional[_Iterable[_Union[PlaceValue, _Mapping]]] = ...) -> None: ...

class CopyGain(_message.Message):
    __slots__ = ("like_id", "gain_micro")
    LIKE_ID_FIELD_NUMBER: _ClassVar[int]
    GAIN_MICRO_FIELD_NUMBER: _ClassVar[int]
    like_id: str
    gain_micro: int
    def __init__(self, like_id: _Optional[str] = ..., gain_micro: _Optional[int] = ...) -> None: ...

class ThemeNeed(_message.Message):
    __slots__ = ("theme", "mentees", "mentees_first", "mentors", "places", "pairs", "unmet", "best", "median_micro", "short")
    THEME_FIELD_NUMBER: _ClassVar[int]
    MENTEES_FIELD_NUMBER: _ClassVar[int]
    MENTEES_FIRST_FIELD_NUMBER: _ClassVar[int]
    MENTORS_FIELD_NUMBER: _ClassVar[int]
    PLACES_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    UNMET_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_MICRO_FIELD_NUMBER: _ClassVar[int]
    SHORT_FIELD_NUMBER: _ClassVar[int]
    theme: _taxonomy_pb2.Challenge
    mentees: int
    mentees_first: int
    mentors: int
    places: int
    pairs: int
    unmet: int
    best: CopyGain
    median_micro: int
    short: bool
    def __init__(self, theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., mentees: _Optional[int] = ..., mentees_first: _Optional[int] = ..., mentors: _Optional[int] = ..., places: _Optional[int] = ..., pairs: _Optional[int] = ..., unmet: _Optional[int] = ..., best: _Optional[_Union[CopyGain, _Mapping]] = ..., median_micro: _Optional[int] = ..., short: bool = ...) -> None: ...

class ThemeReport(_message.Message):
    __slots__ = ("themes", "short")
    THEMES_FIELD_NUMBER: _ClassVar[int]
    SHORT_FIELD_NUMBER: _ClassVar[int]
    themes: _containers.RepeatedCompositeFieldContainer[ThemeNeed]
    short: _containers.RepeatedScalarFieldContainer[_taxonomy_pb2.Challenge]
    def __init__(self, themes: _Optional[_Iterable[_Union[ThemeNeed, _Mapping]]] = ..., short: _Optional[_Iterable[_Union[_taxonomy_pb2.Challenge, str]]] = ...) -> None: ...

class BudgetPoint(_message.Message):
    __slots__ = ("pairs", "total_micro", "next_micro", "allowed")
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    NEXT_MICRO_FIELD_NUMBER: _ClassVar[int]
    ALLOWED_FIELD_NUMBER: _ClassVar[int]
    pairs: int
    total_micro: int
    next_micro: int
    allowed: bool
    def __init__(self, pairs: _Optional[int] = ..., total_micro: _Optional[int] = ..., next_micro: _Optional[int] = ..., allowed: bool = ...) -> None: ...

class BudgetCurve(_message.Message):
    __slots__ = ("points", "pair_min", "pair_limit", "best_pairs")
    POINTS_FIELD_NUMBER: _ClassVar[int]
    PAIR_MIN_FIELD_NUMBER: _ClassVar[int]
    PAIR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    BEST_PAIRS_FIELD_NUMBER: _ClassVar[int]
    points: _containers.RepeatedCompositeFieldContainer[BudgetPoint]
    pair_min: int
    pair_limit: int
    best_pairs: int
    def __init__(self, points: _Optional[_Iterable[_Union[BudgetPoint, _Mapping]]] = ..., pair_min: _Optional[int] = ..., pair_limit: _Optional[int] = ..., best_pairs: _Optional[int] = ...) -> None: ...

class FloorPoint(_message.Message):
    __slots__ = ("floor_micro", "total_micro", "price_micro", "price_permille")
    FLOOR_MICRO_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    PRICE_MICRO_FIELD_NUMBER: _ClassVar[int]
    PRICE_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    floor_micro: int
    total_micro: int
    price_micro: int
    price_permille: int
    def __init__(self, floor_micro: _Optional[int] = ..., total_micro: _Optional[int] = ..., price_micro: _Optional[int] = ..., price_permille: _Optional[int] = ...) -> None: ...

class FairnessCurve(_message.Message):
    __slots__ = ("pairs", "greatest_micro", "points", "changes")
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    GREATEST_MICRO_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    pairs: int
    greatest_micro: int
    points: _containers.RepeatedCompositeFieldContainer[FloorPoint]
    changes: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScoreChange]
    def __init__(self, pairs: _Optional[int] = ..., greatest_micro: _Optional[int] = ..., points: _Optional[_Iterable[_Union[FloorPoint, _Mapping]]] = ..., changes: _Optional[_Iterable[_Union[_scenario_pb2.ScoreChange, _Mapping]]] = ...) -> None: ...

class LateOption(_message.Message):
    __slots__ = ("partner_id", "score_micro", "price_micro", "net_micro")
    PARTNER_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    PRICE_MICRO_FIELD_NUMBER: _ClassVar[int]
    NET_MICRO_FIELD_NUMBER: _ClassVar[int]
    partner_id: str
    score_micro: int
    price_micro: int
    net_micro: int
    def __init__(self, partner_id: _Optional[str] = ..., score_micro: _Optional[int] = ..., price_micro: _Optional[int] = ..., net_micro: _Optional[int] = ...) -> None: ...

class LateRole(_message.Message):
    __slots__ = ("role", "advice", "options", "missing", "message")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    role: _taxonomy_pb2.Role
    advice: LateAdviceCode
    options: _containers.RepeatedCompositeFieldContainer[LateOption]
    missing: _containers.RepeatedScalarFieldContainer[str]
    message: _plan_pb2.Reason
    def __init__(self, role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., advice: _Optional[_Union[LateAdviceCode, str]] = ..., options: _Optional[_Iterable[_Union[LateOption, _Mapping]]] = ..., missing: _Optional[_Iterable[str]] = ..., message: _Optional[_Union[_plan_pb2.Reason, _Mapping]] = ...) -> None: ...

class LatePlan(_message.Message):
    __slots__ = ("total_micro", "gain_micro", "mentor_ids", "mentee_ids", "gone", "new", "infeasible")
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    GAIN_MICRO_FIELD_NUMBER: _ClassVar[int]
    MENTOR_IDS_FIELD_NUMBER: _ClassVar[int]
    MENTEE_IDS_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    INFEASIBLE_FIELD_NUMBER: _ClassVar[int]
    total_micro: int
    gain_micro: int
    mentor_ids: _containers.RepeatedScalarFieldContainer[str]
    mentee_ids: _containers.RepeatedScalarFieldContainer[str]
    gone: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScoredPair]
    new: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScoredPair]
    infeasible: str
    def __init__(self, total_micro: _Optional[int] = ..., gain_micro: _Optional[int] = ..., mentor_ids: _Optional[_Iterable[str]] = ..., mentee_ids: _Optional[_Iterable[str]] = ..., gone: _Optional[_Iterable[_Union[_scenario_pb2.ScoredPair, _Mapping]]] = ..., new: _Optional[_Iterable[_Union[_scenario_pb2.ScoredPair, _Mapping]]] = ..., infeasible: _Optional[str] = ...) -> None: ...

class LateAdvice(_message.Message):
    __slots__ = ("authority_id", "moving", "frozen", "roles", "futures")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    MOVING_FIELD_NUMBER: _ClassVar[int]
    FROZEN_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    FUTURES_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    moving: LatePlan
    frozen: LatePlan
    roles: _containers.RepeatedCompositeFieldContainer[LateRole]
    futures: int
    def __init__(self, authority_id: _Optional[str] = ..., moving: _Optional[_Union[LatePlan, _Mapping]] = ..., frozen: _Optional[_Union[LatePlan, _Mapping]] = ..., roles: _Optional[_Iterable[_Union[LateRole, _Mapping]]] = ..., futures: _Optional[int] = ...) -> None: ...

class WeightRange(_message.Message):
    __slots__ = ("term", "weight_micro", "low_micro", "high_micro", "lost_low_micro", "lost_high_micro", "can_vary")
    TERM_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_MICRO_FIELD_NUMBER: _ClassVar[int]
    LOW_MICRO_FIELD_NUMBER: _ClassVar[int]
    HIGH_MICRO_FIELD_NUMBER: _ClassVar[int]
    LOST_LOW_MICRO_FIELD_NUMBER: _ClassVar[int]
    LOST_HIGH_MICRO_FIELD_NUMBER: _ClassVar[int]
    CAN_VARY_FIELD_NUMBER: _ClassVar[int]
    term: _policy_pb2.Term
    weight_micro: int
    low_micro: int
    high_micro: int
    lost_low_micro: int
    lost_high_micro: int
    can_vary: bool
    def __init__(self, term: _Optional[_Union[_policy_pb2.Term, str]] = ..., weight_micro: _Optional[int] = ..., low_micro: _Optional[int] = ..., high_micro: _Optional[int] = ..., lost_low_micro: _Optional[int] = ..., lost_high_micro: _Optional[int] = ..., can_vary: bool = ...) -> None: ...

class PairRanges(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "ranges")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    RANGES_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    ranges: _containers.RepeatedCompositeFieldContainer[WeightRange]
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., ranges: _Optional[_Iterable[_Union[WeightRange, _Mapping]]] = ...) -> None: ...

class WeightRanges(_message.Message):
    __slots__ = ("step_micro", "plan", "pairs", "points", "solves")
    STEP_MICRO_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    SOLVES_FIELD_NUMBER: _ClassVar[int]
    step_micro: int
    plan: _containers.RepeatedCompositeFieldContainer[WeightRange]
    pairs: _containers.RepeatedCompositeFieldContainer[PairRanges]
    points: int
    solves: int
    def __init__(self, step_micro: _Optional[int] = ..., plan: _Optional[_Iterable[_Union[WeightRange, _Mapping]]] = ..., pairs: _Optional[_Iterable[_Union[PairRanges, _Mapping]]] = ..., points: _Optional[int] = ..., solves: _Optional[int] = ...) -> None: ...

class Survival(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "survived", "share", "share_error", "robust")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SURVIVED_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    SHARE_ERROR_FIELD_NUMBER: _ClassVar[int]
    ROBUST_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    survived: int
    share: float
    share_error: float
    robust: bool
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., survived: _Optional[int] = ..., share: _Optional[float] = ..., share_error: _Optional[float] = ..., robust: bool = ...) -> None: ...

class Robustness(_message.Message):
    __slots__ = ("samples", "seed", "concentration", "pairs", "best", "worst_permille", "mean_permille", "worst_weights_micro")
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    CONCENTRATION_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    WORST_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    MEAN_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    WORST_WEIGHTS_MICRO_FIELD_NUMBER: _ClassVar[int]
    samples: int
    seed: int
    concentration: int
    pairs: _containers.RepeatedCompositeFieldContainer[Survival]
    best: int
    worst_permille: int
    mean_permille: float
    worst_weights_micro: _containers.RepeatedCompositeFieldContainer[TermWeight]
    def __init__(self, samples: _Optional[int] = ..., seed: _Optional[int] = ..., concentration: _Optional[int] = ..., pairs: _Optional[_Iterable[_Union[Survival, _Mapping]]] = ..., best: _Optional[int] = ..., worst_permille: _Optional[int] = ..., mean_permille: _Optional[float] = ..., worst_weights_micro: _Optional[_Iterable[_Union[TermWeight, _Mapping]]] = ...) -> None: ...

class NearTie(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "score_micro", "loss_micro", "alternative")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    LOSS_MICRO_FIELD_NUMBER: _ClassVar[int]
    ALTERNATIVE_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    score_micro: int
    loss_micro: int
    alternative: AlternativePlan
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., score_micro: _Optional[int] = ..., loss_micro: _Optional[int] = ..., alternative: _Optional[_Union[AlternativePlan, _Mapping]] = ...) -> None: ...

class NearTies(_message.Message):
    __slots__ = ("hair_micro", "inside", "outside")
    HAIR_MICRO_FIELD_NUMBER: _ClassVar[int]
    INSIDE_FIELD_NUMBER: _ClassVar[int]
    OUTSIDE_FIELD_NUMBER: _ClassVar[int]
    hair_micro: int
    inside: _containers.RepeatedCompositeFieldContainer[NearTie]
    outside: _containers.RepeatedCompositeFieldContainer[NearTie]
    def __init__(self, hair_micro: _Optional[int] = ..., inside: _Optional[_Iterable[_Union[NearTie, _Mapping]]] = ..., outside: _Optional[_Iterable[_Union[NearTie, _Mapping]]] = ...) -> None: ...

class Ratio(_message.Message):
    __slots__ = ("numerator", "denominator")
    NUMERATOR_FIELD_NUMBER: _ClassVar[int]
    DENOMINATOR_FIELD_NUMBER: _ClassVar[int]
    numerator: str
    denominator: str
    def __init__(self, numerator: _Optional[str] = ..., denominator: _Optional[str] = ...) -> None: ...

class ExpectedValue(_message.Message):
    __slots__ = ("exact", "value", "error")
    EXACT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    exact: Ratio
    value: float
    error: float
    def __init__(self, exact: _Optional[_Union[Ratio, _Mapping]] = ..., value: _Optional[float] = ..., error: _Optional[float] = ...) -> None: ...

class OwnRisk(_message.Message):
    __slots__ = ("authority_id", "probability_permille", "loss_micro", "served", "broken", "expected_loss_micro")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    LOSS_MICRO_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    BROKEN_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_LOSS_MICRO_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    probability_permille: int
    loss_micro: int
    served: int
    broken: int
    expected_loss_micro: Ratio
    def __init__(self, authority_id: _Optional[str] = ..., probability_permille: _Optional[int] = ..., loss_micro: _Optional[int] = ..., served: _Optional[int] = ..., broken: _Optional[int] = ..., expected_loss_micro: _Optional[_Union[Ratio, _Mapping]] = ...) -> None: ...

class DropOutRisk(_message.Message):
    __slots__ = ("mode", "exact", "outcomes", "samples", "seed", "base_total_micro", "base_served", "total_micro", "served", "broken", "no_plan", "nobody", "authorities")
    MODE_FIELD_NUMBER: _ClassVar[int]
    EXACT_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    BASE_TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    BASE_SERVED_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    BROKEN_FIELD_NUMBER: _ClassVar[int]
    NO_PLAN_FIELD_NUMBER: _ClassVar[int]
    NOBODY_FIELD_NUMBER: _ClassVar[int]
    AUTHORITIES_FIELD_NUMBER: _ClassVar[int]
    mode: RiskMode
    exact: bool
    outcomes: int
    samples: int
    seed: int
    base_total_micro: int
    base_served: int
    total_micro: ExpectedValue
    served: ExpectedValue
    broken: ExpectedValue
    no_plan: ExpectedValue
    nobody: Ratio
    authorities: _containers.RepeatedCompositeFieldContainer[OwnRisk]
    def __init__(self, mode: _Optional[_Union[RiskMode, str]] = ..., exact: bool = ..., outcomes: _Optional[int] = ..., samples: _Optional[int] = ..., seed: _Optional[int] = ..., base_total_micro: _Optional[int] = ..., base_served: _Optional[int] = ..., total_micro: _Optional[_Union[ExpectedValue, _Mapping]] = ..., served: _Optional[_Union[ExpectedValue, _Mapping]] = ..., broken: _Optional[_Union[ExpectedValue, _Mapping]] = ..., no_plan: _Optional[_Union[ExpectedValue, _Mapping]] = ..., nobody: _Optional[_Union[Ratio, _Mapping]] = ..., authorities: _Optional[_Iterable[_Union[OwnRisk, _Mapping]]] = ...) -> None: ...

class OwnPartner(_message.Message):
    __slots__ = ("partner_id", "score_micro", "own_score_micro", "rank", "own_rank", "loss_micro")
    PARTNER_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    OWN_SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    OWN_RANK_FIELD_NUMBER: _ClassVar[int]
    LOSS_MICRO_FIELD_NUMBER: _ClassVar[int]
    partner_id: str
    score_micro: int
    own_score_micro: int
    rank: int
    own_rank: int
    loss_micro: int
    def __init__(self, partner_id: _Optional[str] = ..., score_micro: _Optional[int] = ..., own_score_micro: _Optional[int] = ..., rank: _Optional[int] = ..., own_rank: _Optional[int] = ..., loss_micro: _Optional[int] = ...) -> None: ...

class OwnView(_message.Message):
    __slots__ = ("authority_id", "role", "weights_micro", "eligible", "partners", "best", "own_best", "agrees", "best_micro")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_MICRO_FIELD_NUMBER: _ClassVar[int]
    ELIGIBLE_FIELD_NUMBER: _ClassVar[int]
    PARTNERS_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    OWN_BEST_FIELD_NUMBER: _ClassVar[int]
    AGREES_FIELD_NUMBER: _ClassVar[int]
    BEST_MICRO_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    weights_micro: _containers.RepeatedCompositeFieldContainer[TermWeight]
    eligible: int
    partners: _containers.RepeatedCompositeFieldContainer[OwnPartner]
    best: OwnPartner
    own_best: OwnPartner
    agrees: bool
    best_micro: int
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., weights_micro: _Optional[_Iterable[_Union[TermWeight, _Mapping]]] = ..., eligible: _Optional[int] = ..., partners: _Optional[_Iterable[_Union[OwnPartner, _Mapping]]] = ..., best: _Optional[_Union[OwnPartner, _Mapping]] = ..., own_best: _Optional[_Union[OwnPartner, _Mapping]] = ..., agrees: bool = ..., best_micro: _Optional[int] = ...) -> None: ...

class OwnWeightsReport(_message.Message):
    __slots__ = ("views", "stated", "with_partner", "satisfied", "plan_micro", "best_micro")
    VIEWS_FIELD_NUMBER: _ClassVar[int]
    STATED_FIELD_NUMBER: _ClassVar[int]
    WITH_PARTNER_FIELD_NUMBER: _ClassVar[int]
    SATISFIED_FIELD_NUMBER: _ClassVar[int]
    PLAN_MICRO_FIELD_NUMBER: _ClassVar[int]
    BEST_MICRO_FIELD_NUMBER: _ClassVar[int]
    views: _containers.RepeatedCompositeFieldContainer[OwnView]
    stated: int
    with_partner: int
    satisfied: int
    plan_micro: int
    best_micro: int
    def __init__(self, views: _Optional[_Iterable[_Union[OwnView, _Mapping]]] = ..., stated: _Optional[int] = ..., with_partner: _Optional[int] = ..., satisfied: _Optional[int] = ..., plan_micro: _Optional[int] = ..., best_micro: _Optional[int] = ...) -> None: ...
