import datetime

from google.protobuf import timestamp_pb2 as _timestamp_pb2
from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StoredAuthority(_message.Message):
    __slots__ = ("name", "authority", "etag", "create_time", "update_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AUTHORITY_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    authority: Authority
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., authority: _Optional[_Union[Authority, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Authority(_message.Message):
    __slots__ = ("id", "name", "name_local", "country", "type", "population", "population_year", "area_km2", "codes", "parent_authority_id", "national_association", "consortium_members", "territory", "migrants", "needs", "offers", "stages", "guiding_questions", "roles", "competences", "languages", "official_languages", "logistics", "preferences", "people", "commitment", "consent", "sources", "illustrative", "hosting", "visiting")
    ID_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NAME_LOCAL_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    POPULATION_FIELD_NUMBER: _ClassVar[int]
    POPULATION_YEAR_FIELD_NUMBER: _ClassVar[int]
    AREA_KM2_FIELD_NUMBER: _ClassVar[int]
    CODES_FIELD_NUMBER: _ClassVar[int]
    PARENT_AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    NATIONAL_ASSOCIATION_FIELD_NUMBER: _ClassVar[int]
    CONSORTIUM_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    MIGRANTS_FIELD_NUMBER: _ClassVar[int]
    NEEDS_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    STAGES_FIELD_NUMBER: _ClassVar[int]
    GUIDING_QUESTIONS_FIELD_NUMBER: _ClassVar[int]
    ROLES_FIELD_NUMBER: _ClassVar[int]
    COMPETENCES_FIELD_NUMBER: _ClassVar[int]
    LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    OFFICIAL_LANGUAGES_FIELD_NUMBER: _ClassVar[int]
    LOGISTICS_FIELD_NUMBER: _ClassVar[int]
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    CONSENT_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_FIELD_NUMBER: _ClassVar[int]
    HOSTING_FIELD_NUMBER: _ClassVar[int]
    VISITING_FIELD_NUMBER: _ClassVar[int]
    id: str
    name: str
    name_local: str
    country: str
    type: _taxonomy_pb2.AuthorityType
    population: int
    population_year: int
    area_km2: float
    codes: Codes
    parent_authority_id: str
    national_association: str
    consortium_members: _containers.RepeatedScalarFieldContainer[str]
    territory: Territory
    migrants: Migrants
    needs: _containers.RepeatedCompositeFieldContainer[Need]
    offers: _containers.RepeatedCompositeFieldContainer[Offer]
    stages: _containers.RepeatedCompositeFieldContainer[ChallengeStage]
    guiding_questions: _containers.RepeatedScalarFieldContainer[str]
    roles: _containers.RepeatedCompositeFieldContainer[RoleTerms]
    competences: _containers.RepeatedCompositeFieldContainer[Competence]
    languages: _containers.RepeatedCompositeFieldContainer[LanguageSkill]
    official_languages: _containers.RepeatedScalarFieldContainer[str]
    logistics: Logistics
    preferences: Preferences
    people: People
    commitment: Commitment
    consent: Consent
    sources: _containers.RepeatedCompositeFieldContainer[Source]
    illustrative: _containers.RepeatedScalarFieldContainer[str]
    hosting: _containers.RepeatedCompositeFieldContainer[HostedVisit]
    visiting: Visiting
    def __init__(self, id: _Optional[str] = ..., name: _Optional[str] = ..., name_local: _Optional[str] = ..., country: _Optional[str] = ..., type: _Optional[_Union[_taxonomy_pb2.AuthorityType, str]] = ..., population: _Optional[int] = ..., population_year: _Optional[int] = ..., area_km2: _Optional[float] = ..., codes: _Optional[_Union[Codes, _Mapping]] = ..., parent_authority_id: _Optional[str] = ..., national_association: _Optional[str] = ..., consortium_members: _Optional[_Iterable[str]] = ..., territory: _Optional[_Union[Territory, _Mapping]] = ..., migrants: _Optional[_Union[Migrants, _Mapping]] = ..., needs: _Optional[_Iterable[_Union[Need, _Mapping]]] = ..., offers: _Optional[_Iterable[_Union[Offer, _Mapping]]] = ..., stages: _Optional[_Iterable[_Union[ChallengeStage, _Mapping]]] = ..., guiding_questions: _Optional[_Iterable[str]] = ..., roles: _Optional[_Iterable[_Union[RoleTerms, _Mapping]]] = ..., competences: _Optional[_Iterable[_Union[Competence, _Mapping]]] = ..., languages: _Optional[_Iterable[_Union[LanguageSkill, _Mapping]]] = ..., official_languages: _Optional[_Iterable[str]] = ..., logistics: _Optional[_Union[Logistics, _Mapping]] = ..., preferences: _Optional[_Union[Preferences, _Mapping]] = ..., people: _Optional[_Union[People, _Mapping]] = ..., commitment: _Optional[_Union[Commitment, _Mapping]] = ..., consent: _Optional[_Union[Consent, _Mapping]] = ..., sources: _Optional[_Iterable[_Union[Source, _Mapping]]] = ..., illustrative: _Optional[_Iterable[str]] = ..., hosting: _Optional[_Iterable[_Union[HostedVisit, _Mapping]]] = ..., visiting: _Optional[_Union[Visiting, _Mapping]] = ...) -> None: ...

class Source(_message.Message):
    __slots__ = ("field", "name", "url", "year", "licence")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    LICENCE_FIELD_NUMBER: _ClassVar[int]
    field: str
    name: str
    url: str
    year: int
    licence: str
    def __init__(self, field: _Optional[str] = ..., name: _Optional[str] = ..., url: _Optional[str] = ..., year: _Optional[int] = ..., licence: _Optional[str] = ...) -> None: ...

class Codes(_message.Message):
    __slots__ = ("lau", "nuts3", "nuts2", "degurba", "city_id", "fua_id")
    LAU_FIELD_NUMBER: _ClassVar[int]
    NUTS3_FIELD_NUMBER: _ClassVar[int]
    NUTS2_FIELD_NUMBER: _ClassVar[int]
    DEGURBA_FIELD_NUMBER: _ClassVar[int]
    CITY_ID_FIELD_NUMBER: _ClassVar[int]
    FUA_ID_FIELD_NUMBER: _ClassVar[int]
    lau: _containers.RepeatedScalarFieldContainer[str]
    nuts3: str
    nuts2: str
    degurba: int
    city_id: str
    fua_id: str
    def __init__(self, lau: _Optional[_Iterable[str]] = ..., nuts3: _Optional[str] = ..., nuts2: _Optional[str] = ..., degurba: _Optional[int] = ..., city_id: _Optional[str] = ..., fua_id: _Optional[str] = ...) -> None: ...

class Territory(_message.Message):
    __slots__ = ("lat", "lon", "coastal", "island", "mountain", "border", "outermost", "cohesion_category")
    LAT_FIELD_NUMBER: _ClassVar[int]
    LON_FIELD_NUMBER: _ClassVar[int]
    COASTAL_FIELD_NUMBER: _ClassVar[int]
    ISLAND_FIELD_NUMBER: _ClassVar[int]
    MOUNTAIN_FIELD_NUMBER: _ClassVar[int]
    BORDER_FIELD_NUMBER: _ClassVar[int]
    OUTERMOST_FIELD_NUMBER: _ClassVar[int]
    COHESION_CATEGORY_FIELD_NUMBER: _ClassVar[int]
    lat: float
    lon: float
    coastal: bool
    island: bool
    mountain: bool
    border: bool
    outermost: bool
    cohesion_category: _taxonomy_pb2.CohesionCategory
    def __init__(self, lat: _Optional[float] = ..., lon: _Optional[float] = ..., coastal: bool = ..., island: bool = ..., mountain: bool = ..., border: bool = ..., outermost: bool = ..., cohesion_category: _Optional[_Union[_taxonomy_pb2.CohesionCategory, str]] = ...) -> None: ...

class MigrantFigure(_message.Message):
    __slots__ = ("percent", "measure", "level", "year", "source")
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    MEASURE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    percent: float
    measure: _taxonomy_pb2.FigureMeasure
    level: _taxonomy_pb2.FigureLevel
    year: int
    source: str
    def __init__(self, percent: _Optional[float] = ..., measure: _Optional[_Union[_taxonomy_pb2.FigureMeasure, str]] = ..., level: _Optional[_Union[_taxonomy_pb2.FigureLevel, str]] = ..., year: _Optional[int] = ..., source: _Optional[str] = ...) -> None: ...

class OriginShare(_message.Message):
    __slots__ = ("origin", "percent")
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    origin: _taxonomy_pb2.OriginGroup
    percent: float
    def __init__(self, origin: _Optional[_Union[_taxonomy_pb2.OriginGroup, str]] = ..., percent: _Optional[float] = ...) -> None: ...

class Origins(_message.Message):
    __slots__ = ("shares", "level", "year", "source")
    SHARES_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    shares: _containers.RepeatedCompositeFieldContainer[OriginShare]
    level: _taxonomy_pb2.FigureLevel
    year: int
    source: str
    def __init__(self, shares: _Optional[_Iterable[_Union[OriginShare, _Mapping]]] = ..., level: _Optional[_Union[_taxonomy_pb2.FigureLevel, str]] = ..., year: _Optional[int] = ..., source: _Optional[str] = ...) -> None: ...

class StatusIntensity(_message.Message):
    __slots__ = ("status", "intensity")
    STATUS_FIELD_NUMBER: _ClassVar[int]
    INTENSITY_FIELD_NUMBER: _ClassVar[int]
    status: _taxonomy_pb2.StatusCategory
    intensity: int
    def __init__(self, status: _Optional[_Union[_taxonomy_pb2.StatusCategory, str]] = ..., intensity: _Optional[int] = ...) -> None: ...

class Migrants(_message.Message):
    __slots__ = ("figures", "statuses", "origins", "arrivals_last_3_years", "phase")
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    STATUSES_FIELD_NUMBER: _ClassVar[int]
    ORIGINS_FIELD_NUMBER: _ClassVar[int]
    ARRIVALS_LAST_3_YEARS_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    figures: _containers.RepeatedCompositeFieldContainer[MigrantFigure]
    statuses: _containers.RepeatedCompositeFieldContainer[StatusIntensity]
    origins: Origins
    arrivals_last_3_years: int
    phase: _taxonomy_pb2.ArrivalPhase
    def __init__(self, figures: _Optional[_Iterable[_Union[MigrantFigure, _Mapping]]] = ..., statuses: _Optional[_Iterable[_Union[StatusIntensity, _Mapping]]] = ..., origins: _Optional[_Union[Origins, _Mapping]] = ..., arrivals_last_3_years: _Optional[int] = ..., phase: _Optional[_Union[_taxonomy_pb2.ArrivalPhase, str]] = ...) -> None: ...

class Need(_message.Message):
    __slots__ = ("code", "priority", "note")
    CODE_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    code: _taxonomy_pb2.Challenge
    priority: int
    note: str
    def __init__(self, code: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., priority: _Optional[int] = ..., note: _Optional[str] = ...) -> None: ...

class Offer(_message.Message):
    __slots__ = ("code", "strength", "evidence", "practice", "url")
    CODE_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    PRACTICE_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    code: _taxonomy_pb2.Challenge
    strength: int
    evidence: _taxonomy_pb2.Evidence
    practice: str
    url: str
    def __init__(self, code: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., strength: _Optional[int] = ..., evidence: _Optional[_Union[_taxonomy_pb2.Evidence, str]] = ..., practice: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class ChallengeStage(_message.Message):
    __slots__ = ("challenge", "stage")
    CHALLENGE_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    challenge: _taxonomy_pb2.Challenge
    stage: int
    def __init__(self, challenge: _Optional[_Union[_taxonomy_pb2.Challenge, str]] = ..., stage: _Optional[int] = ...) -> None: ...

class ChallengeList(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[_taxonomy_pb2.Challenge]
    def __init__(self, values: _Optional[_Iterable[_Union[_taxonomy_pb2.Challenge, str]]] = ...) -> None: ...

class RoleTerms(_message.Message):
    __slots__ = ("role", "capacity_min", "capacity_max", "themes")
    ROLE_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_MIN_FIELD_NUMBER: _ClassVar[int]
    CAPACITY_MAX_FIELD_NUMBER: _ClassVar[int]
    THEMES_FIELD_NUMBER: _ClassVar[int]
    role: _taxonomy_pb2.Role
    capacity_min: int
    capacity_max: int
    themes: ChallengeList
    def __init__(self, role: _Optional[_Union[_taxonomy_pb2.Role, str]] = ..., capacity_min: _Optional[int] = ..., capacity_max: _Optional[int] = ..., themes: _Optional[_Union[ChallengeList, _Mapping]] = ...) -> None: ...

class HostedVisit(_message.Message):
    __slots__ = ("themes", "times_max", "visitors_min", "visitors_max", "persons_max", "windows", "online")
    THEMES_FIELD_NUMBER: _ClassVar[int]
    TIMES_MAX_FIELD_NUMBER: _ClassVar[int]
    VISITORS_MIN_FIELD_NUMBER: _ClassVar[int]
    VISITORS_MAX_FIELD_NUMBER: _ClassVar[int]
    PERSONS_MAX_FIELD_NUMBER: _ClassVar[int]
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    ONLINE_FIELD_NUMBER: _ClassVar[int]
    themes: ChallengeList
    times_max: int
    visitors_min: int
    visitors_max: int
    persons_max: int
    windows: _containers.RepeatedCompositeFieldContainer[Window]
    online: bool
    def __init__(self, themes: _Optional[_Union[ChallengeList, _Mapping]] = ..., times_max: _Optional[int] = ..., visitors_min: _Optional[int] = ..., visitors_max: _Optional[int] = ..., persons_max: _Optional[int] = ..., windows: _Optional[_Iterable[_Union[Window, _Mapping]]] = ..., online: bool = ...) -> None: ...

class Visiting(_message.Message):
    __slots__ = ("delegation_size", "budget_eur")
    DELEGATION_SIZE_FIELD_NUMBER: _ClassVar[int]
    BUDGET_EUR_FIELD_NUMBER: _ClassVar[int]
    delegation_size: int
    budget_eur: int
    def __init__(self, delegation_size: _Optional[int] = ..., budget_eur: _Optional[int] = ...) -> None: ...

class Competence(_message.Message):
    __slots__ = ("area", "responsibility")
    AREA_FIELD_NUMBER: _ClassVar[int]
    RESPONSIBILITY_FIELD_NUMBER: _ClassVar[int]
    area: _taxonomy_pb2.CompetenceArea
    responsibility: _taxonomy_pb2.Responsibility
    def __init__(self, area: _Optional[_Union[_taxonomy_pb2.CompetenceArea, str]] = ..., responsibility: _Optional[_Union[_taxonomy_pb2.Responsibility, str]] = ...) -> None: ...

class LanguageSkill(_message.Message):
    __slots__ = ("code", "level", "people")
    CODE_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    PEOPLE_FIELD_NUMBER: _ClassVar[int]
    code: str
    level: _taxonomy_pb2.CefrLevel
    people: int
    def __init__(self, code: _Optional[str] = ..., level: _Optional[_Union[_taxonomy_pb2.CefrLevel, str]] = ..., people: _Optional[int] = ...) -> None: ...

class Window(_message.Message):
    __slots__ = ("start", "end")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    start: str
    end: str
    def __init__(self, start: _Optional[str] = ..., end: _Optional[str] = ...) -> None: ...

class Logistics(_message.Message):
    __slots__ = ("windows", "blackouts", "travel_limit_km", "online_ok", "interpreter_ok")
    WINDOWS_FIELD_NUMBER: _ClassVar[int]
    BLACKOUTS_FIELD_NUMBER: _ClassVar[int]
    TRAVEL_LIMIT_KM_FIELD_NUMBER: _ClassVar[int]
    ONLINE_OK_FIELD_NUMBER: _ClassVar[int]
    INTERPRETER_OK_FIELD_NUMBER: _ClassVar[int]
    windows: _containers.RepeatedCompositeFieldContainer[Window]
    blackouts: _containers.RepeatedCompositeFieldContainer[Window]
    travel_limit_km: int
    online_ok: bool
    interpreter_ok: bool
    def __init__(self, windows: _Optional[_Iterable[_Union[Window, _Mapping]]] = ..., blackouts: _Optional[_Iterable[_Union[Window, _Mapping]]] = ..., travel_limit_km: _Optional[int] = ..., online_ok: bool = ..., interpreter_ok: bool = ...) -> None: ...

class Wish(_message.Message):
    __slots__ = ("authority_id", "reason")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    reason: str
    def __init__(self, authority_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class Avoid(_message.Message):
    __slots__ = ("authority_id", "reason")
    AUTHORITY_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    authority_id: str
    reason: str
    def __init__(self, authority_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class Preferences(_message.Message):
    __slots__ = ("wishes", "avoid", "countries_ready", "countries_not_ready", "own_weights")
    WISHES_FIELD_NUMBER: _ClassVar[int]
    AVOID_FIELD_NUMBER: _ClassVar[int]
    COUNTRIES_READY_FIELD_NUMBER: _ClassVar[int]
    COUNTRIES_NOT_READY_FIELD_NUMBER: _ClassVar[int]
    OWN_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    wishes: _containers.RepeatedCompositeFieldContainer[Wish]
    avoid: _containers.RepeatedCompositeFieldContainer[Avoid]
    countries_ready: _containers.RepeatedScalarFieldContainer[str]
    countries_not_ready: _containers.RepeatedScalarFieldContainer[str]
    own_weights: OwnWeights
    def __init__(self, wishes: _Optional[_Iterable[_Union[Wish, _Mapping]]] = ..., avoid: _Optional[_Iterable[_Union[Avoid, _Mapping]]] = ..., countries_ready: _Optional[_Iterable[str]] = ..., countries_not_ready: _Optional[_Iterable[str]] = ..., own_weights: _Optional[_Union[OwnWeights, _Mapping]] = ...) -> None: ...

class OwnWeights(_message.Message):
    __slots__ = ("fit", "context", "stage_gap", "reverse_benefit", "preferences", "language", "distance")
    FIT_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_FIELD_NUMBER: _ClassVar[int]
    STAGE_GAP_FIELD_NUMBER: _ClassVar[int]
    REVERSE_BENEFIT_FIELD_NUMBER: _ClassVar[int]
    PREFERENCES_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_FIELD_NUMBER: _ClassVar[int]
    DISTANCE_FIELD_NUMBER: _ClassVar[int]
    fit: int
    context: int
    stage_gap: int
    reverse_benefit: int
    preferences: int
    language: int
    distance: int
    def __init__(self, fit: _Optional[int] = ..., context: _Optional[int] = ..., stage_gap: _Optional[int] = ..., reverse_benefit: _Optional[int] = ..., preferences: _Optional[int] = ..., language: _Optional[int] = ..., distance: _Optional[int] = ...) -> None: ...

class People(_message.Message):
    __slots__ = ("elected", "officers", "ngo", "migrant_led", "employers", "delegation_max", "accessibility_needs")
    ELECTED_FIELD_NUMBER: _ClassVar[int]
    OFFICERS_FIELD_NUMBER: _ClassVar[int]
    NGO_FIELD_NUMBER: _ClassVar[int]
    MIGRANT_LED_FIELD_NUMBER: _ClassVar[int]
    EMPLOYERS_FIELD_NUMBER: _ClassVar[int]
    DELEGATION_MAX_FIELD_NUMBER: _ClassVar[int]
    ACCESSIBILITY_NEEDS_FIELD_NUMBER: _ClassVar[int]
    elected: int
    officers: int
    ngo: int
    migrant_led: int
    employers: int
    delegation_max: int
    accessibility_needs: str
    def __init__(self, elected: _Optional[int] = ..., officers: _Optional[int] = ..., ngo: _Optional[int] = ..., migrant_led: _Optional[int] = ..., employers: _Optional[int] = ..., delegation_max: _Optional[int] = ..., accessibility_needs: _Optional[str] = ...) -> None: ...

class Commitment(_message.Message):
    __slots__ = ("signed_by", "endorsement_letter", "memberships", "co_financing")
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    ENDORSEMENT_LETTER_FIELD_NUMBER: _ClassVar[int]
    MEMBERSHIPS_FIELD_NUMBER: _ClassVar[int]
    CO_FINANCING_FIELD_NUMBER: _ClassVar[int]
    signed_by: str
    endorsement_letter: bool
    memberships: _containers.RepeatedScalarFieldContainer[str]
    co_financing: bool
    def __init__(self, signed_by: _Optional[str] = ..., endorsement_letter: bool = ..., memberships: _Optional[_Iterable[str]] = ..., co_financing: bool = ...) -> None: ...

class Consent(_message.Message):
    __slots__ = ("data_use", "publication")
    DATA_USE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_FIELD_NUMBER: _ClassVar[int]
    data_use: bool
    publication: bool
    def __init__(self, data_use: bool = ..., publication: bool = ...) -> None: ...
