from matcher.v1 import plan_pb2 as _plan_pb2
from matcher.v1 import scenario_pb2 as _scenario_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ScenarioView(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCENARIO_VIEW_UNSPECIFIED: _ClassVar[ScenarioView]
    SCENARIO_VIEW_LIGHT: _ClassVar[ScenarioView]
    SCENARIO_VIEW_BASIC: _ClassVar[ScenarioView]
    SCENARIO_VIEW_FULL: _ClassVar[ScenarioView]
SCENARIO_VIEW_UNSPECIFIED: ScenarioView
SCENARIO_VIEW_LIGHT: ScenarioView
SCENARIO_VIEW_BASIC: ScenarioView
SCENARIO_VIEW_FULL: ScenarioView

class RunScenarioRequest(_message.Message):
    __slots__ = ("plan", "edits", "scenario", "view", "with_prices")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    WITH_PRICES_FIELD_NUMBER: _ClassVar[int]
    plan: str
    edits: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScenarioEdit]
    scenario: str
    view: ScenarioView
    with_prices: bool
    def __init__(self, plan: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[_scenario_pb2.ScenarioEdit, _Mapping]]] = ..., scenario: _Optional[str] = ..., view: _Optional[_Union[ScenarioView, str]] = ..., with_prices: bool = ...) -> None: ...

class RunScenarioResponse(_message.Message):
    __slots__ = ("result",)
    RESULT_FIELD_NUMBER: _ClassVar[int]
    result: _scenario_pb2.ScenarioResult
    def __init__(self, result: _Optional[_Union[_scenario_pb2.ScenarioResult, _Mapping]] = ...) -> None: ...

class EditList(_message.Message):
    __slots__ = ("edits",)
    EDITS_FIELD_NUMBER: _ClassVar[int]
    edits: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScenarioEdit]
    def __init__(self, edits: _Optional[_Iterable[_Union[_scenario_pb2.ScenarioEdit, _Mapping]]] = ...) -> None: ...

class SweepScenariosRequest(_message.Message):
    __slots__ = ("plan", "scenarios")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    plan: str
    scenarios: _containers.RepeatedCompositeFieldContainer[EditList]
    def __init__(self, plan: _Optional[str] = ..., scenarios: _Optional[_Iterable[_Union[EditList, _Mapping]]] = ...) -> None: ...

class SweepScenariosResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.SweepResult]
    def __init__(self, results: _Optional[_Iterable[_Union[_scenario_pb2.SweepResult, _Mapping]]] = ...) -> None: ...

class ConfirmedPairs(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedCompositeFieldContainer[_plan_pb2.PairName]
    def __init__(self, values: _Optional[_Iterable[_Union[_plan_pb2.PairName, _Mapping]]] = ...) -> None: ...

class AcceptedPairs(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedCompositeFieldContainer[_plan_pb2.PairName]
    def __init__(self, values: _Optional[_Iterable[_Union[_plan_pb2.PairName, _Mapping]]] = ...) -> None: ...

class RepairRequest(_message.Message):
    __slots__ = ("plan", "edits", "confirmed", "price_micro", "view", "accepted")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    PRICE_MICRO_FIELD_NUMBER: _ClassVar[int]
    VIEW_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    plan: str
    edits: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScenarioEdit]
    confirmed: ConfirmedPairs
    price_micro: int
    view: ScenarioView
    accepted: AcceptedPairs
    def __init__(self, plan: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[_scenario_pb2.ScenarioEdit, _Mapping]]] = ..., confirmed: _Optional[_Union[ConfirmedPairs, _Mapping]] = ..., price_micro: _Optional[int] = ..., view: _Optional[_Union[ScenarioView, str]] = ..., accepted: _Optional[_Union[AcceptedPairs, _Mapping]] = ...) -> None: ...

class RepairResponse(_message.Message):
    __slots__ = ("repair",)
    REPAIR_FIELD_NUMBER: _ClassVar[int]
    repair: _scenario_pb2.PlanRepair
    def __init__(self, repair: _Optional[_Union[_scenario_pb2.PlanRepair, _Mapping]] = ...) -> None: ...

class GetRepairCurveRequest(_message.Message):
    __slots__ = ("plan", "edits", "confirmed", "accepted")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    ACCEPTED_FIELD_NUMBER: _ClassVar[int]
    plan: str
    edits: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScenarioEdit]
    confirmed: ConfirmedPairs
    accepted: AcceptedPairs
    def __init__(self, plan: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[_scenario_pb2.ScenarioEdit, _Mapping]]] = ..., confirmed: _Optional[_Union[ConfirmedPairs, _Mapping]] = ..., accepted: _Optional[_Union[AcceptedPairs, _Mapping]] = ...) -> None: ...

