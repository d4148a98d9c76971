"""The methods of ProgrammesService."""

from __future__ import annotations

from typing import Final

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.plans.types import Programme
from matcher.rpc import codec
from matcher.rpc.edge import Call
from matcher.rpc.names import PROGRAMME, reading
from matcher.rpc.resources import paged, stored_programme
from matcher.service import Service
from matcher.v1 import programme_pb2
from matcher.v1 import programmes_service_pb2 as pb

KEPT_BYTES_MAX: Final = 1_000  # of what the server adds: name, etag, times, and the messages around them


class ProgrammesHandlers:
    """Reads requests, calls the use cases on programmes, writes replies."""

    service_name = "matcher.v1.ProgrammesService"

    def __init__(self, service: Service) -> None:
        self._service = service

    def create_programme(self, request: pb.CreateProgrammeRequest, call: Call) -> pb.CreateProgrammeResponse:
        """Store a new programme."""
        programme = readable(codec.decode_only(request.programme, Programme, path="programme"))
        stored = self._service.create_programme(programme, request_id=request.request_id)
        return pb.CreateProgrammeResponse(programme=stored_programme(stored))

    def get_programme(self, request: pb.GetProgrammeRequest, call: Call) -> pb.GetProgrammeResponse:
        """Return one programme."""
        with reading(request) as fields:
            (programme_id,) = fields.name("name", PROGRAMME)
        return pb.GetProgrammeResponse(programme=stored_programme(self._service.get_programme(programme_id)))

    def list_programmes(self, request: pb.ListProgrammesRequest, call: Call) -> pb.ListProgrammesResponse:
        """Return a page of programmes."""
        with reading(request) as fields:
            read = paged(
                self._service.list_programmes,
                fields,
                lambda items, token: pb.ListProgrammesResponse(
                    programmes=map(stored_programme, items), next_page_token=token
                ),
            )
        return read()

    def update_programme(self, request: pb.UpdateProgrammeRequest, call: Call) -> pb.UpdateProgrammeResponse:
        """Replace a programme."""
        programme = readable(codec.decode_only(request.programme, Programme, path="programme"))
        stored = self._service.update_programme(
            programme,
            etag=request.etag,
            request_id=request.request_id,
            with_confidential=request.with_confidential,
        )
        return pb.UpdateProgrammeResponse(programme=stored_programme(stored))

    def delete_programme(self, request: pb.DeleteProgrammeRequest, call: Call) -> pb.DeleteProgrammeResponse:
        """Delete a programme."""
        with reading(request) as fields:
            (programme_id,) = fields.name("name", PROGRAMME)
        self._service.delete_programme(programme_id, etag=request.etag)
        return pb.DeleteProgrammeResponse()


def readable(programme: Programme) -> Programme:
    """Return ``programme``, which every client can be told of once it is stored.

    Raises:
        LimitExceeded: the reply would not fit in a message; what was stored then could be read by nobody.
    """
    size = codec.encode(programme, programme_pb2.Programme).ByteSize() + KEPT_BYTES_MAX
    if size > limits.MESSAGE_BYTES_MAX:
        raise LimitExceeded("bytes in a StoredProgramme", size, limits.MESSAGE_BYTES_MAX)
    return programme
