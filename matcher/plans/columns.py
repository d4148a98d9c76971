"""The columns of plans as tables, by kind: what stands in a row of a pairing, a cycle, a visit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from matcher.plans.types import ExchangeCycle, LeftOut, Pairing, PairingKind, Plan, StudyVisit
from matcher.plans.wording import sentence
from matcher.profiles.types import Authority
from matcher.scoring.policy import MICRO, Term

Cell = str | int | float | None
Row = list[Cell]
Names = Mapping[str, Authority]

_TERMS = tuple(f"{term.lower()}_micro" for term in Term)
_REASONS = ("reason_1", "reason_2", "reason_3", "remark", "pinned", "illustrative")
_VISIT = ("starts", "ends")

PAIR_COLUMNS = (
    "mentee_id", "mentee", "mentee_country", "mentor_id", "mentor", "mentor_country",
    "theme", "theme_label", "theme_fit_permille", "score", "score_micro", *_TERMS, *_REASONS,
)  # fmt: skip
_HOSTED = (
    "visitor_id", "visitor", "visitor_country", "host_id", "host", "host_country",
    "theme", "theme_label", "theme_fit_permille", "score", "score_micro", *_TERMS,
)  # fmt: skip
TWIN_COLUMNS = (
    "a_id", "a", "a_country", "b_id", "b", "b_country",
    "a_learns", "a_learns_label", "a_learns_fit_permille", "b_learns", "b_learns_label", "b_learns_fit_permille",
    "score", "score_micro", *_TERMS,
    "a_visits_from", "a_visits_to", "b_visits_from", "b_visits_to", *_REASONS,
)  # fmt: skip
ARC_COLUMNS = ("cycle", *_HOSTED, *_VISIT, *_REASONS)
VISITOR_COLUMNS = ("visit", *_HOSTED, *_VISIT, "persons", "cost_eur", "carbon_kg", *_REASONS)
LEFT_COLUMNS = ("authority_id", "authority", "country", "role", "eligible_partners", "reason", "illustrative")
CYCLE_COLUMNS = ("cycle", "length", "authorities", "names", "score", "score_micro", "illustrative")
VISIT_COLUMNS = (
    "visit", "host_id", "host", "host_country", "theme", "theme_label", "week", "starts", "ends", "online",
    "visitors", "visitor_ids", "persons", "cost_eur", "carbon_kg", "score", "score_micro", "why", "illustrative",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairTable:
    """The table of pairings of a kind."""

    columns: tuple[str, ...]
    row: Callable[[Pairing, Names], Row]


def pair_row(pairing: Pairing, names: Names) -> Row:
    """Return the row of a mentoring pair."""
    return [*_ends(pairing, names), *_theme(pairing), *_score(pairing), *_reasons(pairing, names)]


def _twin_row(pairing: Pairing, names: Names) -> Row:
    back = pairing.return_theme
    returned: Row = [None, None, None] if back is None else [back.value, back.label, pairing.return_fit_permille]
    dates = (pairing.starts, pairing.ends, pairing.return_starts, pairing.return_ends)
    return [
        *_ends(pairing, names), *_theme(pairing), *returned, *_score(pairing),
        *map(_day, dates), *_reasons(pairing, names),
    ]  # fmt: skip


def _arc_row(pairing: Pairing, names: Names) -> Row:
    return [
        _number(pairing.group), *_ends(pairing, names), *_theme(pairing), *_score(pairing),
        _day(pairing.starts), _day(pairing.ends), *_reasons(pairing, names),
    ]  # fmt: skip


def _visitor_row(pairing: Pairing, names: Names) -> Row:
    return [
        _number(pairing.group), *_ends(pairing, names), *_theme(pairing), *_score(pairing),
        _day(pairing.starts), _day(pairing.ends), pairing.persons, pairing.cost_eur, pairing.carbon_kg,
        *_reasons(pairing, names),
    ]  # fmt: skip


PAIR_TABLES: Mapping[PairingKind, PairTable] = {
    PairingKind.MENTORING: PairTable(PAIR_COLUMNS, pair_row),
    PairingKind.TWIN: PairTable(TWIN_COLUMNS, _twin_row),
    PairingKind.CYCLE: PairTable(ARC_COLUMNS, _arc_row),
    PairingKind.STUDY_VISIT: PairTable(VISITOR_COLUMNS, _visitor_row),
}


def pair_rows(plan: Plan, names: Names) -> list[Row]:
    """Return the rows of all pairings of ``plan``."""
    table = PAIR_TABLES[plan.kind]
    return [table.row(pairing, names) for pairing in plan.pairings]


def cycle_row(number: int, cycle: ExchangeCycle, names: Names) -> Row:
    """Return the row of a cycle; numbers count from 1."""
    ids = cycle.authority_ids
    return [
        number, len(ids), " > ".join((*ids, ids[0])), _listed(ids, names),
        cycle.score_micro / MICRO, cycle.score_micro, _yes(cycle.illustrative),
    ]  # fmt: skip


def visit_row(number: int, visit: StudyVisit, names: Names) -> Row:
    """Return the row of a study visit; numbers count from 1."""
    host = names[visit.host_id]
    return [
        number, host.id, host.name, host.country, visit.theme.value, visit.theme.label,
        _day(visit.week), _day(visit.starts), _day(visit.ends), _yes(visit.online),
        _listed(visit.visitor_ids, names), ", ".join(visit.visitor_ids), visit.persons, visit.cost_eur, visit.carbon_kg,
        visit.score_micro / MICRO, visit.score_micro,
        "; ".join(sentence(reason, names=names) for reason in visit.reasons), _yes(visit.illustrative),
    ]  # fmt: skip


def left_row(entry: LeftOut, names: Names) -> Row:
    """Return the row of somebody left out."""
    authority = names[entry.authority_id]
    return [
        authority.id, authority.name, authority.country, entry.role.value, entry.eligible_partners,
        sentence(entry.reason, names=names), _yes(bool(authority.illustrative)),
    ]  # fmt: skip


def _ends(pairing: Pairing, names: Names) -> Row:
    first, second = names[pairing.mentee_id], names[pairing.mentor_id]
    return [first.id, first.name, first.country, second.id, second.name, second.country]


def _theme(pairing: Pairing) -> Row:
    return [pairing.theme.value, pairing.theme.label, pairing.theme_fit_permille]


def _score(pairing: Pairing) -> Row:
    micro = {contribution.term: contribution.micro for contribution in pairing.contributions}
    return [pairing.score_micro / MICRO, pairing.score_micro, *(micro[term] for term in Term)]


def _reasons(pairing: Pairing, names: Names) -> Row:
    reasons: Row = [sentence(reason, names=names) for reason in pairing.reasons[:3]]
    remarks = "; ".join(sentence(remark, names=names) for remark in pairing.remarks)
    return [*reasons, *[""] * (3 - len(reasons)), remarks, _yes(pairing.pinned), _yes(pairing.illustrative)]


def _listed(ids: Iterable[str], names: Names) -> str:
    return "; ".join(names[authority_id].name for authority_id in ids)


def _number(group: int | None) -> int | None:
    return None if group is None else group + 1


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _yes(value: bool) -> str:
    return "yes" if value else "no"
