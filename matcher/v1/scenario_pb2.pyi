import datetime

from google.protobuf import struct_pb2 as _struct_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import authority_pb2 as _authority_pb2
from matcher.v1 import plan_pb2 as _plan_pb2
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

class RepairStepKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPAIR_STEP_KIND_UNSPECIFIED: _ClassVar[RepairStepKind]
    REPAIR_STEP_KIND_SERVED: _ClassVar[RepairStepKind]
    REPAIR_STEP_KIND_BROKEN: _ClassVar[RepairStepKind]
    REPAIR_STEP_KIND_TOTAL: _ClassVar[RepairStepKind]
    REPAIR_STEP_KIND_PRICED: _ClassVar[RepairStepKind]
    REPAIR_STEP_KIND_ACCEPTED: _ClassVar[RepairStepKind]
REPAIR_STEP_KIND_UNSPECIFIED: RepairStepKind
REPAIR_STEP_KIND_SERVED: RepairStepKind
REPAIR_STEP_KIND_BROKEN: RepairStepKind
REPAIR_STEP_KIND_TOTAL: RepairStepKind
REPAIR_STEP_KIND_PRICED: RepairStepKind
REPAIR_STEP_KIND_ACCEPTED: RepairStepKind

class PinEdit(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "theme", "reason")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    theme: _taxonomy_pb2.Challenge
    reason: str
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class UnpinEdit(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "reason")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    reason: str
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ForbidEdit(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "reason")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    reason: str
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class AllowEdit(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "reason")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    reason: str
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DropOutEdit(_message.Message):
    __slots__ = ("authority_id", "role", "reason")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    reason: str
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class AddAuthorityEdit(_message.Message):
    __slots__ = ("authority", "reason")
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    authority: _authority_pb2.Authority
    reason: str
    def __init__(self, authority: _Optional[_Union[_authority_pb2.Authority, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class ChangeProfileEdit(_message.Message):
    __slots__ = ("authority_id", "fields", "reason")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    fields: _struct_pb2.Struct
    reason: str
    def __init__(self, authority_id: _Optional[str] = ..., fields: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class CapacityEdit(_message.Message):
    __slots__ = ("authority_id", "role", "capacity_min", "capacity_max", "reason")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_MIN_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_MAX_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    capacity_min: int
    capacity_max: int
    reason: str
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., capacity_min: _Optional[int] = ..., capacity_max: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class WeightsEdit(_message.Message):
    __slots__ = ("weights", "reason")
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    weights: _policy_pb2.Weights
    reason: str
    def __init__(self, weights: _Optional[_Union[_policy_pb2.Weights, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class RulesEdit(_message.Message):
    __slots__ = ("fields", "reason")
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    fields: _struct_pb2.Struct
    reason: str
    def __init__(self, fields: _Optional[_Union[_struct_pb2.Struct, _Mapping]] = ..., reason: _Optional[str] = ...) -> None: ...

class PairLimitEdit(_message.Message):
    __slots__ = ("pair_limit", "reason")
    PAIR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    pair_limit: int
    reason: str
    def __init__(self, pair_limit: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class PairMinEdit(_message.Message):
    __slots__ = ("pair_min", "reason")
    PAIR_MIN_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    pair_min: int
    reason: str
    def __init__(self, pair_min: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class GoalEdit(_message.Message):
    __slots__ = ("goal", "reason")
    GOAL_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    goal: _programme_pb2.Goal
    reason: str
    def __init__(self, goal: _Optional[_Union[_programme_pb2.Goal, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class QuotasEdit(_message.Message):
    __slots__ = ("quotas", "reason")
    QUOTAS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    quotas: _containers.RepeatedCompositeFieldContainer[_programme_pb2.PairQuota]
    reason: str
    def __init__(self, quotas: _Optional[_Iterable[_Union[_programme_pb2.PairQuota, _Mapping]]] = ..., reason: _Optional[str] = ...) -> None: ...

class FloorEdit(_message.Message):
    __slots__ = ("floor_micro", "reason")
    FLOOR_MICRO_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    floor_micro: int
    reason: str
    def __init__(self, floor_micro: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class ScenarioEdit(_message.Message):
    __slots__ = ("pin", "unpin", "forbid", "allow", "drop_out", "add_authority", "change_profile", "capacity", "weights", "rules", "pair_limit", "pair_min", "goal", "quotas", "floor")
    PIN_FIELD_NUMBER: _ClassVar[int]
    UNPIN_FIELD_NUMBER: _ClassVar[int]
    FORBID_FIELD_NUMBER: _ClassVar[int]
    ALLOW_FIELD_NUMBER: _ClassVar[int]
    DROP_OUT_FIELD_NUMBER: _ClassVar[int]
    ADD_AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    CHANGE_PROFILE_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_FIELD_NUMBER: _ClassVar[int]
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    PAIR_LIMIT_FIELD_NUMBER: _ClassVar[int]
    PAIR_MIN_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    QUOTAS_FIELD_NUMBER: _ClassVar[int]
    FLOOR_FIELD_NUMBER: _ClassVar[int]
    pin: PinEdit
    unpin: UnpinEdit
    forbid: ForbidEdit
    allow: AllowEdit
    drop_out: DropOutEdit
    add_authority: AddAuthorityEdit
    change_profile: ChangeProfileEdit
    capacity: CapacityEdit
    weights: WeightsEdit
    rules: RulesEdit
    pair_limit: PairLimitEdit
    pair_min: PairMinEdit
    goal: GoalEdit
    quotas: QuotasEdit
    floor: FloorEdit
    def __init__(self, pin: _Optional[_Union[PinEdit, _Mapping]] = ..., unpin: _Optional[_Union[UnpinEdit, _Mapping]] = ..., forbid: _Optional[_Union[ForbidEdit, _Mapping]] = ..., allow: _Optional[_Union[AllowEdit, _Mapping]] = ..., drop_out: _Optional[_Union[DropOutEdit, _Mapping]] = ..., add_authority: _Optional[_Union[AddAuthorityEdit, _Mapping]] = ..., change_profile: _Optional[_Union[ChangeProfileEdit, _Mapping]] = ..., capacity: _Optional[_Union[CapacityEdit, _Mapping]] = ..., weights: _Optional[_Union[WeightsEdit, _Mapping]] = ..., rules: _Optional[_Union[RulesEdit, _Mapping]] = ..., pair_limit: _Optional[_Union[PairLimitEdit, _Mapping]] = ..., pair_min: _Optional[_Union[PairMinEdit, _Mapping]] = ..., goal: _Optional[_Union[GoalEdit, _Mapping]] = ..., quotas: _Optional[_Union[QuotasEdit, _Mapping]] = ..., floor: _Optional[_Union[FloorEdit, _Mapping]] = ...) -> None: ...

class ScoredPair(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "score_micro")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    score_micro: int
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., score_micro: _Optional[int] = ...) -> None: ...

class KeptPair(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "score_before_micro", "score_micro")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    SCORE_BEFORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    SCORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    score_before_micro: int
    score_micro: int
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., score_before_micro: _Optional[int] = ..., score_micro: _Optional[int] = ...) -> None: ...

class PartnerMove(_message.Message):
    __slots__ = ("authority_id", "role", "partners_before", "partners")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    PARTNERS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    PARTNERS_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    partners_before: _containers.RepeatedScalarFieldContainer[str]
    partners: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., partners_before: _Optional[_Iterable[str]] = ..., partners: _Optional[_Iterable[str]] = ...) -> None: ...

class ScoreChange(_message.Message):
    __slots__ = ("authority_id", "role", "before_micro", "micro", "difference_micro")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    BEFORE_MICRO_FIELD_NUMBER: _ClassVar[int]
    MICRO_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_MICRO_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    before_micro: int
    micro: int
    difference_micro: int
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., before_micro: _Optional[int] = ..., micro: _Optional[int] = ..., difference_micro: _Optional[int] = ...) -> None: ...

class Seat(_message.Message):
    __slots__ = ("authority_id", "role")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ...) -> None: ...

class PlanDiff(_message.Message):
    __slots__ = ("kept", "gone", "new", "moved", "changes", "newly_left_out", "newly_placed", "departed", "quality_before", "quality")
    KEPT_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    MOVED_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    NEWLY_LEFT_OUT_FIELD_NUMBER: _ClassVar[int]
    NEWLY_PLACED_FIELD_NUMBER: _ClassVar[int]
    DEPARTED_FIELD_NUMBER: _ClassVar[int]
    QUALITY_BEFORE_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    kept: _containers.RepeatedCompositeFieldContainer[KeptPair]
    gone: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    new: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    moved: _containers.RepeatedCompositeFieldContainer[PartnerMove]
    changes: _containers.RepeatedCompositeFieldContainer[ScoreChange]
    newly_left_out: _containers.RepeatedCompositeFieldContainer[Seat]
    newly_placed: _containers.RepeatedCompositeFieldContainer[Seat]
    departed: _containers.RepeatedCompositeFieldContainer[Seat]
    quality_before: _plan_pb2.PlanQuality
    quality: _plan_pb2.PlanQuality
    def __init__(self, kept: _Optional[_Iterable[_Union[KeptPair, _Mapping]]] = ..., gone: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., new: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., moved: _Optional[_Iterable[_Union[PartnerMove, _Mapping]]] = ..., changes: _Optional[_Iterable[_Union[ScoreChange, _Mapping]]] = ..., newly_left_out: _Optional[_Iterable[_Union[Seat, _Mapping]]] = ..., newly_placed: _Optional[_Iterable[_Union[Seat, _Mapping]]] = ..., departed: _Optional[_Iterable[_Union[Seat, _Mapping]]] = ..., quality_before: _Optional[_Union[_plan_pb2.PlanQuality, _Mapping]] = ..., quality: _Optional[_Union[_plan_pb2.PlanQuality, _Mapping]] = ...) -> None: ...

class EditPrice(_message.Message):
    __slots__ = ("index", "in_order_micro", "alone_micro", "infeasible", "infeasible_alone")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    IN_ORDER_MICRO_FIELD_NUMBER: _ClassVar[int]
    ALONE_MICRO_FIELD_NUMBER: _ClassVar[int]
    INFEASIBLE_FIELD_NUMBER: _ClassVar[int]
    INFEASIBLE_ALONE_FIELD_NUMBER: _ClassVar[int]
    index: int
    in_order_micro: int
    alone_micro: int
    infeasible: str
    infeasible_alone: str
    def __init__(self, index: _Optional[int] = ..., in_order_micro: _Optional[int] = ..., alone_micro: _Optional[int] = ..., infeasible: _Optional[str] = ..., infeasible_alone: _Optional[str] = ...) -> None: ...

class ScenarioResult(_message.Message):
    __slots__ = ("value_micro", "base_value_micro", "gone", "new", "goal", "verdict", "fewest_changes", "warm", "diff", "prices", "plan")
    VALUE_MICRO_FIELD_NUMBER: _ClassVar[int]
    BASE_VALUE_MICRO_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    GOAL_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    FEWEST_CHANGES_FIELD_NUMBER: _ClassVar[int]
    WARM_FIELD_NUMBER: _ClassVar[int]
    DIFF_FIELD_NUMBER: _ClassVar[int]
    PRICES_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    value_micro: int
    base_value_micro: int
    gone: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    new: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    goal: _programme_pb2.Goal
    verdict: _plan_pb2.Verdict
    fewest_changes: bool
    warm: bool
    diff: PlanDiff
    prices: _containers.RepeatedCompositeFieldContainer[EditPrice]
    plan: _plan_pb2.Plan
    def __init__(self, value_micro: _Optional[int] = ..., base_value_micro: _Optional[int] = ..., gone: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., new: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., goal: _Optional[_Union[_programme_pb2.Goal, str]] = ..., verdict: _Optional[_Union[_plan_pb2.Verdict, str]] = ..., fewest_changes: bool = ..., warm: bool = ..., diff: _Optional[_Union[PlanDiff, _Mapping]] = ..., prices: _Optional[_Iterable[_Union[EditPrice, _Mapping]]] = ..., plan: _Optional[_Union[_plan_pb2.Plan, _Mapping]] = ...) -> None: ...

class EditFault(_message.Message):
    __slots__ = ("field", "reason", "description")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    field: str
    reason: str
    description: str
    def __init__(self, field: _Optional[str] = ..., reason: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class SweepResult(_message.Message):
    __slots__ = ("index", "value_micro", "gone", "new", "verdict", "fewest_changes", "infeasible", "causes", "faults")
    INDEX_FIELD_NUMBER: _ClassVar[int]
    VALUE_MICRO_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    FEWEST_CHANGES_FIELD_NUMBER: _ClassVar[int]
    INFEASIBLE_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    index: int
    value_micro: int
    gone: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    new: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    verdict: _plan_pb2.Verdict
    fewest_changes: bool
    infeasible: str
    causes: _containers.RepeatedScalarFieldContainer[str]
    faults: _containers.RepeatedCompositeFieldContainer[EditFault]
    def __init__(self, index: _Optional[int] = ..., value_micro: _Optional[int] = ..., gone: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., new: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., verdict: _Optional[_Union[_plan_pb2.Verdict, str]] = ..., fewest_changes: bool = ..., infeasible: _Optional[str] = ..., causes: _Optional[_Iterable[str]] = ..., faults: _Optional[_Iterable[_Union[EditFault, _Mapping]]] = ...) -> None: ...

class RepairStep(_message.Message):
    __slots__ = ("kind", "found", "bound")
    KIND_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    BOUND_FIELD_NUMBER: _ClassVar[int]
    kind: RepairStepKind
    found: int
    bound: int
    def __init__(self, kind: _Optional[_Union[RepairStepKind, str]] = ..., found: _Optional[int] = ..., bound: _Optional[int] = ...) -> None: ...

class PlanRepair(_message.Message):
    __slots__ = ("edits", "scenario", "served_before", "served", "broken", "ruled_out", "total_micro", "steps")
    EDITS_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    SERVED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    BROKEN_FIELD_NUMBER: _ClassVar[int]
    RULED_OUT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    edits: _containers.RepeatedCompositeFieldContainer[ScenarioEdit]
    scenario: ScenarioResult
    served_before: int
    served: int
    broken: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    ruled_out: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    total_micro: int
    steps: _containers.RepeatedCompositeFieldContainer[RepairStep]
    def __init__(self, edits: _Optional[_Iterable[_Union[ScenarioEdit, _Mapping]]] = ..., scenario: _Optional[_Union[ScenarioResult, _Mapping]] = ..., served_before: _Optional[int] = ..., served: _Optional[int] = ..., broken: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., ruled_out: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., total_micro: _Optional[int] = ..., steps: _Optional[_Iterable[_Union[RepairStep, _Mapping]]] = ...) -> None: ...

class CurvePoint(_message.Message):
    __slots__ = ("broken", "total_micro", "bound_micro", "exact")
    BROKEN_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICRO_FIELD_NUMBER: _ClassVar[int]
    BOUND_MICRO_FIELD_NUMBER: _ClassVar[int]
    EXACT_FIELD_NUMBER: _ClassVar[int]
    broken: int
    total_micro: int
    bound_micro: int
    exact: bool
    def __init__(self, broken: _Optional[int] = ..., total_micro: _Optional[int] = ..., bound_micro: _Optional[int] = ..., exact: bool = ...) -> None: ...

class CurvePrice(_message.Message):
    __slots__ = ("numerator", "denominator")
    NUMERATOR_FIELD_NUMBER: _ClassVar[int]
    DENOMINATOR_FIELD_NUMBER: _ClassVar[int]
    numerator: int
    denominator: int
    def __init__(self, numerator: _Optional[int] = ..., denominator: _Optional[int] = ...) -> None: ...

class PlanRepairCurve(_message.Message):
    __slots__ = ("points", "prices_micro", "served")
    POINTS_FIELD_NUMBER: _ClassVar[int]
    PRICES_MICRO_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    points: _containers.RepeatedCompositeFieldContainer[CurvePoint]
    prices_micro: _containers.RepeatedCompositeFieldContainer[CurvePrice]
    served: int
    def __init__(self, points: _Optional[_Iterable[_Union[CurvePoint, _Mapping]]] = ..., prices_micro: _Optional[_Iterable[_Union[CurvePrice, _Mapping]]] = ..., served: _Optional[int] = ...) -> None: ...

class Scenario(_message.Message):
    __slots__ = ("plan", "display_name", "note", "edits")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    plan: str
    display_name: str
    note: str
    edits: _containers.RepeatedCompositeFieldContainer[ScenarioEdit]
    def __init__(self, plan: _Optional[str] = ..., display_name: _Optional[str] = ..., note: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[ScenarioEdit, _Mapping]]] = ...) -> None: ...

class StoredScenario(_message.Message):
    __slots__ = ("name", "scenario", "etag", "create_time", "update_time", "adopted_plans")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ADOPTED_PLANS_FIELD_NUMBER: _ClassVar[int]
    name: str
    scenario: Scenario
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    adopted_plans: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., scenario: _Optional[_Union[Scenario, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., adopted_plans: _Optional[_Iterable[str]] = ...) -> None: ...

class PlanOrigin(_message.Message):
    __slots__ = ("plan", "base_plan", "scenario", "display_name", "note", "edits")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    BASE_PLAN_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    plan: str
    base_plan: str
    scenario: str
    display_name: str
    note: str
    edits: _containers.RepeatedCompositeFieldContainer[ScenarioEdit]
    def __init__(self, plan: _Optional[str] = ..., base_plan: _Optional[str] = ..., scenario: _Optional[str] = ..., display_name: _Optional[str] = ..., note: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[ScenarioEdit, _Mapping]]] = ...) -> None: ...

class ComparedScenario(_message.Message):
    __slots__ = ("label", "value_micro", "difference_micro", "gone", "new", "quality", "served", "prices", "verdict", "fewest_changes", "infeasible", "causes")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    VALUE_MICRO_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_MICRO_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    NEW_FIELD_NUMBER: _ClassVar[int]
    QUALITY_FIELD_NUMBER: _ClassVar[int]
    SERVED_FIELD_NUMBER: _ClassVar[int]
    PRICES_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    FEWEST_CHANGES_FIELD_NUMBER: _ClassVar[int]
    INFEASIBLE_FIELD_NUMBER: _ClassVar[int]
    CAUSES_FIELD_NUMBER: _ClassVar[int]
    label: str
    value_micro: int
    difference_micro: int
    gone: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    new: _containers.RepeatedCompositeFieldContainer[ScoredPair]
    quality: _plan_pb2.PlanQuality
    served: int
    prices: _containers.RepeatedCompositeFieldContainer[EditPrice]
    verdict: _plan_pb2.Verdict
    fewest_changes: bool
    infeasible: str
    causes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, label: _Optional[str] = ..., value_micro: _Optional[int] = ..., difference_micro: _Optional[int] = ..., gone: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., new: _Optional[_Iterable[_Union[ScoredPair, _Mapping]]] = ..., quality: _Optional[_Union[_plan_pb2.PlanQuality, _Mapping]] = ..., served: _Optional[int] = ..., prices: _Optional[_Iterable[_Union[EditPrice, _Mapping]]] = ..., verdict: _Optional[_Union[_plan_pb2.Verdict, str]] = ..., fewest_changes: bool = ..., infeasible: _Optional[str] = ..., causes: _Optional[_Iterable[str]] = ...) -> None: ...

class ComparedCell(_message.Message):
    __slots__ = ("partners", "micro", "present")
    PARTNERS_FIELD_NUMBER: _ClassVar[int]
    MICRO_FIELD_NUMBER: _ClassVar[int]
    PRESENT_FIELD_NUMBER: _ClassVar[int]
    partners: _containers.RepeatedScalarFieldContainer[str]
    micro: int
    present: bool
    def __init__(self, partners: _Optional[_Iterable[str]] = ..., micro: _Optional[int] = ..., present: bool = ...) -> None: ...

class ComparedRow(_message.Message):
    __slots__ = ("authority_id", "role", "base", "cells")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    CELLS_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    role: _taxonomy_pb2.Role
    base: ComparedCell
    cells: _containers.RepeatedCompositeFieldContainer[ComparedCell]
    def __init__(self, authority_id: _Optional[str] = ..., role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., base: _Optional[_Union[ComparedCell, _Mapping]] = ..., cells: _Optional[_Iterable[_Union[ComparedCell, _Mapping]]] = ...) -> None: ...

class ScenarioComparison(_message.Message):
    __slots__ = ("base_value_micro", "base_quality", "base_served", "columns", "rows")
    BASE_VALUE_MICRO_FIELD_NUMBER: _ClassVar[int]
    BASE_QUALITY_FIELD_NUMBER: _ClassVar[int]
    BASE_SERVED_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    base_value_micro: int
    base_quality: _plan_pb2.PlanQuality
    base_served: int
    columns: _containers.RepeatedCompositeFieldContainer[ComparedScenario]
    rows: _containers.RepeatedCompositeFieldContainer[ComparedRow]
    def __init__(self, base_value_micro: _Optional[int] = ..., base_quality: _Optional[_Union[_plan_pb2.PlanQuality, _Mapping]] = ..., base_served: _Optional[int] = ..., columns: _Optional[_Iterable[_Union[ComparedScenario, _Mapping]]] = ..., rows: _Optional[_Iterable[_Union[ComparedRow, _Mapping]]] = ...) -> None: ...