class GetRepairCurveResponse(_message.Message):
    __slots__ = ("curve",)
    CURVE_FIELD_NUMBER: _ClassVar[int]
    curve: _scenario_pb2.PlanRepairCurve
    def __init__(self, curve: _Optional[_Union[_scenario_pb2.PlanRepairCurve, _Mapping]] = ...) -> None: ...

class CreateScenarioRequest(_message.Message):
    __slots__ = ("parent", "scenario", "scenario_id", "request_id")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    parent: str
    scenario: _scenario_pb2.Scenario
    scenario_id: str
    request_id: str
    def __init__(self, parent: _Optional[str] = ..., scenario: _Optional[_Union[_scenario_pb2.Scenario, _Mapping]] = ..., scenario_id: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class CreateScenarioResponse(_message.Message):
    __slots__ = ("scenario",)
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    scenario: _scenario_pb2.StoredScenario
    def __init__(self, scenario: _Optional[_Union[_scenario_pb2.StoredScenario, _Mapping]] = ...) -> None: ...

class GetScenarioRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetScenarioResponse(_message.Message):
    __slots__ = ("scenario",)
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    scenario: _scenario_pb2.StoredScenario
    def __init__(self, scenario: _Optional[_Union[_scenario_pb2.StoredScenario, _Mapping]] = ...) -> None: ...

class ListScenariosRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListScenariosResponse(_message.Message):
    __slots__ = ("scenarios", "next_page_token")
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    scenarios: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.StoredScenario]
    next_page_token: str
    def __init__(self, scenarios: _Optional[_Iterable[_Union[_scenario_pb2.StoredScenario, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateScenarioRequest(_message.Message):
    __slots__ = ("name", "scenario", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    scenario: _scenario_pb2.Scenario
    etag: str
    def __init__(self, name: _Optional[str] = ..., scenario: _Optional[_Union[_scenario_pb2.Scenario, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class UpdateScenarioResponse(_message.Message):
    __slots__ = ("scenario",)
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    scenario: _scenario_pb2.StoredScenario
    def __init__(self, scenario: _Optional[_Union[_scenario_pb2.StoredScenario, _Mapping]] = ...) -> None: ...

class DeleteScenarioRequest(_message.Message):
    __slots__ = ("name", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class DeleteScenarioResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ScenarioToCompare(_message.Message):
    __slots__ = ("scenario", "edits", "label")
    SCENARIO_FIELD_NUMBER: _ClassVar[int]
    EDITS_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    scenario: str
    edits: _containers.RepeatedCompositeFieldContainer[_scenario_pb2.ScenarioEdit]
    label: str
    def __init__(self, scenario: _Optional[str] = ..., edits: _Optional[_Iterable[_Union[_scenario_pb2.ScenarioEdit, _Mapping]]] = ..., label: _Optional[str] = ...) -> None: ...

class CompareScenariosRequest(_message.Message):
    __slots__ = ("plan", "scenarios", "with_prices")
    PLAN_FIELD_NUMBER: _ClassVar[int]
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    WITH_PRICES_FIELD_NUMBER: _ClassVar[int]
    plan: str
    scenarios: _containers.RepeatedCompositeFieldContainer[ScenarioToCompare]
    with_prices: bool
    def __init__(self, plan: _Optional[str] = ..., scenarios: _Optional[_Iterable[_Union[ScenarioToCompare, _Mapping]]] = ..., with_prices: bool = ...) -> None: ...

class CompareScenariosResponse(_message.Message):
    __slots__ = ("comparison",)
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    comparison: _scenario_pb2.ScenarioComparison
    def __init__(self, comparison: _Optional[_Union[_scenario_pb2.ScenarioComparison, _Mapping]] = ...) -> None: ...

class AdoptScenarioRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class AdoptScenarioResponse(_message.Message):
    __slots__ = ("plan",)
    PLAN_FIELD_NUMBER: _ClassVar[int]
    plan: _plan_pb2.StoredPlan
    def __init__(self, plan: _Optional[_Union[_plan_pb2.StoredPlan, _Mapping]] = ...) -> None: ...

class GetPlanOriginRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetPlanOriginResponse(_message.Message):
    __slots__ = ("origin",)
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    origin: _scenario_pb2.PlanOrigin
    def __init__(self, origin: _Optional[_Union[_scenario_pb2.PlanOrigin, _Mapping]] = ...) -> None: ...
