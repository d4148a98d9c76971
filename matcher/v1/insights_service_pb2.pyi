from matcher.v1 import authority_pb2 as _authority_pb2
from matcher.v1 import insight_pb2 as _insight_pb2
from matcher.v1 import plan_pb2 as _plan_pb2
from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExplainWhyRequest(_message.Message):
    __slots__ = ("plan", "mentee_id", "mentor_id")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    plan: str
    mentee_id: str
    mentor_id: str
    def __init__(self, plan: _Optional[str] = ..., mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ...) -> None: ...

class ExplainWhyResponse(_message.Message):
    __slots__ = ("why",)
    WHY_FIELD_NUMBER: _ClassVar[int]
    why: _insight_pb2.WhyPair
    def __init__(self, why: _Optional[_Union[_insight_pb2.WhyPair, _Mapping]] = ...) -> None: ...

class ExplainWhyNotRequest(_message.Message):
    __slots__ = ("plan", "mentee_id", "mentor_id")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    plan: str
    mentee_id: str
    mentor_id: str
    def __init__(self, plan: _Optional[str] = ..., mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ...) -> None: ...

class ExplainWhyNotResponse(_message.Message):
    __slots__ = ("why_not",)
    WHY_NOT_FIELD_NUMBER: _ClassVar[int]
    why_not: _insight_pb2.WhyNot
    def __init__(self, why_not: _Optional[_Union[_insight_pb2.WhyNot, _Mapping]] = ...) -> None: ...

class GetReserveRequest(_message.Message):
    __slots__ = ("plan", "authority_id", "role", "limit")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    plan: str
    authority_id: str
    role: _taxonomy_pb2.Role
    limit: int
    def __init__(self, plan: _Optional[str] = ..., authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., limit: _Optional[int] = ...) -> None: ...

class GetReserveResponse(_message.Message):
    __slots__ = ("reserve",)
    RESERVE_FIELD_NUMBER: _ClassVar[int]
    reserve: _insight_pb2.ReserveList
    def __init__(self, reserve: _Optional[_Union[_insight_pb2.ReserveList, _Mapping]] = ...) -> None: ...

class GetReservesRequest(_message.Message):
    __slots__ = ("plan", "limit")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    plan: str
    limit: int
    def __init__(self, plan: _Optional[str] = ..., limit: _Optional[int] = ...) -> None: ...

class GetReservesResponse(_message.Message):
    __slots__ = ("reserves",)
    RESERVES_FIELD_NUMBER: _ClassVar[int]
    reserves: _insight_pb2.ReserveLists
    def __init__(self, reserves: _Optional[_Union[_insight_pb2.ReserveLists, _Mapping]] = ...) -> None: ...

