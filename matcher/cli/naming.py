"""How authorities, programmes and reasons are called in tables. Invented data carries a star in every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console

from matcher.cli.cells import Grid, plain
from matcher.plans.types import Message, PlanInputs
from matcher.plans.wording import sentence
from matcher.profiles.taxonomy import Challenge, Role
from matcher.profiles.types import Authority
from matcher.scoring.policy import HardRule

STAR_NOTE = "* illustrative: needs, offers, capacities or dates of this authority are invented for demonstration"
Names = Mapping[str, Authority]

PARTNER = {
    Role.MENTEE: Role.MENTOR,
    Role.MENTOR: Role.MENTEE,
    Role.VISITOR: Role.HOST,
    Role.HOST: Role.VISITOR,
    Role.PEER: Role.PEER,
}


def names_of(inputs: PlanInputs) -> Names:
    """Return the authorities by id."""
    return {authority.id: authority for authority in inputs.authorities}


def name_of(names: Names, authority_id: str) -> str:
    """Return name and country, with a star where something is invented."""
    authority = names.get(authority_id)
    if authority is None:
        return authority_id
    return f"{authority.name} ({authority.country}){'*' if authority.illustrative else ''}"


def called(names: Names, ids: Iterable[str]) -> Names:
    """Return these authorities by id, each under its name with country and star, as tables call them in sentences."""
    return {one: names[one].model_copy(update={"name": name_of(names, one)}) for one in ids if one in names}


def titled(text: str, inputs: PlanInputs) -> str:
    """Return ``text`` with the name of the programme, marked where anything is invented."""
    name = inputs.programme.name
    invented = inputs.programme.illustrative or any(authority.illustrative for authority in inputs.authorities)
    return f"{text} · {name}" + (" (illustrative)" if invented and "illustrative" not in name else "")


def in_words(reasons: tuple[Message, ...], most: int, names: Names) -> str:
    """Return the strongest reasons in words."""
    return "; ".join(sentence(reason, names=names) for reason in reasons[:most])


def not_stated(remarks: tuple[Message, ...]) -> tuple[Message, ...]:
    """Return the remarks about what nobody has stated."""
    return tuple(remark for remark in remarks if remark.id.endswith("NOT_STATED"))


def any_star(names: Names, ids: Iterable[str]) -> bool:
    """Return whether anything about these authorities is invented."""
    return any(names[one].illustrative for one in ids if one in names)


def words(code: str | Challenge) -> str:
    """Return a code in small letters."""
    return code.lower().replace("_", " ")


def rule_names(rules: tuple[HardRule, ...]) -> str:
    """Return hard rules as they are called."""
    return ", ".join(rule.value for rule in rules)


def rule_words(rule: HardRule) -> str:
    """Return what it is that breaks a hard rule; of NOT_AVAILABLE nothing more may be said."""
    return _RULE_WORDS[rule]


_RULE_WORDS = {
    HardRule.SAME_AUTHORITY: "both are the same authority",
    HardRule.SAME_FAMILY: "one belongs to the other, or both to the same authority",
    HardRule.ROLE_NOT_OFFERED: "one of them takes no part in that role",
    HardRule.PROFILE_INCOMPLETE: "a profile lacks what the role needs",
    HardRule.NO_CONSENT: "consent to the use of the data is missing",
    HardRule.NO_COMMON_THEME: "nothing is offered that is needed",
    HardRule.NO_COMMON_LANGUAGE: "no common language, and no interpreter will do",
    HardRule.SAME_COUNTRY: "both are in one country, and two are required",
    HardRule.COUNTRY_NOT_ELIGIBLE: "a country may not take the role",
    HardRule.POPULATION_NOT_ELIGIBLE: "a population may not take the role",
    HardRule.DEGURBA_NOT_ELIGIBLE: "a degree of urbanisation may not take the role",
    HardRule.NO_COMMON_WINDOW: "no days on which both are available",
    HardRule.TRAVEL_LIMIT: "farther than one of them travels",
    HardRule.COOL_DOWN: "they were paired too short a time ago",
    HardRule.NO_ASSOCIATION: "no national association on either side",
    HardRule.FORBIDDEN: "the programme forbids the pair",
    HardRule.NOT_AVAILABLE: "not available; no more may be told",
}


def print_grid(grid: Grid, console: Console, *, star: bool) -> None:
    """Print a table, and below it what a star means where there is one."""
    grid.print_to(console)
    if star:
        console.print(plain(STAR_NOTE))
