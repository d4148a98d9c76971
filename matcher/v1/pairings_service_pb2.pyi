import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import plan_pb2 as _plan_pb2
from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ConsentState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONSENT_STATE_UNSPECIFIED: _ClassVar[ConsentState]
    CONSENT_STATE_PROPOSED: _ClassVar[ConsentState]
    CONSENT_STATE_ASKED: _ClassVar[ConsentState]
    CONSENT_STATE_ACCEPTED_BY_MENTEE: _ClassVar[ConsentState]
    CONSENT_STATE_ACCEPTED_BY_MENTOR: _ClassVar[ConsentState]
    CONSENT_STATE_CONFIRMED: _ClassVar[ConsentState]
    CONSENT_STATE_RUNNING: _ClassVar[ConsentState]
    CONSENT_STATE_COMPLETED: _ClassVar[ConsentState]
    CONSENT_STATE_DECLINED: _ClassVar[ConsentState]
    CONSENT_STATE_DROPPED: _ClassVar[ConsentState]

class PairingSide(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAIRING_SIDE_UNSPECIFIED: _ClassVar[PairingSide]
    PAIRING_SIDE_MENTEE: _ClassVar[PairingSide]
    PAIRING_SIDE_MENTOR: _ClassVar[PairingSide]

class DeclineReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLINE_REASON_UNSPECIFIED: _ClassVar[DeclineReason]
    DECLINE_REASON_NO_CAPACITY: _ClassVar[DeclineReason]
    DECLINE_REASON_TIMING: _ClassVar[DeclineReason]
    DECLINE_REASON_THEME: _ClassVar[DeclineReason]
    DECLINE_REASON_PARTNER: _ClassVar[DeclineReason]
    DECLINE_REASON_LANGUAGE: _ClassVar[DeclineReason]
    DECLINE_REASON_TRAVEL: _ClassVar[DeclineReason]
    DECLINE_REASON_COST: _ClassVar[DeclineReason]
    DECLINE_REASON_POLITICAL: _ClassVar[DeclineReason]
    DECLINE_REASON_OTHER: _ClassVar[DeclineReason]
CONSENT_STATE_UNSPECIFIED: ConsentState
CONSENT_STATE_PROPOSED: ConsentState
CONSENT_STATE_ASKED: ConsentState
CONSENT_STATE_ACCEPTED_BY_MENTEE: ConsentState
CONSENT_STATE_ACCEPTED_BY_MENTOR: ConsentState
CONSENT_STATE_CONFIRMED: ConsentState
CONSENT_STATE_RUNNING: ConsentState
CONSENT_STATE_COMPLETED: ConsentState
CONSENT_STATE_DECLINED: ConsentState
CONSENT_STATE_DROPPED: ConsentState
PAIRING_SIDE_UNSPECIFIED: PairingSide
PAIRING_SIDE_MENTEE: PairingSide
PAIRING_SIDE_MENTOR: PairingSide
DECLINE_REASON_UNSPECIFIED: DeclineReason
DECLINE_REASON_NO_CAPACITY: DeclineReason
DECLINE_REASON_TIMING: DeclineReason
DECLINE_REASON_THEME: DeclineReason
DECLINE_REASON_PARTNER: DeclineReason
DECLINE_REASON_LANGUAGE: DeclineReason
DECLINE_REASON_TRAVEL: DeclineReason
DECLINE_REASON_COST: DeclineReason
DECLINE_REASON_POLITICAL: DeclineReason
DECLINE_REASON_OTHER: DeclineReason

class PairingConsent(_message.Message):
    __slots__ = ("mentee_id", "mentor_id", "theme", "return_theme", "state", "reason", "note", "declined_by", "decline_reason", "rating", "would_repeat", "withheld")
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    THEME_FIELD_NUMBER: _ClassVar[int]
    RETURN_THEME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    DECLINED_BY_FIELD_NUMBER: _ClassVar[int]
    DECLINE_REASON_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    WOULD_REPEAT_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    mentee_id: str
    mentor_id: str
    theme: _taxonomy_pb2.Challenge
    return_theme: _taxonomy_pb2.Challenge
    state: ConsentState
    reason: str
    note: _plan_pb2.Reason
    declined_by: PairingSide
    decline_reason: DeclineReason
    rating: int
    would_repeat: bool
    withheld: bool
    def __init__(self, mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., return_theme: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., state: _Optional[_Union[ConsentState, str]] = ..., reason: _Optional[str] = ..., note: _Optional[_Union[_plan_pb2.Reason, _Mapping]] = ..., declined_by: _Optional[_Union[PairingSide, str]] = ..., decline_reason: _Optional[_Union[DeclineReason, str]] = ..., rating: _Optional[int] = ..., would_repeat: bool = ..., withheld: bool = ...) -> None: ...

class StoredPairing(_message.Message):
    __slots__ = ("pairing", "name", "etag", "create_time", "update_time")
    PAIRING_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    pairing: PairingConsent
    name: str
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, pairing: _Optional[_Union[PairingConsent, _Mapping]] = ..., name: _Optional[str] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class PairingChange(_message.Message):
    __slots__ = ("state", "mentee_id", "mentor_id", "actor", "declined_by", "decline_reason", "reason", "rating", "would_repeat", "etag")
    STATE_FIELD_NUMBER: _ClassVar[int]
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    DECLINED_BY_FIELD_NUMBER: _ClassVar[int]
    DECLINE_REASON_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    WOULD_REPEAT_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    state: ConsentState
    mentee_id: str
    mentor_id: str
    actor: str
    declined_by: PairingSide
    decline_reason: DeclineReason
    reason: str
    rating: int
    would_repeat: bool
    etag: str
    def __init__(self, state: _Optional[_Union[ConsentState, str]] = ..., mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., actor: _Optional[str] = ..., declined_by: _Optional[_Union[PairingSide, str]] = ..., decline_reason: _Optional[_Union[DeclineReason, str]] = ..., reason: _Optional[str] = ..., rating: _Optional[int] = ..., would_repeat: bool = ..., etag: _Optional[str] = ...) -> None: ...

class AuditLine(_message.Message):
    __slots__ = ("plan_id", "mentee_id", "mentor_id", "from_state", "to_state", "plan_from", "plan_to", "actor", "reason", "note", "declined_by", "decline_reason", "rating", "would_repeat", "withheld")
    PLAN_ID_FIELD_NUMBER: _ClassVar[int]
    MENTEE_ID_FIELD_NUMBER: _ClassVar[int]
    MENTOR_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_STATE_FIELD_NUMBER: _ClassVar[int]
    TO_STATE_FIELD_NUMBER: _ClassVar[int]
    PLAN_FROM_FIELD_NUMBER: _ClassVar[int]
    PLAN_TO_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    DECLINED_BY_FIELD_NUMBER: _ClassVar[int]
    DECLINE_REASON_FIELD_NUMBER: _ClassVar[int]
    RATING_FIELD_NUMBER: _ClassVar[int]
    WOULD_REPEAT_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    plan_id: str
    mentee_id: str
    mentor_id: str
    from_state: ConsentState
    to_state: ConsentState
    plan_from: _plan_pb2.PlanState
    plan_to: _plan_pb2.PlanState
    actor: str
    reason: str
    note: _plan_pb2.Reason
    declined_by: PairingSide
    decline_reason: DeclineReason
    rating: int
    would_repeat: bool
    withheld: bool
    def __init__(self, plan_id: _Optional[str] = ..., mentee_id: _Optional[str] = ..., mentor_id: _Optional[str] = ..., from_state: _Optional[_Union[ConsentState, str]] = ..., to_state: _Optional[_Union[ConsentState, str]] = ..., plan_from: _Optional[_Union[_plan_pb2.PlanState, str]] = ..., plan_to: _Optional[_Union[_plan_pb2.PlanState, str]] = ..., actor: _Optional[str] = ..., reason: _Optional[str] = ..., note: _Optional[_Union[_plan_pb2.Reason, _Mapping]] = ..., declined_by: _Optional[_Union[PairingSide, str]] = ..., decline_reason: _Optional[_Union[DeclineReason, str]] = ..., rating: _Optional[int] = ..., would_repeat: bool = ..., withheld: bool = ...) -> None: ...

class StoredAuditLine(_message.Message):
    __slots__ = ("line", "number", "create_time")
    LINE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    line: AuditLine
    number: int
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, line: _Optional[_Union[AuditLine, _Mapping]] = ..., number: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetPairingRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetPairingResponse(_message.Message):
    __slots__ = ("pairing",)
    PAIRING_FIELD_NUMBER: _ClassVar[int]
    pairing: StoredPairing
    def __init__(self, pairing: _Optional[_Union[StoredPairing, _Mapping]] = ...) -> None: ...

class ListPairingsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token", "state", "authority")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    state: ConsentState
    authority: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[ConsentState, str]] = ..., authority: _Optional[str] = ...) -> None: ...

