"""A plan as a spreadsheet: CSV for machines, XLSX for people. Both mark invented data.

A draft is the coordinator's working paper and names everybody. A published plan names those who agreed to publication;
the others stand under their ids.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

from matcher.plans.columns import (
    CYCLE_COLUMNS,
    LEFT_COLUMNS,
    PAIR_COLUMNS,
    PAIR_TABLES,
    VISIT_COLUMNS,
    Row,
    cycle_row,
    left_row,
    pair_rows,
    visit_row,
)
from matcher.plans.publishing import named_by_consent
from matcher.plans.types import CostTable, PairingKind, Plan, PlanInputs, PlanState, SearchEvidence, VisitTerms
from matcher.profiles.types import Authority

__all__ = ["LEFT_COLUMNS", "PAIR_COLUMNS", "VERDICTS", "gap_of", "plan_csv", "plan_xlsx", "shown_names"]

_FIXED_DATE = dt.datetime(2021, 3, 19, tzinfo=dt.UTC)  # written into the file, so that equal plans give equal bytes
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Where the default cost table comes from, see ``matcher.plans.visit_terms``.
ESTIMATE = (
    "estimates: travel support by distance band of the Erasmus+ Programme Guide 2024; CO2 equivalent per passenger km "
    "after the EEA briefing on rail and waterborne transport, 2021; rough defaults, to be looked up before quoting"
)
OWN_ESTIMATE = "estimates by the programme's own table"
VERDICTS = {
    "OPTIMAL_PROVED": "optimal, proved",
    "STABLE_PROVED": "stable, proved",
    "BOUND_PROVED": "bound proved: no plan exceeds bound_micro",
}


def plan_csv(plan: Plan, inputs: PlanInputs) -> bytes:
    """Return the pairings of ``plan`` as UTF-8 CSV with a byte order mark, one row per pairing.

    Text that a spreadsheet would take for a formula is prefixed by an apostrophe.
    """
    names = shown_names(plan, inputs)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(PAIR_TABLES[plan.kind].columns)
    for row in pair_rows(plan, names):
        writer.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def shown_names(plan: Plan, inputs: PlanInputs) -> dict[str, Authority]:
    """Return the authorities by id; once the plan is published, only those under their names who agreed to that."""
    is_draft = plan.state is PlanState.DRAFT
    return {one.id: one if is_draft else named_by_consent(one) for one in inputs.authorities}


def _plain(cell: str | float | None) -> str | float | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def plan_xlsx(plan: Plan, inputs: PlanInputs) -> bytes:
    """Return ``plan`` as a workbook: sheets plan, cycles or visits, left out, quality, and prices or evidence."""
    names = shown_names(plan, inputs)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Plan of {inputs.programme.name}", "created": _FIXED_DATE})
    _sheet(book, "plan", PAIR_TABLES[plan.kind].columns, pair_rows(plan, names))
    if plan.kind is PairingKind.CYCLE:
        _sheet(book, "cycles", CYCLE_COLUMNS, [cycle_row(n, c, names) for n, c in enumerate(plan.cycles, start=1)])
    if plan.kind is PairingKind.STUDY_VISIT:
        _sheet(book, "visits", VISIT_COLUMNS, [visit_row(n, v, names) for n, v in enumerate(plan.visits, start=1)])
    _sheet(book, "left out", LEFT_COLUMNS, [left_row(entry, names) for entry in plan.left_out])
    _sheet(book, "quality", ("figure", "value"), _quality_rows(plan, inputs))
    if plan.certificate.search is not None:
        _sheet(book, "evidence", ("figure", "value"), _search_rows(plan.certificate.search))
    elif plan.kind is PairingKind.MENTORING:
        _sheet(book, "prices", ("side", "authority_id", "price_micro"), _price_rows(plan))
    else:
        _sheet(book, "evidence", _EVIDENCE_COLUMNS, _evidence_rows(plan))
    book.close()
    return out.getvalue()


def _sheet(book: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, columns, book.add_format({"bold": True, "bottom": 1}))
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
    sheet.autofit()


def _quality_rows(plan: Plan, inputs: PlanInputs) -> list[Row]:
    head: list[Row] = [
        ["programme", inputs.programme.name],
        ["goal", plan.goal.value],
        ["verdict", VERDICTS[plan.verdict]],
        ["bound_micro", plan.certificate.bound_micro],
        ["gap_micro", gap_of(plan)],
        ["inputs_digest", plan.inputs_digest],
        ["illustrative", "yes" if plan.illustrative else "no"],
    ]
    figures: list[Row] = [[figure, value] for figure, value in plan.quality.model_dump().items()]
    return head + figures + _exchange_rows(plan, inputs.programme.visits)


def gap_of(plan: Plan) -> int | None:
    """Return how much better than ``plan`` another could still be by its evidence, ``None`` where that has no bound."""
    bound = plan.certificate.bound_micro
    return None if bound is None else bound - plan.quality.total_micro


def _exchange_rows(plan: Plan, terms: VisitTerms) -> list[Row]:
    """Return the figures of an exchange; those of each month or length of cycles have a row of their own."""
    rows: list[Row] = []
    if plan.kind is PairingKind.STUDY_VISIT:
        rows.append(["costs and emissions", ESTIMATE if terms.costs == CostTable() else OWN_ESTIMATE])
    for figure, value in (plan.exchange.model_dump() if plan.exchange else {}).items():
        many = isinstance(value, dict)
        rows += [[f"{figure} {key}", count] for key, count in value.items()] if many else [[figure, value]]
    return rows


def _price_rows(plan: Plan) -> list[Row]:
    prices = plan.certificate
    sides = (("mentee", prices.mentee_price), ("mentor", prices.mentor_price))
    rows: list[Row] = [[side, authority_id, price] for side, of in sides for authority_id, price in of.items()]
    quotas = (
        ("mentee quota", prices.mentee_quotas, prices.mentee_quota_price),
        ("mentor quota", prices.mentor_quotas, prices.mentor_quota_price),
    )
    rows += [[side, *priced] for side, names, of in quotas for priced in zip(names, of, strict=False)]
    return [*rows, ["pair limit", "", prices.limit_price]]


def _search_rows(search: SearchEvidence) -> list[Row]:
    """Return how large the evidence is where quotas cross; the bundle holds it whole."""
    leaves = search.leaves
    prices = sum(len(leaf.mentee_price) + len(leaf.mentor_price) + len(leaf.quota_price) for leaf in leaves)
    return [["splits", len(search.splits)], ["leaves", len(leaves)], ["prices", prices]]


_EVIDENCE_COLUMNS = ("step", "bound_micro", "gap_micro", "splits", "leaves", "prices", "odd_sets", "scale")


def _evidence_rows(plan: Plan) -> list[Row]:
    """Return how large the evidence of each step is; the bundle holds it whole."""
    if plan.evidence is None:
        return []
    bound = plan.evidence.bound_micro
    return [
        [
            step.kind,
            bound if step.kind == "TOTAL" else None,
            gap_of(plan) if step.kind == "TOTAL" else None,
            len(step.splits),
            len(step.leaves),
            sum(len(leaf.prices) for leaf in step.leaves),
            len(step.odd_sets),
            step.scale,
        ]
        for step in plan.evidence.steps
    ]