class GetPlaceValuesRequest(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: str
    def __init__(self, plan: _Optional[str] = ...) -> None: ...

class GetPlaceValuesResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _insight_pb2.PlaceReport
    def __init__(self, report: _Optional[_Union[_insight_pb2.PlaceReport, _Mapping]] = ...) -> None: ...

class GetThemeShortageRequest(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: str
    def __init__(self, plan: _Optional[str] = ...) -> None: ...

class GetThemeShortageResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _insight_pb2.ThemeReport
    def __init__(self, report: _Optional[_Union[_insight_pb2.ThemeReport, _Mapping]] = ...) -> None: ...

class GetBudgetCurveRequest(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: str
    def __init__(self, plan: _Optional[str] = ...) -> None: ...

class GetBudgetCurveResponse(_message.Message):
    __slots__ = ("curve",)
    CURVE_FIELD_NUMBER: _ClassVar[int]
    curve: _insight_pb2.BudgetCurve
    def __init__(self, curve: _Optional[_Union[_insight_pb2.BudgetCurve, _Mapping]] = ...) -> None: ...

class GetFairnessCurveRequest(_message.Message):
    __slots__ = ("plan", "pairs")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    plan: str
    pairs: int
    def __init__(self, plan: _Optional[str] = ..., pairs: _Optional[int] = ...) -> None: ...

class GetFairnessCurveResponse(_message.Message):
    __slots__ = ("curve",)
    CURVE_FIELD_NUMBER: _ClassVar[int]
    curve: _insight_pb2.FairnessCurve
    def __init__(self, curve: _Optional[_Union[_insight_pb2.FairnessCurve, _Mapping]] = ...) -> None: ...

class Arrivals(_message.Message):
    __slots__ = ("authorities",)
    AUTHORITIES_FIELD_NUMBER: _ClassVar[int]
    authorities: _containers.RepeatedCompositeFieldContainer[_authority_pb2.Authority]
    def __init__(self, authorities: _Optional[_Iterable[_Union[_authority_pb2.Authority, _Mapping]]] = ...) -> None: ...

class AdviseLateApplicantRequest(_message.Message):
    __slots__ = ("plan", "authority", "confirmed", "futures", "limit")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    FUTURES_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    plan: str
    authority: _authority_pb2.Authority
    confirmed: _containers.RepeatedCompositeFieldContainer[_plan_pb2.PairName]
    futures: _containers.RepeatedCompositeFieldContainer[Arrivals]
    limit: int
    def __init__(self, plan: _Optional[str] = ..., authority: _Optional[_Union[_authority_pb2.Authority, _Mapping]] = ..., confirmed: _Optional[_Iterable[_Union[_plan_pb2.PairName, _Mapping]]] = ..., futures: _Optional[_Iterable[_Union[Arrivals, _Mapping]]] = ..., limit: _Optional[int] = ...) -> None: ...

class AdviseLateApplicantResponse(_message.Message):
    __slots__ = ("advice",)
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    advice: _insight_pb2.LateAdvice
    def __init__(self, advice: _Optional[_Union[_insight_pb2.LateAdvice, _Mapping]] = ...) -> None: ...

class GetWeightRangesRequest(_message.Message):
    __slots__ = ("plan", "step_micro")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    STEP_MICRO_FIELD_NUMBER: _ClassVar[int]
    plan: str
    step_micro: int
    def __init__(self, plan: _Optional[str] = ..., step_micro: _Optional[int] = ...) -> None: ...

class GetWeightRangesResponse(_message.Message):
    __slots__ = ("ranges",)
    RANGES_FIELD_NUMBER: _ClassVar[int]
    ranges: _insight_pb2.WeightRanges
    def __init__(self, ranges: _Optional[_Union[_insight_pb2.WeightRanges, _Mapping]] = ...) -> None: ...

class GetRobustnessRequest(_message.Message):
    __slots__ = ("plan", "samples", "seed", "concentration")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    CONCENTRATION_FIELD_NUMBER: _ClassVar[int]
    plan: str
    samples: int
    seed: int
    concentration: int
    def __init__(self, plan: _Optional[str] = ..., samples: _Optional[int] = ..., seed: _Optional[int] = ..., concentration: _Optional[int] = ...) -> None: ...

class GetRobustnessResponse(_message.Message):
    __slots__ = ("robustness",)
    ROBUSTNESS_FIELD_NUMBER: _ClassVar[int]
    robustness: _insight_pb2.Robustness
    def __init__(self, robustness: _Optional[_Union[_insight_pb2.Robustness, _Mapping]] = ...) -> None: ...

class GetOwnWeightsReportRequest(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: str
    def __init__(self, plan: _Optional[str] = ...) -> None: ...

class GetOwnWeightsReportResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _insight_pb2.OwnWeightsReport
    def __init__(self, report: _Optional[_Union[_insight_pb2.OwnWeightsReport, _Mapping]] = ...) -> None: ...

class GetNearTiesRequest(_message.Message):
    __slots__ = ("plan", "hair_micro")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    HAIR_MICRO_FIELD_NUMBER: _ClassVar[int]
    plan: str
    hair_micro: int
    def __init__(self, plan: _Optional[str] = ..., hair_micro: _Optional[int] = ...) -> None: ...

class GetNearTiesResponse(_message.Message):
    __slots__ = ("ties",)
    TIES_FIELD_NUMBER: _ClassVar[int]
    ties: _insight_pb2.NearTies
    def __init__(self, ties: _Optional[_Union[_insight_pb2.NearTies, _Mapping]] = ...) -> None: ...

class DropOutChance(_message.Message):
    __slots__ = ("authority_id", "permille")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    PERMILLE_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    permille: int
    def __init__(self, authority_id: _Optional[str] = ..., permille: _Optional[int] = ...) -> None: ...

class GetDropOutRiskRequest(_message.Message):
    __slots__ = ("plan", "chances", "confirmed", "mode", "samples", "seed")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    CHANCES_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    SAMPLES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    plan: str
    chances: _containers.RepeatedCompositeFieldContainer[DropOutChance]
    confirmed: _containers.RepeatedCompositeFieldContainer[_plan_pb2.PairName]
    mode: _insight_pb2.RiskMode
    samples: int
    seed: int
    def __init__(self, plan: _Optional[str] = ..., chances: _Optional[_Iterable[_Union[DropOutChance, _Mapping]]] = ..., confirmed: _Optional[_Iterable[_Union[_plan_pb2.PairName, _Mapping]]] = ..., mode: _Optional[_Union[_insight_pb2.RiskMode, str]] = ..., samples: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class GetDropOutRiskResponse(_message.Message):
    __slots__ = ("risk",)
    RISK_FIELD_NUMBER: _ClassVar[int]
    risk: _insight_pb2.DropOutRisk
    def __init__(self, risk: _Optional[_Union[_insight_pb2.DropOutRisk, _Mapping]] = ...) -> None: ...
