"""The sheets of the tabular form, as data. All examples are illustrative.

What occurs once in a profile is a column of ``authorities``; what may occur several times has a sheet of its own, with
one row each.
"""

from __future__ import annotations

from matcher import limits
from matcher.profiles import taxonomy as tax
from matcher.profiles.authority_columns import AUTHORITY_COLUMNS
from matcher.profiles.columns import (
    CAPACITY,
    GUESTS,
    LANGUAGE_CHOICES,
    PERCENT,
    RANK,
    YEAR,
    choice,
    flag,
    number,
    text,
    whole,
)
from matcher.profiles.tables import KEY, OWNER, PLACE, VALUE, Column, Kind, Shape, Sheet

_OWNER = Column(
    name="authority_id",
    field=OWNER,
    kind=Kind.ID,
    required=True,
    help="The id of the authority, as in the sheet authorities",
    example="exampletown",
)


def _partner(words: str) -> Column:
    return Column(
        name="partner_id", field="authority_id", kind=Kind.ID, required=True, help=words, example="otherville"
    )


_CHALLENGE = "The field of work; the sheet codes says what each code means"

_LISTS = (
    Sheet(
        name="roles",
        shape=Shape.LIST,
        places={"": "roles"},
        help="As what the authority takes part: one row per role",
        columns=(
            _OWNER,
            choice("role", "role", "Mentor, mentee, ...", tax.Role, required=True, example="MENTEE"),
            number("capacity_min", "capacity_min", "Partners at least (0 if empty)", CAPACITY, example="0"),
            number("capacity_max", "capacity_max", "Partners at most (1 if empty)", CAPACITY, example="1"),
            choice("themes", "themes", "Codes; all if empty", tax.Challenge, many=True, none_word="none"),
        ),
    ),
    Sheet(
        name="needs",
        shape=Shape.LIST,
        places={"": "needs"},
        help="What the authority wants help with: one row per challenge",
        columns=(
            _OWNER,
            choice("code", "code", _CHALLENGE, tax.Challenge, required=True, example="EDU.LANG"),
            number("priority", "priority", "0 none to 5 most urgent", RANK, required=True, example="4"),
            text("note", "note", "In a few words", example="evening courses for shift workers"),
        ),
    ),
    Sheet(
        name="offers",
        shape=Shape.LIST,
        places={"": "offers"},
        help="What the authority can teach: one row per challenge",
        columns=(
            _OWNER,
            choice("code", "code", _CHALLENGE, tax.Challenge, required=True, example="HOU.ACCESS"),
            number("strength", "strength", "0 none to 5 a model for others", RANK, required=True, example="3"),
            choice("evidence", "evidence", "SELF_DECLARED if empty", tax.Evidence, example="DOCUMENTED"),
            text("practice", "practice", "Name of the practice", example="Rent guarantee"),
            text("url", "url", "Where to read about it, http(s)://...", example="https://example.org/rent"),
        ),
    ),
    Sheet(
        name="stages",
        shape=Shape.MAP,
        places={"": "stages"},
        help="How mature the policy is: one row per challenge",
        columns=(
            _OWNER,
            choice("code", KEY, _CHALLENGE, tax.Challenge, required=True, example="EDU.LANG"),
            number(
                "stage",
                VALUE,
                "1 no policy, 2 ad hoc, 3 plan, 4 implemented, 5 evaluated",
                whole(tax.STAGE_MAX, tax.STAGE_MIN),
                required=True,
                example="2",
            ),
        ),
    ),
    Sheet(
        name="languages",
        shape=Shape.LIST,
        places={"": "languages"},
        help="Working languages of the delegation: one row per language",
        columns=(
            _OWNER,
            choice("language", "code", "Language code", LANGUAGE_CHOICES, required=True, example="en"),
            choice("level", "level", "Level", tax.CefrLevel, required=True, example="B2"),
            number("people", "people", "People with it (not known if empty)", whole(limits.PEOPLE_MAX, 1), example="3"),
        ),
    ),
    Sheet(
        name="windows",
        shape=Shape.LIST,
        places={"AVAILABLE": "logistics.windows", "BLACKOUT": "logistics.blackouts"},
        help="When visits are possible, or are not: one row per span of days",
        columns=(
            _OWNER,
            choice(
                "kind", PLACE, "AVAILABLE or BLACKOUT", ("AVAILABLE", "BLACKOUT"), required=True, example="AVAILABLE"
            ),
            text("start", "start", "First day", kind=Kind.DATE, required=True, example="2027-03-01"),
            text("end", "end", "Last day", kind=Kind.DATE, required=True, example="2027-05-31"),
        ),
    ),
    Sheet(
        name="hosting",
        shape=Shape.LIST,
        places={"": "hosting"},
        help="Study visits the authority is ready to host: one row per kind of visit. It also needs the role HOST",
        columns=(
            _OWNER,
            choice(
                "themes",
                "themes",
                "Codes of which one is picked; all it offers if empty",
                tax.Challenge,
                many=True,
                none_word="none",
                example="HOU.ACCESS",
            ),
            number("times_max", "times_max", "How often (1 if empty)", whole(limits.WEEKS_MAX, 1), example="2"),
            number("visitors_min", "visitors_min", "Visiting authorities at least (1 if empty)", GUESTS, example="2"),
            number("visitors_max", "visitors_max", "Visiting authorities at most (3 if empty)", GUESTS, example="3"),
            number("persons_max", "persons_max", "Visiting persons at most", whole(limits.PEOPLE_MAX, 1), example="12"),
            text(
                "windows",
                "windows",
                "When; the AVAILABLE days of the sheet windows if empty",
                kind=Kind.SPAN,
                many=True,
                example="2027-03-01/2027-03-12",
            ),
            flag("online", "online", "The visit takes place online (no if empty)", example="no"),
        ),
    ),
    Sheet(
        name="figures",
        shape=Shape.LIST,
        places={"": "migrants.figures"},
        help="Migrant population, with what is counted: one row per figure",
        columns=(
            _OWNER,
            number("percent", "percent", "Share of the population in percent", PERCENT, required=True, example="8.5"),
            choice(
                "measure", "measure", "What is counted", tax.FigureMeasure, required=True, example="FOREIGN_CITIZENS"
            ),
            choice("level", "level", "Territory it counts", tax.FigureLevel, required=True, example="NUTS3"),
            number("year", "year", "Year", YEAR, required=True, example="2023"),
            text("source", "source", "Whose figure it is", required=True, example="Example statistics"),
        ),
    ),
    Sheet(
        name="statuses",
        shape=Shape.MAP,
        places={"": "migrants.statuses"},
        help="Migrants by legal status, where there is no figure: one row per status",
        columns=(
            _OWNER,
            choice("status", KEY, "Legal status", tax.StatusCategory, required=True, example="TEMP_PROT"),
            number("intensity", VALUE, "0 none to 4 very many", whole(tax.INTENSITY_MAX), required=True, example="3"),
        ),
    ),
    Sheet(
        name="origins",
        shape=Shape.MAP,
        places={"": "migrants.origins.shares"},
        help="Regions of origin; needs origins_level, _year and _source in authorities",
        columns=(
            _OWNER,
            choice("group", KEY, "Region of origin", tax.OriginGroup, required=True, example="UKRAINE"),
            number("percent", VALUE, "Share of the population in percent", PERCENT, required=True, example="3.2"),
        ),
    ),
    Sheet(
        name="wishes",
        shape=Shape.LIST,
        places={"": "preferences.wishes"},
        help="Partners asked for: one row each, most wanted first",
        columns=(_OWNER, _partner("Id of the partner"), text("reason", "reason", "Why")),
    ),
    Sheet(
        name="avoid",
        shape=Shape.LIST,
        confidential=True,
        places={"": "preferences.avoid"},
        help="CONFIDENTIAL: partners the authority must not meet. Left out of exports unless asked for",
        columns=(_OWNER, _partner("Id of the partner"), text("reason", "reason", "Why")),
    ),
    Sheet(
        name="sources",
        shape=Shape.LIST,
        places={"": "sources"},
        help="Where facts were taken from: one row per field",
        columns=(
            _OWNER,
            text("field", "field", "The field, such as population", required=True, example="population"),
            text("name", "name", "Name of the source", required=True, example="Example statistics"),
            text("url", "url", "Its address, http(s)://...", example="https://example.org/data"),
            number("year", "year", "Its year", YEAR, example="2024"),
            text("licence", "licence", "Its licence", example="CC BY 4.0"),
        ),
    ),
)

