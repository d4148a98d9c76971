"""Scenarios of one base side by side: values, what changes, and who has other partners where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from matcher.errors import Infeasible, InvalidInput
from matcher.plans.frame import Progress
from matcher.plans.types import PairingKind, Plan, PlanInputs, PlanQuality
from matcher.problems import StopToken
from matcher.profiles.completeness import takes_role
from matcher.profiles.taxonomy import Role
from matcher.profiles.values import AuthorityId, Frozen
from matcher.scenarios.base import Base
from matcher.scenarios.edits import ScenarioEdit
from matcher.scenarios.results import EditPrice, ScoredPair, Verdict
from matcher.scenarios.running import run_scenario

SeatKey = tuple[str, Role]


class ComparedScenario(Frozen):
    """One column. ``infeasible`` says why there is no plan, ``causes`` which rules clash; then figures are ``None``.

    Attributes:
        label: what to call it.
        value_micro, difference_micro: total of the best plan, and that less the base's.
        gone, new: pairs of the base only, and of this plan only.
        quality: figures about the plan.
        served: mentees with a partner.
        prices: of each edit; none where they were left out.
        verdict: what the independent check said.
        fewest_changes: whether it is proved that no plan as good changes fewer pairs.
    """

    label: str
    value_micro: int | None = None
    difference_micro: int | None = None
    gone: tuple[ScoredPair, ...] = ()
    new: tuple[ScoredPair, ...] = ()
    quality: PlanQuality | None = None
    served: int = 0
    prices: tuple[EditPrice, ...] = ()
    verdict: Verdict | None = None
    fewest_changes: bool = False
    infeasible: str | None = None
    causes: tuple[str, ...] = ()


class ComparedCell(Frozen):
    """What an authority has in one column; not ``present`` where it takes no part there, or there is no plan.

    Attributes:
        partners: its partners; in cycles, whom it visits.
        micro: sum of the scores.
        present: whether it takes part.
    """

    partners: tuple[AuthorityId, ...] = ()
    micro: int = 0
    present: bool = False


class ComparedRow(Frozen):
    """An authority in a role whose partners are not the same everywhere."""

    authority_id: AuthorityId
    role: Role
    base: ComparedCell
    cells: tuple[ComparedCell, ...]


class Comparison(Frozen):
    """Scenarios side by side. ``rows``: who differs between the base and the columns, by id."""

    base_value_micro: int
    base_quality: PlanQuality
    base_served: int
    columns: tuple[ComparedScenario, ...]
    rows: tuple[ComparedRow, ...]


def compare(
    base: Base,
    scenarios: Sequence[tuple[str, Sequence[ScenarioEdit]]],
    *,
    with_prices: bool = True,
    stop: StopToken | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Return scenarios of a base side by side, each proved. What is infeasible is said, not raised.

    Args:
        base: where each of them starts from.
        scenarios: what to call each, and its edits.
        with_prices: whether to price each edit; takes up to two solves more for each.
        stop: ends the work.
        progress: called with ("scenarios", done, total) before each.

    Raises:
        InvalidInput: edits that contradict each other or the inputs, at ``scenarios[i].edits[j]``.
        Stopped, ProofFailed: as ``run_scenario``.
    """
    columns, cells = [], []
    for index, (label, edits) in enumerate(scenarios):
        if progress is not None:
            progress("scenarios", index, len(scenarios))
        try:
            column, own = _column(base, label, edits, stop, with_prices=with_prices)
        except InvalidInput as refused:
            raise InvalidInput(
                replace(violation, path=f"scenarios[{index}].{violation.path}") for violation in refused.violations
            ) from None
        columns.append(column)
        cells.append(own)
    return Comparison(
        base_value_micro=base.value,
        base_quality=base.plan.quality,
        base_served=_served(base.plan),
        columns=tuple(columns),
        rows=_rows(_cells(base.plan, base.inputs), cells),
    )


def _column(
    base: Base, label: str, edits: Sequence[ScenarioEdit], stop: StopToken | None, *, with_prices: bool
) -> tuple[ComparedScenario, Mapping[SeatKey, ComparedCell]]:
    try:
        found = run_scenario(base, edits, stop=stop, with_prices=with_prices)
    except Infeasible as none:
        return ComparedScenario(label=label, infeasible=str(none), causes=none.causes), {}
    if found.plan is None:
        raise AssertionError("a plan was asked for")
    column = ComparedScenario(
        label=label,
        value_micro=found.value_micro,
        difference_micro=found.value_micro - found.base_value_micro,
        gone=found.light.gone,
        new=found.light.new,
        quality=found.plan.quality,
        served=_served(found.plan),
        prices=found.prices,
        verdict=found.verdict,
        fewest_changes=found.fewest_changes,
    )
    return column, _cells(found.plan, found.inputs)


def _served(plan: Plan) -> int:
    return len({pairing.mentee_id for pairing in plan.pairings})


def _cells(plan: Plan, inputs: PlanInputs) -> Mapping[SeatKey, ComparedCell]:
    """Return what everybody has who takes part. Peers of a cycle have whom they visit, else A-B-C would be A-C-B."""
    roles = plan.kind.roles
    sides = 1 if plan.kind is PairingKind.CYCLE else 2
    partners: dict[SeatKey, dict[str, int]] = {
        (one.id, role): {} for one in inputs.authorities for role in roles if takes_role(one, role)
    }
    for pairing in plan.pairings:
        pair = pairing.mentee_id, pairing.mentor_id
        for own, other, role in zip(pair[:sides], pair[::-1], roles, strict=False):
            met = partners.setdefault((own, role), {})
            met[other] = met.get(other, 0) + pairing.score_micro
    return {
        seat: ComparedCell(partners=tuple(sorted(own)), micro=sum(own.values()), present=True)
        for seat, own in partners.items()
    }


def _rows(
    before: Mapping[SeatKey, ComparedCell], columns: Sequence[Mapping[SeatKey, ComparedCell]]
) -> tuple[ComparedRow, ...]:
    absent = ComparedCell()
    known = [column for column in columns if column]  # where there is no plan, nobody differs
    rows = []
    for seat in sorted({seat for cells in (before, *known) for seat in cells}):
        partners = {cells.get(seat, absent).partners for cells in (before, *known)}
        if len(partners) > 1:
            cells = tuple(column.get(seat, absent) for column in columns)
            rows.append(ComparedRow(authority_id=seat[0], role=seat[1], base=before.get(seat, absent), cells=cells))
    return tuple(rows)
