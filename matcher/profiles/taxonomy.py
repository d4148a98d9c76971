"""The code lists of an authority profile. Needs and offers share ONE list of challenges, so that they can be compared.

The challenge codes join the sectors of the EU Action Plan on Integration and Inclusion 2021-2027 (COM(2020) 758), the
Zaragoza indicators, the MIPEX strands, the OECD checklist of 2018 (12 points), the Intercultural Cities Index and the
Eurocities Charter. The part before the dot is the family; two codes of one family are siblings.
"""

from __future__ import annotations

from enum import StrEnum


class Challenge(StrEnum):
    """A field of integration work: 24 standard codes and 4 optional ones (the last four)."""

    EDU_SCHOOL = "EDU.SCHOOL"
    EDU_LANG = "EDU.LANG"
    EDU_CIVIC = "EDU.CIVIC"
    EMP_ACCESS = "EMP.ACCESS"
    EMP_SKILLS = "EMP.SKILLS"
    EMP_ENTR = "EMP.ENTR"
    HLT_ACCESS = "HLT.ACCESS"
    HLT_MENTAL = "HLT.MENTAL"
    HOU_ACCESS = "HOU.ACCESS"
    HOU_AREA = "HOU.AREA"
    REC_ARRIVAL = "REC.ARRIVAL"
    REC_ONESTOP = "REC.ONESTOP"
    REC_SPONSOR = "REC.SPONSOR"
    GRP_WOMEN = "GRP.WOMEN"
    GRP_YOUTH = "GRP.YOUTH"
    PAR_VOICE = "PAR.VOICE"
    PAR_ENCOUNTER = "PAR.ENCOUNTER"
    COH_NARRATIVE = "COH.NARRATIVE"
    COH_ANTIDISC = "COH.ANTIDISC"
    COH_SAFETY = "COH.SAFETY"
    GOV_STRATEGY = "GOV.STRATEGY"
    GOV_ADMIN = "GOV.ADMIN"
    GOV_DATA = "GOV.DATA"
    TER_RURAL = "TER.RURAL"
    GRP_IRREG = "GRP.IRREG"
    DIG_INCL = "DIG.INCL"
    GOV_FUND = "GOV.FUND"
    EDU_TALENT = "EDU.TALENT"

    @property
    def family(self) -> str:
        """The family of the code: ``EDU`` of ``EDU.SCHOOL``."""
        return self.value.split(".")[0]

    @property
    def label(self) -> str:
        """The code in words."""
        return CHALLENGE_LABELS[self]


CHALLENGE_LABELS: dict[Challenge, str] = {
    Challenge.EDU_SCHOOL: "school and early-childhood inclusion",
    Challenge.EDU_LANG: "language learning and literacy",
    Challenge.EDU_CIVIC: "civic orientation and welcome courses",
    Challenge.EMP_ACCESS: "access to the labour market",
    Challenge.EMP_SKILLS: "recognition of qualifications and skills",
    Challenge.EMP_ENTR: "migrant entrepreneurship",
    Challenge.HLT_ACCESS: "access to health and social care",
    Challenge.HLT_MENTAL: "mental health and trauma",
    Challenge.HOU_ACCESS: "adequate and affordable housing",
    Challenge.HOU_AREA: "segregated neighbourhoods and public space",
    Challenge.REC_ARRIVAL: "first reception and sudden arrivals",
    Challenge.REC_ONESTOP: "one-stop shops and coordinated services",
    Challenge.REC_SPONSOR: "resettlement and community sponsorship",
    Challenge.GRP_WOMEN: "migrant women and gender-sensitive integration",
    Challenge.GRP_YOUTH: "unaccompanied minors and migrant youth",
    Challenge.PAR_VOICE: "political participation and consultation",
    Challenge.PAR_ENCOUNTER: "encounters, volunteering, sport and culture",
    Challenge.COH_NARRATIVE: "public perception and disinformation",
    Challenge.COH_ANTIDISC: "discrimination, racism and hate speech",
    Challenge.COH_SAFETY: "mediation and community policing",
    Challenge.GOV_STRATEGY: "integration strategy and coordination",
    Challenge.GOV_ADMIN: "diversity and interpreting in the administration",
    Challenge.GOV_DATA: "data, monitoring and evaluation",
    Challenge.TER_RURAL: "attraction and retention in rural and island areas",
    Challenge.GRP_IRREG: "services for residents without status",
    Challenge.DIG_INCL: "digital inclusion and services",
    Challenge.GOV_FUND: "access to EU funds",
    Challenge.EDU_TALENT: "international students and skilled workers",
}


class AuthorityType(StrEnum):
    """The form of a local or regional authority."""

    MUNICIPALITY = "MUNICIPALITY"
    CITY_DISTRICT = "CITY_DISTRICT"
    CITY_REGION = "CITY_REGION"
    INTERMUNICIPAL_METROPOLITAN = "INTERMUNICIPAL_METROPOLITAN"
    COUNTY_PROVINCE = "COUNTY_PROVINCE"
    REGION = "REGION"
    ISLAND_OUTERMOST_REGION = "ISLAND_OUTERMOST_REGION"
    ASSOCIATION = "ASSOCIATION"
    AGENCY = "AGENCY"
    LOCAL_PARTNERSHIP = "LOCAL_PARTNERSHIP"


