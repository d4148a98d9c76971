"""The methods of PairingsService."""

from __future__ import annotations

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.plans.consent import ConsentState, PairingChange, PairingConsent
from matcher.rpc import codec
from matcher.rpc.edge import Call
from matcher.rpc.names import AUTHORITY, PAIRING, PLAN, reading
from matcher.rpc.resources import kept, paged, timestamp
from matcher.service import Audited, Service, Stored
from matcher.v1 import pairings_service_pb2 as pb


class PairingsHandlers:
    """Reads requests, calls the use cases on pairings of published plans, writes replies."""

    service_name = "matcher.v1.PairingsService"

    def __init__(self, service: Service) -> None:
        self._service = service

    def get_pairing(self, request: pb.GetPairingRequest, call: Call) -> pb.GetPairingResponse:
        """Return where one pairing stands."""
        with reading(request) as fields:
            programme_id, plan_id, mentee_id, mentor_id = fields.name("name", PAIRING)
        stored = self._service.get_pairing(programme_id, plan_id, mentee_id, mentor_id)
        return pb.GetPairingResponse(pairing=stored_pairing(stored))

    def list_pairings(self, request: pb.ListPairingsRequest, call: Call) -> pb.ListPairingsResponse:
        """Return a page of pairings."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("parent", PLAN)
            state = fields.code_if_given("state", ConsentState)
            authority_id = fields.part_if_given("authority", AUTHORITY, programme_id)
            read = paged(
                lambda size, token: self._service.list_pairings(
                    programme_id, plan_id, size, token, state=state, authority_id=authority_id
                ),
                fields,
                lambda items, token: pb.ListPairingsResponse(
                    pairings=map(stored_pairing, items), next_page_token=token
                ),
            )
        return read()

    def change_pairings(self, request: pb.ChangePairingsRequest, call: Call) -> pb.ChangePairingsResponse:
        """Make a step with each of some pairings."""
        if len(request.changes) > limits.PAIRING_CHANGES_MAX:
            raise LimitExceeded("pairings in one request", len(request.changes), limits.PAIRING_CHANGES_MAX)
        with reading(request) as fields:
            programme_id, plan_id = fields.name("parent", PLAN)
            fields.present("changes")
            changes = codec.decode_all(request.changes, PairingChange, path="changes", faults=fields.faults)
        stored = self._service.change_pairings(programme_id, plan_id, changes, request_id=request.request_id)
        return pb.ChangePairingsResponse(pairings=map(stored_pairing, stored))

    def list_audit_lines(self, request: pb.ListAuditLinesRequest, call: Call) -> pb.ListAuditLinesResponse:
        """Return a page of the audit."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("parent", PLAN)
            pair = fields.parts_if_given("pairing", PAIRING, programme_id, plan_id)
            read = paged(
                lambda size, token: self._service.list_audit_lines(
                    programme_id, plan_id, size, token, pair=None if pair is None else (pair[0], pair[1])
                ),
                fields,
                lambda items, token: pb.ListAuditLinesResponse(lines=map(audit_line, items), next_page_token=token),
            )
        return read()


def stored_pairing(stored: Stored[PairingConsent]) -> pb.StoredPairing:
    """Return a pairing with what the server keeps about it."""
    return pb.StoredPairing(pairing=codec.encode(stored.value, pb.PairingConsent), **kept(stored))


def audit_line(audited: Audited) -> pb.StoredAuditLine:
    """Return a line of the audit with its number and time."""
    line = codec.encode(audited.line, pb.AuditLine)
    return pb.StoredAuditLine(line=line, number=audited.number, create_time=timestamp(audited.time))
