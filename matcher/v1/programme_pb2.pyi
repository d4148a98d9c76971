import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import policy_pb2 as _policy_pb2
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

class Goal(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GOAL_UNSPECIFIED: _ClassVar[Goal]
    GOAL_TOTAL: _ClassVar[Goal]
    GOAL_MOST_PAIRS: _ClassVar[Goal]
    GOAL_FLOOR: _ClassVar[Goal]
    GOAL_FAIREST: _ClassVar[Goal]
    GOAL_STABLE: _ClassVar[Goal]
PAIRING_KIND_UNSPECIFIED: PairingKind
PAIRING_KIND_MENTORING: PairingKind
GOAL_UNSPECIFIED: Goal
GOAL_TOTAL: Goal
GOAL_MOST_PAIRS: Goal
GOAL_FLOOR: Goal
GOAL_FAIREST: Goal
GOAL_STABLE: Goal

class PairRequest(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "reason", "confidential")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    reason: str
    confidential: bool
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., reason: _Optional[str] = ..., confidential: bool = ...) -> None: ...

class Programme(_message.Message):
    __slots__ = ("id", "name", "kind", "starts", "ends", "policy", "pair_limit", "pins", "forbids", "illustrative", "goal", "pair_min")
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
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., kind: _Optional[_Union[PairingKind, str]] = ..., starts: _Optional[str] = ..., ends: _Optional[str] = ..., policy: _Optional[_Union[_policy_pb2.Policy, _Mapping]] = ..., pair_limit: _Optional[int] = ..., pins: _Optional[_Iterable[_Union[PairRequest, _Mapping]]] = ..., forbids: _Optional[_Iterable[_Union[PairRequest, _Mapping]]] = ..., illustrative: bool = ..., goal: _Optional[_Union[Goal, str]] = ..., pair_min: _Optional[int] = ...) -> None: ...

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