class StatusCategory(StrEnum):
    """Migrants by legal status."""

    EU_MOBILE = "EU_MOBILE"
    TCN_WORK = "TCN_WORK"
    TCN_FAMILY = "TCN_FAMILY"
    TCN_STUDENT = "TCN_STUDENT"
    SEASONAL_CROSSBORDER = "SEASONAL_CROSSBORDER"
    REFUGEE = "REFUGEE"
    SUBSIDIARY = "SUBSIDIARY"
    TEMP_PROT = "TEMP_PROT"
    ASYLUM_APPLICANT = "ASYLUM_APPLICANT"
    RESETTLED_SPONSORED = "RESETTLED_SPONSORED"
    UAM = "UAM"
    LONG_TERM_DESCENDANTS = "LONG_TERM_DESCENDANTS"
    MINORITY_STATELESS = "MINORITY_STATELESS"
    RETURNEE_DIASPORA = "RETURNEE_DIASPORA"
    IRREGULAR = "IRREGULAR"


class OriginGroup(StrEnum):
    """Regions of origin, after the UN M49 sub-regions."""

    EU27 = "EU27"
    OTHER_WESTERN_EUROPE = "OTHER_WESTERN_EUROPE"
    WESTERN_BALKANS = "WESTERN_BALKANS"
    UKRAINE = "UKRAINE"
    EASTERN_PARTNERSHIP_RUSSIA = "EASTERN_PARTNERSHIP_RUSSIA"
    TURKIYE = "TURKIYE"
    MIDDLE_EAST = "MIDDLE_EAST"
    AFGHANISTAN_SOUTH_ASIA = "AFGHANISTAN_SOUTH_ASIA"
    EAST_SOUTHEAST_ASIA = "EAST_SOUTHEAST_ASIA"
    NORTH_AFRICA = "NORTH_AFRICA"
    SUBSAHARAN_AFRICA = "SUBSAHARAN_AFRICA"
    LATIN_AMERICA_CARIBBEAN = "LATIN_AMERICA_CARIBBEAN"


class ArrivalPhase(StrEnum):
    """Where a place stands in its history of migration."""

    TRANSIT = "TRANSIT"
    FIRST_RECEPTION = "FIRST_RECEPTION"
    SETTLEMENT = "SETTLEMENT"
    ESTABLISHED_DIVERSITY = "ESTABLISHED_DIVERSITY"
    EMIGRATION_AREA = "EMIGRATION_AREA"


class FigureMeasure(StrEnum):
    """What a migrant figure counts. Figures of different measures are never compared as if equal."""

    FOREIGN_BORN = "FOREIGN_BORN"
    FOREIGN_CITIZENS = "FOREIGN_CITIZENS"
    THIRD_COUNTRY_NATIONALS = "THIRD_COUNTRY_NATIONALS"
    IMMIGRANTS_INSEE = "IMMIGRANTS_INSEE"


class FigureLevel(StrEnum):
    """The territory a migrant figure was counted for."""

    AUTHORITY = "AUTHORITY"
    NUTS3 = "NUTS3"
    NUTS2 = "NUTS2"
    NUTS1 = "NUTS1"
    COUNTRY = "COUNTRY"


class Evidence(StrEnum):
    """How well an offer is evidenced."""

    SELF_DECLARED = "SELF_DECLARED"
    DOCUMENTED = "DOCUMENTED"
    EVALUATED = "EVALUATED"
    LABELLED = "LABELLED"


class Role(StrEnum):
    """What an authority takes part as."""

    MENTOR = "MENTOR"
    MENTEE = "MENTEE"
    PEER = "PEER"
    HOST = "HOST"
    VISITOR = "VISITOR"


class CohesionCategory(StrEnum):
    """Category of the region under EU cohesion policy."""

    LESS_DEVELOPED = "LESS_DEVELOPED"
    TRANSITION = "TRANSITION"
    MORE_DEVELOPED = "MORE_DEVELOPED"


class CompetenceArea(StrEnum):
    """A field in which authorities have more or less of a say."""

    HOUSING = "HOUSING"
    EDUCATION = "EDUCATION"
    EMPLOYMENT = "EMPLOYMENT"
    HEALTH = "HEALTH"
    RECEPTION = "RECEPTION"


class Responsibility(StrEnum):
    """How far an authority is responsible in a field."""

    NONE = "NONE"
    SHARED = "SHARED"
    FULL = "FULL"


class CefrLevel(StrEnum):
    """Language level of the Common European Framework, or native."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"
    NATIVE = "NATIVE"

    @property
    def rank(self) -> int:
        """1 for A1 up to 7 for native."""
        return _RANK_OF_LEVEL[self]


_RANK_OF_LEVEL = {level: rank for rank, level in enumerate(CefrLevel, 1)}

STAGE_MIN, STAGE_MAX = 1, 5  # maturity: 1 no policy, 2 ad hoc, 3 plan, 4 implemented, 5 evaluated
PRIORITY_MAX = 5  # need priority and offer strength run from 0 to 5
INTENSITY_MAX = 4  # status intensity runs from 0 to 4

EU_COUNTRIES = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
COUNTRIES = EU_COUNTRIES | frozenset("AD AL AM AZ BA CH GB GE IS LI MC MD ME MK NO RS SM TR UA XK".split())
COUNTRY_ALIASES = {"EL": "GR", "UK": "GB"}  # Eurostat's codes for ISO 3166-1 alpha-2

LANGUAGES = frozenset(
    "bg hr cs da nl en et fi fr de el hu ga it lv lt mt pl pt ro sk sl es sv".split()  # official in the EU
    + "ca eu gl lb cy rm".split()  # co-official or regional
    + "no is uk ru tr sq sr bs mk cnr hy az ka be".split()  # neighbours
    + "ar fa ti so ur am bn hi ku pa ps vi zh".split()  # communities
)
