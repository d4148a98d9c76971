"""The columns of the sheet ``authorities``: what occurs once in a profile. All examples are illustrative."""

from __future__ import annotations

from matcher import limits
from matcher.profiles import taxonomy as tax
from matcher.profiles.application import OWN_WEIGHTS_SUM, OwnWeights
from matcher.profiles.columns import (
    HEADS,
    LANGUAGE_CHOICES,
    YEAR,
    choice,
    country,
    decimal,
    flag,
    number,
    text,
    whole,
)
from matcher.profiles.tables import Kind

_IDENTITY = (
    text("id", "id", "A short name of your choice, unique", kind=Kind.ID, required=True, example="exampletown"),
    text("name", "name", "Name in Latin letters", required=True, example="Exampletown"),
    text("name_local", "name_local", "Name in the local script", example="Exampletown"),
    country("country", "country", "Two-letter code", required=True, example="PL"),
    choice("type", "type", "Form of the authority", tax.AuthorityType, required=True, example="MUNICIPALITY"),
    number("population", "population", "Inhabitants", whole(limits.POPULATION_MAX, 1), required=True, example="48200"),
    number("population_year", "population_year", "Year of the population figure", YEAR, example="2024"),
    number("area_km2", "area_km2", "Area in square kilometres, above 0", decimal(0, 1_000_000), example="61.5"),
    text("lau", "codes.lau", "LAU codes", kind=Kind.CODE, many=True, example="0000001"),
    text("nuts3", "codes.nuts3", "NUTS 3 code, such as PL633", kind=Kind.CODE, example="PL633"),
    text("nuts2", "codes.nuts2", "NUTS 2 code, such as PL63", kind=Kind.CODE, example="PL63"),
    number("degurba", "codes.degurba", "1 city, 2 town or suburb, 3 rural", whole(3, 1), example="2"),
    text("city_id", "codes.city_id", "Eurostat city code", kind=Kind.CODE),
    text("fua_id", "codes.fua_id", "Eurostat functional urban area", kind=Kind.CODE),
    text("parent_authority_id", "parent_authority_id", "Id of the authority this one belongs to", kind=Kind.ID),
    text("national_association", "national_association", "Association it is a member of", example="Example Union"),
    text("consortium_members", "consortium_members", "Organisations that take part with it", many=True),
)
_TERRITORY = (
    number("lat", "territory.lat", "Latitude in degrees, north positive", decimal(-90, 90), example="54.1"),
    number("lon", "territory.lon", "Longitude in degrees, east positive", decimal(-180, 180), example="18.2"),
    flag("coastal", "territory.coastal", "On the coast", example="yes"),
    flag("island", "territory.island", "On an island", example="no"),
    flag("mountain", "territory.mountain", "In the mountains"),
    flag("border", "territory.border", "At a state border"),
    flag("outermost", "territory.outermost", "In an outermost region of the EU"),
    choice("cohesion_category", "territory.cohesion_category", "Cohesion policy category", tax.CohesionCategory),
)
_MIGRANTS = (
    number(
        "arrivals_last_3_years",
        "migrants.arrivals_last_3_years",
        "Migrants who arrived in the last three years",
        whole(limits.POPULATION_MAX),
        example="1200",
    ),
    choice("phase", "migrants.phase", "Where the place stands in its history of migration", tax.ArrivalPhase),
    choice("origins_level", "migrants.origins.level", "Territory the sheet origins counts", tax.FigureLevel),
    number("origins_year", "migrants.origins.year", "Year of the figures in the sheet origins", YEAR),
    text("origins_source", "migrants.origins.source", "Source of the figures in the sheet origins"),
)
_COMPETENCES = tuple(
    choice(
        f"competence_{area.lower()}",
        f"competences.{area}",
        f"How far the authority is responsible for {area.lower()}",
        tax.Responsibility,
        example="SHARED",
    )
    for area in tax.CompetenceArea
)
_TERMS = (
    *(
        text(f"question_{n + 1}", f"guiding_questions[{n}]", f"Question {n + 1} the authority brings along")
        for n in range(3)
    ),
    choice("official_languages", "official_languages", "Official languages", LANGUAGE_CHOICES, many=True, example="pl"),
    number(
        "travel_limit_km", "logistics.travel_limit_km", "How far a delegation travels", whole(20_100), example="2500"
    ),
    flag("online_ok", "logistics.online_ok", "Meetings online are fine", example="yes"),
    flag(
        "interpreter_ok",
        "logistics.interpreter_ok",
        "An interpreter is fine (not known if empty)",
        example="no",
    ),
    number(
        "delegation_size",
        "visiting.delegation_size",
        "Persons it sends to a study visit",
        whole(limits.PEOPLE_MAX, 1),
        example="3",
    ),
    number(
        "visit_budget_eur",
        "visiting.budget_eur",
        "Euros it can spend on all its study visits",
        whole(limits.EURO_MAX),
        example="6000",
    ),
    country("countries_ready", "preferences.countries_ready", "Would travel to", many=True),
    country("countries_not_ready", "preferences.countries_not_ready", "Would not travel to", many=True),
)
_OWN_WEIGHTS = tuple(
    number(
        f"own_weight_{term.lower()}",
        f"preferences.own_weights.{term}",
        f"What the authority itself would give {term.lower().replace('_', ' ')}: 400000 is 40 per cent; "
        f"with the other own weights {OWN_WEIGHTS_SUM}. It decides nothing",
        whole(OWN_WEIGHTS_SUM),
    )
    for term in OwnWeights.model_fields
)
_PEOPLE = (
    number("elected", "people.elected", "Elected members who take part", HEADS, example="1"),
    number("officers", "people.officers", "Officers who take part", HEADS, example="3"),
    number("ngo", "people.ngo", "People from civil society", HEADS),
    number("migrant_led", "people.migrant_led", "People from migrant-led organisations", HEADS),
    number("employers", "people.employers", "People from employers", HEADS),
    number("delegation_max", "people.delegation_max", "Largest delegation", whole(limits.PEOPLE_MAX, 1), example="6"),
    text("accessibility_needs", "people.accessibility_needs", "What the delegation needs to take part"),
    text("signed_by", "commitment.signed_by", "Office that signed, such as mayor", example="mayor"),
    flag("endorsement_letter", "commitment.endorsement_letter", "There is a letter of endorsement"),
    text("memberships", "commitment.memberships", "Networks and charters", many=True),
    flag("co_financing", "commitment.co_financing", "Brings money of its own"),
    flag("consent_data_use", "consent.data_use", "Agrees that these data are used for matching", example="yes"),
    flag("consent_publication", "consent.publication", "Agrees to be named in what is published"),
    text("illustrative", "illustrative", "Blocks with invented content, such as needs", many=True, example="needs"),
)

AUTHORITY_COLUMNS = (*_IDENTITY, *_TERRITORY, *_MIGRANTS, *_COMPETENCES, *_TERMS, *_OWN_WEIGHTS, *_PEOPLE)
