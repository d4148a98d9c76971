"""The methods of MatchingService and QualityService."""

from __future__ import annotations

from collections.abc import Iterator

from matcher import limits
from matcher.errors import LimitExceeded
from matcher.plans.types import Goal
from matcher.profiles.taxonomy import Role
from matcher.rpc import codec
from matcher.rpc.authorities import chunks
from matcher.rpc.edge import Call
from matcher.rpc.names import AUTHORITY, PLAN, PROGRAMME, RUN, reading
from matcher.rpc.resources import paged, run_message, stored_plan
from matcher.service import PlanFormat, Service
from matcher.v1 import matching_service_pb2 as pb
from matcher.v1 import plan_pb2, quality_service_pb2

SUGGESTIONS_DEFAULT = 10


class MatchingHandlers:
    """Reads requests, calls the use cases on suggestions, runs and plans, writes replies."""

    service_name = "matcher.v1.MatchingService"

    def __init__(self, service: Service) -> None:
        self._service = service

    def suggest_matches(self, request: pb.SuggestMatchesRequest, call: Call) -> pb.SuggestMatchesResponse:
        """Return the best partners for one authority, and those excluded."""
        with reading(request) as fields:
            programme_id, authority_id = fields.name("authority", AUTHORITY)
            role = fields.code("role", Role)
            limit = fields.count("limit", default=SUGGESTIONS_DEFAULT, at_most=limits.SUGGESTIONS_MAX)
        suggestions = self._service.suggest(programme_id, authority_id, role, limit, stop=call.stop)
        return pb.SuggestMatchesResponse(suggestions=codec.encode(suggestions, plan_pb2.Suggestions))

    def explain_pairing(self, request: pb.ExplainPairingRequest, call: Call) -> pb.ExplainPairingResponse:
        """Say how the score of a pair comes about."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            mentee_id, mentor_id = fields.id("mentee_id"), fields.id("mentor_id")
        score = self._service.explain(programme_id, mentee_id, mentor_id, stop=call.stop)
        return pb.ExplainPairingResponse(score=codec.encode(score, plan_pb2.PairScore))

    def create_plan(self, request: pb.CreatePlanRequest, call: Call) -> pb.CreatePlanResponse:
        """Begin to compute a plan."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            deadline_ms = fields.at_least_one("deadline_ms")
            goal = fields.code_if_given("goal", Goal)
        run = self._service.create_plan(programme_id, request_id=request.request_id, deadline_ms=deadline_ms, goal=goal)
        return pb.CreatePlanResponse(run=run_message(run))

    def get_run(self, request: pb.GetRunRequest, call: Call) -> pb.GetRunResponse:
        """Return one run."""
        with reading(request) as fields:
            programme_id, run_id = fields.name("name", RUN)
        return pb.GetRunResponse(run=run_message(self._service.get_run(programme_id, run_id)))

    def list_runs(self, request: pb.ListRunsRequest, call: Call) -> pb.ListRunsResponse:
        """Return a page of runs."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            read = paged(
                lambda size, token: self._service.list_runs(programme_id, size, token),
                fields,
                lambda items, token: pb.ListRunsResponse(runs=map(run_message, items), next_page_token=token),
            )
        return read()

    def watch_run(self, request: pb.WatchRunRequest, call: Call) -> Iterator[pb.WatchRunResponse]:
        """Send the run now and whenever it changes, until it is final."""
        with reading(request) as fields:
            programme_id, run_id = fields.name("name", RUN)
        watch = self._service.watch_run(programme_id, run_id)
        call.close_at_end(watch)
        return (pb.WatchRunResponse(run=run_message(run)) for run in watch)

    def cancel_run(self, request: pb.CancelRunRequest, call: Call) -> pb.CancelRunResponse:
        """Stop a run."""
        with reading(request) as fields:
            programme_id, run_id = fields.name("name", RUN)
        return pb.CancelRunResponse(run=run_message(self._service.cancel_run(programme_id, run_id)))

    def get_plan(self, request: pb.GetPlanRequest, call: Call) -> pb.GetPlanResponse:
        """Return one plan."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("name", PLAN)
            view = fields.choice("view")
        stored = self._service.get_plan(programme_id, plan_id)
        return pb.GetPlanResponse(plan=stored_plan(stored, view))

    def list_plans(self, request: pb.ListPlansRequest, call: Call) -> pb.ListPlansResponse:
        """Return a page of plans, in brief."""
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            read = paged(
                lambda size, token: self._service.list_plans(programme_id, size, token),
                fields,
                lambda items, token: pb.ListPlansResponse(
                    plans=[stored_plan(item, pb.PLAN_VIEW_BASIC) for item in items], next_page_token=token
                ),
            )
        return read()

    def publish_plan(self, request: pb.PublishPlanRequest, call: Call) -> pb.PublishPlanResponse:
        """Make a plan the plan of its programme."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("name", PLAN)
        stored = self._service.publish_plan(
            programme_id, plan_id, etag=request.etag, actor=request.actor, reason=request.reason
        )
        return pb.PublishPlanResponse(plan=stored_plan(stored, pb.PLAN_VIEW_BASIC))

    def export_plan(self, request: pb.ExportPlanRequest, call: Call) -> Iterator[pb.ExportPlanResponse]:
        """Return a plan as a file, chunk by chunk."""
        with reading(request) as fields:
            programme_id, plan_id = fields.name("name", PLAN)
            plan_format = fields.code("format", PlanFormat)
            authority_id = fields.part_if_given("authority", AUTHORITY, programme_id)
        data = self._service.export_plan(programme_id, plan_id, plan_format, authority_id)
        return (pb.ExportPlanResponse(chunk=chunk) for chunk in chunks(data))


class QualityHandlers:
    """Reads requests, calls the use cases on the quality of lists of pairs, writes replies."""

    service_name = "matcher.v1.QualityService"

    def __init__(self, service: Service) -> None:
        self._service = service

    def evaluate_pairings(
        self, request: quality_service_pb2.EvaluatePairingsRequest, call: Call
    ) -> quality_service_pb2.EvaluatePairingsResponse:
        """Judge a list of pairs."""
        if len(request.pairs) > limits.EVALUATED_PAIRS_MAX:
            raise LimitExceeded("pairs to judge", len(request.pairs), limits.EVALUATED_PAIRS_MAX)
        with reading(request) as fields:
            (programme_id,) = fields.name("parent", PROGRAMME)
            pairs = [(pair.id("mentee_id"), pair.id("mentor_id")) for pair in fields.items("pairs")]
        evaluation = self._service.evaluate(programme_id, pairs, stop=call.stop)
        return quality_service_pb2.EvaluatePairingsResponse(evaluation=codec.encode(evaluation, plan_pb2.Evaluation))
