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

from matcher.plans.publishing import named_by_consent
from matcher.plans.types import LeftOut, Pairing, Plan, PlanInputs, PlanState
from matcher.plans.wording import sentence
from matcher.profiles.types import Authority
from matcher.scoring.policy import MICRO, Term

Row = list[str | int | float | None]

_FIXED_DATE = dt.datetime(2021, 3, 19, tzinfo=dt.UTC)  # written into the file, so that equal plans give equal bytes
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

PAIR_COLUMNS = (
    "mentee_id", "mentee", "mentee_country", "mentor_id", "mentor", "mentor_country",
    "theme", "theme_label", "theme_fit_permille", "score", "score_micro",
    *(f"{term.lower()}_micro" for term in Term),
    "reason_1", "reason_2", "reason_3", "remark", "pinned", "illustrative",
)  # fmt: skip
LEFT_COLUMNS = ("authority_id", "authority", "country", "role", "eligible_partners", "reason", "illustrative")


def plan_csv(plan: Plan, inputs: PlanInputs) -> bytes:
    """Return the pairings of ``plan`` as UTF-8 CSV with a byte order mark, one row per pairing.

    Text that a spreadsheet would take for a formula is prefixed by an apostrophe.
    """
    by_id = _shown(plan, inputs)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(PAIR_COLUMNS)
    for pairing in plan.pairings:
        writer.writerow([_plain(cell) for cell in _pair_row(pairing, by_id)])
    return out.getvalue().encode("utf-8-sig")


def _shown(plan: Plan, inputs: PlanInputs) -> dict[str, Authority]:
    """Return the authorities by id; once the plan is published, only those under their names who agreed to that."""
    is_draft = plan.state is PlanState.DRAFT
    return {one.id: one if is_draft else named_by_consent(one) for one in inputs.authorities}


def _plain(cell: str | float | None) -> str | float | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def plan_xlsx(plan: Plan, inputs: PlanInputs) -> bytes:
    """Return ``plan`` as a workbook: sheets plan, left out, quality, prices."""
    by_id = _shown(plan, inputs)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"Plan of {inputs.programme.name}", "created": _FIXED_DATE})
    _sheet(book, "plan", PAIR_COLUMNS, [_pair_row(pairing, by_id) for pairing in plan.pairings])
    _sheet(book, "left out", LEFT_COLUMNS, [_left_row(entry, by_id) for entry in plan.left_out])
    _sheet(book, "quality", ("figure", "value"), _quality_rows(plan, inputs))
    _sheet(book, "prices", ("side", "authority_id", "price_micro"), _price_rows(plan))
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


def _pair_row(pairing: Pairing, by_id: dict[str, Authority]) -> Row:
    mentee, mentor = by_id[pairing.mentee_id], by_id[pairing.mentor_id]
    reasons = [sentence(reason) for reason in pairing.reasons[:3]]
    micro = {contribution.term: contribution.micro for contribution in pairing.contributions}
    return [
        mentee.id, mentee.name, mentee.country, mentor.id, mentor.name, mentor.country,
        pairing.theme.value, pairing.theme.label, pairing.theme_fit_permille,
        pairing.score_micro / MICRO, pairing.score_micro,
        *(micro[term] for term in Term),
        *(reasons + [""] * (3 - len(reasons))),
        "; ".join(sentence(remark) for remark in pairing.remarks),
        _yes(pairing.pinned), _yes(pairing.illustrative),
    ]  # fmt: skip


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _left_row(entry: LeftOut, by_id: dict[str, Authority]) -> Row:
    authority = by_id[entry.authority_id]
    return [
        authority.id, authority.name, authority.country, entry.role.value, entry.eligible_partners,
        sentence(entry.reason), _yes(bool(authority.illustrative)),
    ]  # fmt: skip


def _quality_rows(plan: Plan, inputs: PlanInputs) -> list[Row]:
    head: list[Row] = [
        ["programme", inputs.programme.name],
        ["goal", plan.goal.value],
        ["verdict", "stable, proved" if plan.verdict == "STABLE_PROVED" else "optimal, proved"],
        ["bound_micro", plan.certificate.bound_micro],
        ["inputs_digest", plan.inputs_digest],
        ["illustrative", _yes(plan.illustrative)],
    ]
    return head + [[figure, value] for figure, value in plan.quality.model_dump().items()]


def _price_rows(plan: Plan) -> list[Row]:
    prices = plan.certificate
    sides = (("mentee", prices.mentee_price), ("mentor", prices.mentor_price))
    rows: list[Row] = [[side, authority_id, price] for side, of in sides for authority_id, price in of.items()]
    return [*rows, ["pair limit", "", prices.limit_price]]
