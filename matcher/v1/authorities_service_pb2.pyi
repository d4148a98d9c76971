import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import authority_pb2 as _authority_pb2
from matcher.v1 import plan_pb2 as _plan_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FileFormat(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FILE_FORMAT_UNSPECIFIED: _ClassVar[FileFormat]
    FILE_FORMAT_JSON: _ClassVar[FileFormat]
    FILE_FORMAT_CSV: _ClassVar[FileFormat]
    FILE_FORMAT_XLSX: _ClassVar[FileFormat]
FILE_FORMAT_UNSPECIFIED: FileFormat
FILE_FORMAT_JSON: FileFormat
FILE_FORMAT_CSV: FileFormat
FILE_FORMAT_XLSX: FileFormat

class BatchUpsertAuthoritiesRequest(_message.Message):
    __slots__ = ("parent", "authorities", "request_id", "etags", "with_confidential")
    class EtagsEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PARENT_FIELD_NUMBER: _ClassVar[int]
    AUTHORITIES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAGS_FIELD_NUMBER: _ClassVar[int]
    WITH_CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    parent: str
    authorities: _containers.RepeatedCompositeFieldContainer[_authority_pb2.Authority]
    request_id: str
    etags: _containers.ScalarMap[str, str]
    with_confidential: bool
    def __init__(self, parent: _Optional[str] = ..., authorities: _Optional[_Iterable[_Union[_authority_pb2.Authority, _Mapping]]] = ..., request_id: _Optional[str] = ..., etags: _Optional[_Mapping[str, str]] = ..., with_confidential: bool = ...) -> None: ...

class UpsertedAuthority(_message.Message):
    __slots__ = ("name", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class BatchUpsertAuthoritiesResponse(_message.Message):
    __slots__ = ("authorities",)
    AUTHORITIES_FIELD_NUMBER: _ClassVar[int]
    authorities: _containers.RepeatedCompositeFieldContainer[UpsertedAuthority]
    def __init__(self, authorities: _Optional[_Iterable[_Union[UpsertedAuthority, _Mapping]]] = ...) -> None: ...

class GetAuthorityRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetAuthorityResponse(_message.Message):
    __slots__ = ("authority",)
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    authority: _authority_pb2.StoredAuthority
    def __init__(self, authority: _Optional[_Union[_authority_pb2.StoredAuthority, _Mapping]] = ...) -> None: ...

class ListAuthoritiesRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAuthoritiesResponse(_message.Message):
    __slots__ = ("authorities", "next_page_token")
    AUTHORITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    authorities: _containers.RepeatedCompositeFieldContainer[_authority_pb2.StoredAuthority]
    next_page_token: str
    def __init__(self, authorities: _Optional[_Iterable[_Union[_authority_pb2.StoredAuthority, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DeleteAuthorityRequest(_message.Message):
    __slots__ = ("name", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class DeleteAuthorityResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ImportSettings(_message.Message):
    __slots__ = ("parent", "format", "request_id")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    parent: str
    format: FileFormat
    request_id: str
    def __init__(self, parent: _Optional[str] = ..., format: _Optional[_Union[FileFormat, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ImportAuthoritiesRequest(_message.Message):
    __slots__ = ("settings", "chunk")
    SETTINGS_FIELD_NUMBER: _ClassVar[int]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    settings: ImportSettings
    chunk: bytes
    def __init__(self, settings: _Optional[_Union[ImportSettings, _Mapping]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class ImportAuthoritiesResponse(_message.Message):
    __slots__ = ("created", "updated", "unchanged", "past_pairings")
    CREATED_FIELD_NUMBER: _ClassVar[int]
    UPDATED_FIELD_NUMBER: _ClassVar[int]
    UNCHANGED_FIELD_NUMBER: _ClassVar[int]
    PAST_PAIRINGS_FIELD_NUMBER: _ClassVar[int]
    created: int
    updated: int
    unchanged: int
    past_pairings: int
    def __init__(self, created: _Optional[int] = ..., updated: _Optional[int] = ..., unchanged: _Optional[int] = ..., past_pairings: _Optional[int] = ...) -> None: ...

class ExportAuthoritiesRequest(_message.Message):
    __slots__ = ("parent", "format")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    parent: str
    format: FileFormat
    def __init__(self, parent: _Optional[str] = ..., format: _Optional[_Union[FileFormat, str]] = ...) -> None: ...

class ExportAuthoritiesResponse(_message.Message):
    __slots__ = ("chunk",)
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class GetReadinessRequest(_message.Message):
    __slots__ = ("parent",)
    PARENT_FIELD_NUMBER: _ClassVar[int]
    parent: str
    def __init__(self, parent: _Optional[str] = ...) -> None: ...

class GetReadinessResponse(_message.Message):
    __slots__ = ("report",)
    REPORT_FIELD_NUMBER: _ClassVar[int]
    report: _plan_pb2.ReadinessReport
    def __init__(self, report: _Optional[_Union[_plan_pb2.ReadinessReport, _Mapping]] = ...) -> None: ...
