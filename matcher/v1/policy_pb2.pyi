from matcher.v1 import taxonomy_pb2 as _taxonomy_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Term(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TERM_UNSPECIFIED: _ClassVar[Term]
    TERM_FIT: _ClassVar[Term]
    TERM_CONTEXT: _ClassVar[Term]
    TERM_STAGE_GAP: _ClassVar[Term]
    TERM_REVERSE_BENEFIT: _ClassVar[Term]
    TERM_PREFERENCES: _ClassVar[Term]
    TERM_LANGUAGE: _ClassVar[Term]
    TERM_DISTANCE: _ClassVar[Term]

class ContextPart(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTEXT_PART_UNSPECIFIED: _ClassVar[ContextPart]
    CONTEXT_PART_POPULATION: _ClassVar[ContextPart]
    CONTEXT_PART_MIGRANTS: _ClassVar[ContextPart]
    CONTEXT_PART_TERRITORY: _ClassVar[ContextPart]
    CONTEXT_PART_COMPETENCES: _ClassVar[ContextPart]
    CONTEXT_PART_TYPE: _ClassVar[ContextPart]

class HardRule(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HARD_RULE_UNSPECIFIED: _ClassVar[HardRule]
    HARD_RULE_SAME_AUTHORITY: _ClassVar[HardRule]
    HARD_RULE_SAME_FAMILY: _ClassVar[HardRule]
    HARD_RULE_ROLE_NOT_OFFERED: _ClassVar[HardRule]
    HARD_RULE_PROFILE_INCOMPLETE: _ClassVar[HardRule]
    HARD_RULE_NO_CONSENT: _ClassVar[HardRule]
    HARD_RULE_NO_COMMON_THEME: _ClassVar[HardRule]
    HARD_RULE_NO_COMMON_LANGUAGE: _ClassVar[HardRule]
    HARD_RULE_SAME_COUNTRY: _ClassVar[HardRule]
    HARD_RULE_COUNTRY_NOT_ELIGIBLE: _ClassVar[HardRule]
    HARD_RULE_POPULATION_NOT_ELIGIBLE: _ClassVar[HardRule]
    HARD_RULE_DEGURBA_NOT_ELIGIBLE: _ClassVar[HardRule]
    HARD_RULE_NO_COMMON_WINDOW: _ClassVar[HardRule]
    HARD_RULE_TRAVEL_LIMIT: _ClassVar[HardRule]
    HARD_RULE_COOL_DOWN: _ClassVar[HardRule]
    HARD_RULE_NO_ASSOCIATION: _ClassVar[HardRule]
    HARD_RULE_FORBIDDEN: _ClassVar[HardRule]
    HARD_RULE_NOT_AVAILABLE: _ClassVar[HardRule]
TERM_UNSPECIFIED: Term
TERM_FIT: Term
TERM_CONTEXT: Term
TERM_STAGE_GAP: Term
TERM_REVERSE_BENEFIT: Term
TERM_PREFERENCES: Term
TERM_LANGUAGE: Term
TERM_DISTANCE: Term
CONTEXT_PART_UNSPECIFIED: ContextPart
CONTEXT_PART_POPULATION: ContextPart
CONTEXT_PART_MIGRANTS: ContextPart
CONTEXT_PART_TERRITORY: ContextPart
CONTEXT_PART_COMPETENCES: ContextPart
CONTEXT_PART_TYPE: ContextPart
HARD_RULE_UNSPECIFIED: HardRule
HARD_RULE_SAME_AUTHORITY: HardRule
HARD_RULE_SAME_FAMILY: HardRule
HARD_RULE_ROLE_NOT_OFFERED: HardRule
HARD_RULE_PROFILE_INCOMPLETE: HardRule
HARD_RULE_NO_CONSENT: HardRule
HARD_RULE_NO_COMMON_THEME: HardRule
HARD_RULE_NO_COMMON_LANGUAGE: HardRule
HARD_RULE_SAME_COUNTRY: HardRule
HARD_RULE_COUNTRY_NOT_ELIGIBLE: HardRule
HARD_RULE_POPULATION_NOT_ELIGIBLE: HardRule
HARD_RULE_DEGURBA_NOT_ELIGIBLE: HardRule
HARD_RULE_NO_COMMON_WINDOW: HardRule
HARD_RULE_TRAVEL_LIMIT: HardRule
HARD_RULE_COOL_DOWN: HardRule
HARD_RULE_NO_ASSOCIATION: HardRule
HARD_RULE_FORBIDDEN: HardRule
HARD_RULE_NOT_AVAILABLE: HardRule

class Weights(_message.Message):
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

class ContextParts(_message.Message):
    __slots__ = ("population", "migrants", "territory", "competences", "type")
    POPULATION_FIELD_NUMBER: _ClassVar[int]
    MIGRANTS_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    COMPETENCES_FIELD_NUMBER: _ClassVar[int]
    TYPE_FIELD_NUMBER: _ClassVar[int]
    population: int
    migrants: int
    territory: int
    competences: int
    type: int
    def __init__(self, population: _Optional[int] = ..., migrants: _Optional[int] = ..., territory: _Optional[int] = ..., competences: _Optional[int] = ..., type: _Optional[int] = ...) -> None: ...

class NeutralPermille(_message.Message):
    __slots__ = ("term", "permille")
    TERM_FIELD_NUMBER: _ClassVar[int]
    PERMILLE_FIELD_NUMBER: _ClassVar[int]
    term: Term
    permille: int
    def __init__(self, term: _Optional[_Union[Term, str]] = ..., permille: _Optional[int] = ...) -> None: ...

class EvidencePermille(_message.Message):
    __slots__ = ("evidence", "permille")
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    PERMILLE_FIELD_NUMBER: _ClassVar[int]
    evidence: _taxonomy_pb2.Evidence
    permille: int
    def __init__(self, evidence: _Optional[_Union[_taxonomy_pb2.Evidence, str]] = ..., permille: _Optional[int] = ...) -> None: ...

class PermilleRow(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, values: _Optional[_Iterable[int]] = ...) -> None: ...

class CountryList(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, values: _Optional[_Iterable[str]] = ...) -> None: ...

class DegurbaList(_message.Message):
    __slots__ = ("values",)
    VALUES_FIELD_NUMBER: _ClassVar[int]
    values: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, values: _Optional[_Iterable[int]] = ...) -> None: ...

class Eligibility(_message.Message):
    __slots__ = ("population_min", "population_max", "countries", "degurba")
    POPULATION_MIN_FIELD_NUMBER: _ClassVar[int]
    POPULATION_MAX_FIELD_NUMBER: _ClassVar[int]
    COUNTRIES_FIELD_NUMBER: _ClassVar[int]
    DEGURBA_FIELD_NUMBER: _ClassVar[int]
    population_min: int
    population_max: int
    countries: CountryList
    degurba: DegurbaList
    def __init__(self, population_min: _Optional[int] = ..., population_max: _Optional[int] = ..., countries: _Optional[_Union[CountryList, _Mapping]] = ..., degurba: _Optional[_Union[DegurbaList, _Mapping]] = ...) -> None: ...

class Rules(_message.Message):
    __slots__ = ("cross_border_required", "language_required", "language_level_min", "language_people_min", "interpreter_allowed", "mutual_intelligibility", "window_days_min", "cool_down_years", "association_required", "mentor", "mentee")
    CROSS_BORDER_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_LEVEL_MIN_FIELD_NUMBER: _ClassVar[int]
    LANGUAGE_PEOPLE_MIN_FIELD_NUMBER: _ClassVar[int]
    INTERPRETER_ALLOWED_FIELD_NUMBER: _ClassVar[int]
    MUTUAL_INTELLIGIBILITY_FIELD_NUMBER: _ClassVar[int]
    WINDOW_DAYS_MIN_FIELD_NUMBER: _ClassVar[int]
    COOL_DOWN_YEARS_FIELD_NUMBER: _ClassVar[int]
    ASSOCIATION_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    MENTOR_FIELD_NUMBER: _ClassVar[int]
    MENTEE_FIELD_NUMBER: _ClassVar[int]
    cross_border_required: bool
    language_required: bool
    language_level_min: _taxonomy_pb2.CefrLevel
    language_people_min: int
    interpreter_allowed: bool
    mutual_intelligibility: bool
    window_days_min: int
    cool_down_years: int
    association_required: bool
    mentor: Eligibility
    mentee: Eligibility
    def __init__(self, cross_border_required: bool = ..., language_required: bool = ..., language_level_min: _Optional[_Union[_taxonomy_pb2.CefrLevel, str]] = ..., language_people_min: _Optional[int] = ..., interpreter_allowed: bool = ..., mutual_intelligibility: bool = ..., window_days_min: _Optional[int] = ..., cool_down_years: _Optional[int] = ..., association_required: bool = ..., mentor: _Optional[_Union[Eligibility, _Mapping]] = ..., mentee: _Optional[_Union[Eligibility, _Mapping]] = ...) -> None: ...

class Policy(_message.Message):
    __slots__ = ("weights", "context_parts", "best_theme_permille", "neutral_permille", "evidence_permille", "sibling_permille", "stage_gap_permille", "small_population_below", "rules")
    WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_PARTS_FIELD_NUMBER: _ClassVar[int]
    BEST_THEME_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    NEUTRAL_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    SIBLING_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    STAGE_GAP_PERMILLE_FIELD_NUMBER: _ClassVar[int]
    SMALL_POPULATION_BELOW_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    weights: Weights
    context_parts: ContextParts
    best_theme_permille: int
    neutral_permille: _containers.RepeatedCompositeFieldContainer[NeutralPermille]
    evidence_permille: _containers.RepeatedCompositeFieldContainer[EvidencePermille]
    sibling_permille: int
    stage_gap_permille: _containers.RepeatedCompositeFieldContainer[PermilleRow]
    small_population_below: int
    rules: Rules
    def __init__(self, weights: _Optional[_Union[Weights, _Mapping]] = ..., context_parts: _Optional[_Union[ContextParts, _Mapping]] = ..., best_theme_permille: _Optional[int] = ..., neutral_permille: _Optional[_Iterable[_Union[NeutralPermille, _Mapping]]] = ..., evidence_permille: _Optional[_Iterable[_Union[EvidencePermille, _Mapping]]] = ..., sibling_permille: _Optional[int] = ..., stage_gap_permille: _Optional[_Iterable[_Union[PermilleRow, _Mapping]]] = ..., small_population_below: _Optional[int] = ..., rules: _Optional[_Union[Rules, _Mapping]] = ...) -> None: ...
