from matcher.v1 import plan_pb2 as _plan_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Pair(_message.Message):
    __slots__ = ("mentee_id", "mentor_id")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ...) -> None: ...

class EvaluatePairingsRequest(_message.Message):
    __slots__ = ("parent", "pairs")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    parent: str
    pairs: _containers.RepeatedCompositeFieldContainer[Pair]
    def __init__(self, parent: _Optional[str] = ..., pairs: _Optional[_Iterable[_Union[Pair, _Mapping]]] = ...) -> None: ...

class EvaluatePairingsResponse(_message.Message):
    __slots__ = ("evaluation",)
    EVALUATION_FIELD_NUMBER: _ClassVar[int]
    evaluation: _plan_pb2.Evaluation
    def __init__(self, evaluation: _Optional[_Union[_plan_pb2.Evaluation, _Mapping]] = ...) -> None: ...