AUTHORITIES = Sheet(
    name="authorities",
    shape=Shape.AUTHORITIES,
    places={"": ""},
    help="One row per authority. Leave a cell empty where you do not know: empty means unknown, never zero",
    columns=AUTHORITY_COLUMNS,
)
PAST_PAIRINGS = Sheet(
    name="past_pairings",
    shape=Shape.RECORDS,
    places={"": ""},
    help="Pairings of earlier rounds: one row each",
    columns=(
        text("mentor_id", "mentor_id", "Id of the mentor", kind=Kind.ID, required=True, example="otherville"),
        text("mentee_id", "mentee_id", "Id of the mentee", kind=Kind.ID, required=True, example="exampletown"),
        number("year", "year", "Year", YEAR, required=True, example="2022"),
        choice("theme", "theme", _CHALLENGE, tax.Challenge, example="EDU.LANG"),
        number("rating", "rating", "1 poor to 5 excellent", whole(5, 1), example="4"),
        flag("would_repeat", "would_repeat", "The two would do it again", example="yes"),
    ),
)
SHEETS: tuple[Sheet, ...] = (AUTHORITIES, *_LISTS, PAST_PAIRINGS)


def rows_max(name: str) -> int:
    """Return how many rows the sheet of this name may have, header included."""
    records = {AUTHORITIES.name: limits.AUTHORITIES_MAX, "past_pairings": limits.PAST_PAIRINGS_MAX}
    return 1 + records.get(name, limits.TABLE_ROWS_MAX)
