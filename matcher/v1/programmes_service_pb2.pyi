from matcher.v1 import programme_pb2 as _programme_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateProgrammeRequest(_message.Message):
    __slots__ = ("programme", "request_id")
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    programme: _programme_pb2.Programme
    request_id: str
    def __init__(self, programme: _Optional[_Union[_programme_pb2.Programme, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class CreateProgrammeResponse(_message.Message):
    __slots__ = ("programme",)
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    programme: _programme_pb2.StoredProgramme
    def __init__(self, programme: _Optional[_Union[_programme_pb2.StoredProgramme, _Mapping]] = ...) -> None: ...

class GetProgrammeRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetProgrammeResponse(_message.Message):
    __slots__ = ("programme",)
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    programme: _programme_pb2.StoredProgramme
    def __init__(self, programme: _Optional[_Union[_programme_pb2.StoredProgramme, _Mapping]] = ...) -> None: ...

class ListProgrammesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListProgrammesResponse(_message.Message):
    __slots__ = ("programmes", "next_page_token")
    PROGRAMMES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    programmes: _containers.RepeatedCompositeFieldContainer[_programme_pb2.StoredProgramme]
    next_page_token: str
    def __init__(self, programmes: _Optional[_Iterable[_Union[_programme_pb2.StoredProgramme, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateProgrammeRequest(_message.Message):
    __slots__ = ("programme", "etag", "request_id", "with_confidential")
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    WITH_CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    programme: _programme_pb2.Programme
    etag: str
    request_id: str
    with_confidential: bool
    def __init__(self, programme: _Optional[_Union[_programme_pb2.Programme, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ..., with_confidential: bool = ...) -> None: ...

class UpdateProgrammeResponse(_message.Message):
    __slots__ = ("programme",)
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    programme: _programme_pb2.StoredProgramme
    def __init__(self, programme: _Optional[_Union[_programme_pb2.StoredProgramme, _Mapping]] = ...) -> None: ...

class DeleteProgrammeRequest(_message.Message):
    __slots__ = ("name", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class DeleteProgrammeResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...