class ListPairingsResponse(_message.Message):
    __slots__ = ("pairings", "next_page_token")
    PAIRINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pairings: _containers.RepeatedCompositeFieldContainer[StoredPairing]
    next_page_token: str
    def __init__(self, pairings: _Optional[_Iterable[_Union[StoredPairing, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ChangePairingsRequest(_message.Message):
    __slots__ = ("parent", "changes", "request_id")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    CHANGES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    parent: str
    changes: _containers.RepeatedCompositeFieldContainer[PairingChange]
    request_id: str
    def __init__(self, parent: _Optional[str] = ..., changes: _Optional[_Iterable[_Union[PairingChange, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ChangePairingsResponse(_message.Message):
    __slots__ = ("pairings",)
    PAIRINGS_FIELD_NUMBER: _ClassVar[int]
    pairings: _containers.RepeatedCompositeFieldContainer[StoredPairing]
    def __init__(self, pairings: _Optional[_Iterable[_Union[StoredPairing, _Mapping]]] = ...) -> None: ...

class ListAuditLinesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token", "pairing")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAIRING_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    pairing: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., pairing: _Optional[str] = ...) -> None: ...

class ListAuditLinesResponse(_message.Message):
    __slots__ = ("lines", "next_page_token")
    LINES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lines: _containers.RepeatedCompositeFieldContainer[StoredAuditLine]
    next_page_token: str
    def __init__(self, lines: _Optional[_Iterable[_Union[StoredAuditLine, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
