"""The methods of AuthoritiesService."""

from __future__ import annotations

from collections.abc import Iterator

from matcher import limits
from matcher.errors import Fault, InvalidInput, LimitExceeded
from matcher.profiles import FileFormat
from matcher.profiles.types import Authority
from matcher.rpc import codec
from matcher.rpc.edge import Call
from matcher.rpc.names import AUTHORITY, PROGRAMME, reading
from matcher.rpc.resources import kept, paged, stored_authority
from matcher.service import Service
from matcher.v1 import authorities_service_pb2 as pb
from matcher.v1 import plan_pb2


class AuthoritiesHandlers:
    """Reads requests, calls the use cases on authorities, writes replies."""

    service_name = "matcher.v1.AuthoritiesService"

    def __init__(self, service: Service) -> None:
        self._service = service

    def batch_upsert_authorities(
        self, request: pb.BatchUpsertAuthoritiesRequest, call: Call
    ) -> pb.BatchUpsertAuthoritiesResponse:
        """Store profiles, all or none."""
        if len(request.authorities) > limits.BATCH_AUTHORITIES_MAX:
            raise LimitExceeded("authorities in one request", len(request.authorities), limits.BATCH_AUTHORITIES_MAX)
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            fields.present("authorities")
            items = codec.decode_all(request.authorities, Authority, path="authorities", faults=fields.faults)
        stored = self._service.upsert_authorities(
            programme_id,
            items,
            request_id=request.request_id,
            etags=dict(request.etags),
            with_confidential=request.with_confidential,
        )
        return pb.BatchUpsertAuthoritiesResponse(authorities=[pb.UpsertedAuthority(**kept(each)) for each in stored])

    def get_authority(self, request: pb.GetAuthorityRequest, call: Call) -> pb.GetAuthorityResponse:
        """Return one profile."""
        with reading(request) as fields:
            programme_id, authority_id = fields.name("name", AUTHORITY)
        stored = self._service.get_authority(programme_id, authority_id)
        return pb.GetAuthorityResponse(authority=stored_authority(stored))

    def list_authorities(self, request: pb.ListAuthoritiesRequest, call: Call) -> pb.ListAuthoritiesResponse:
        """Return a page of profiles."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            read = paged(
                lambda size, token: self._service.list_authorities(programme_id, size, token),
                fields,
                lambda items, token: pb.ListAuthoritiesResponse(
                    authorities=map(stored_authority, items), next_page_token=token
                ),
            )
        return read()

    def delete_authority(self, request: pb.DeleteAuthorityRequest, call: Call) -> pb.DeleteAuthorityResponse:
        """Delete one profile."""
        with reading(request) as fields:
            programme_id, authority_id = fields.name("name", AUTHORITY)
        self._service.delete_authority(programme_id, authority_id, etag=request.etag)
        return pb.DeleteAuthorityResponse()

    def import_authorities(
        self, requests: list[pb.ImportAuthoritiesRequest], call: Call
    ) -> pb.ImportAuthoritiesResponse:
        """Import a file, all of it or nothing."""
        settings, data = _file_of(requests)
        with reading(settings) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            file_format = fields.code("format", FileFormat)
        summary = self._service.import_file(programme_id, data, file_format, request_id=settings.request_id)
        return pb.ImportAuthoritiesResponse(
            created=summary.created,
            updated=summary.updated,
            unchanged=summary.unchanged,
            past_pairings=summary.past_pairings,
        )

    def export_authorities(
        self, request: pb.ExportAuthoritiesRequest, call: Call
    ) -> Iterator[pb.ExportAuthoritiesResponse]:
        """Return all profiles as a file, chunk by chunk."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            file_format = fields.code("format", FileFormat)
        data = self._service.export_file(programme_id, file_format)
        return (pb.ExportAuthoritiesResponse(chunk=chunk) for chunk in chunks(data))

    def get_readiness(self, request: pb.GetReadinessRequest, call: Call) -> pb.GetReadinessResponse:
        """Say who can be planned."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
        report = self._service.readiness(programme_id, stop=call.stop)
        return pb.GetReadinessResponse(report=codec.encode(report, plan_pb2.ReadinessReport))


def chunks(data: bytes) -> Iterator[bytes]:
    """Return ``data`` in pieces that fit in a message; at least one, so that an empty file is seen to be one."""
    size = limits.IMPORT_CHUNK_BYTES_MAX
    return (data[start : start + size] for start in range(0, max(len(data), 1), size))


def _file_of(requests: list[pb.ImportAuthoritiesRequest]) -> tuple[pb.ImportSettings, bytes]:
    """Return the settings of an import and the whole file.

    Raises:
        InvalidInput: the settings do not come first, or come again, or a message is empty.
        LimitExceeded: a chunk is too large.
    """
    if not requests or requests[0].WhichOneof("part") != "settings":
        raise InvalidInput.one("settings", Fault.MISSING, "must come in the first message")
    for index, request in enumerate(requests[1:], start=1):
        if request.WhichOneof("part") != "chunk":
            raise InvalidInput.one("chunk", Fault.MISSING, f"is missing in message {index}", allowed="chunks only")
        if len(request.chunk) > limits.IMPORT_CHUNK_BYTES_MAX:
            raise LimitExceeded("bytes in one chunk", len(request.chunk), limits.IMPORT_CHUNK_BYTES_MAX)
    return requests[0].settings, b"".join(request.chunk for request in requests[1:])
