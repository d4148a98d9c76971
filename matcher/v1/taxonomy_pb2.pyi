from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor

class Challenge(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CHALLENGE_UNSPECIFIED: _ClassVar[Challenge]
    CHALLENGE_EDU_SCHOOL: _ClassVar[Challenge]
    CHALLENGE_EDU_LANG: _ClassVar[Challenge]
    CHALLENGE_EDU_CIVIC: _ClassVar[Challenge]
    CHALLENGE_EMP_ACCESS: _ClassVar[Challenge]
    CHALLENGE_EMP_SKILLS: _ClassVar[Challenge]
    CHALLENGE_EMP_ENTR: _ClassVar[Challenge]
    CHALLENGE_HLT_ACCESS: _ClassVar[Challenge]
    CHALLENGE_HLT_MENTAL: _ClassVar[Challenge]
    CHALLENGE_HOU_ACCESS: _ClassVar[Challenge]
    CHALLENGE_HOU_AREA: _ClassVar[Challenge]
    CHALLENGE_REC_ARRIVAL: _ClassVar[Challenge]
    CHALLENGE_REC_ONESTOP: _ClassVar[Challenge]
    CHALLENGE_REC_SPONSOR: _ClassVar[Challenge]
    CHALLENGE_GRP_WOMEN: _ClassVar[Challenge]
    CHALLENGE_GRP_YOUTH: _ClassVar[Challenge]
    CHALLENGE_PAR_VOICE: _ClassVar[Challenge]
    CHALLENGE_PAR_ENCOUNTER: _ClassVar[Challenge]
    CHALLENGE_COH_NARRATIVE: _ClassVar[Challenge]
    CHALLENGE_COH_ANTIDISC: _ClassVar[Challenge]
    CHALLENGE_COH_SAFETY: _ClassVar[Challenge]
    CHALLENGE_GOV_STRATEGY: _ClassVar[Challenge]
    CHALLENGE_GOV_ADMIN: _ClassVar[Challenge]
    CHALLENGE_GOV_DATA: _ClassVar[Challenge]
    CHALLENGE_TER_RURAL: _ClassVar[Challenge]
    CHALLENGE_GRP_IRREG: _ClassVar[Challenge]
    CHALLENGE_DIG_INCL: _ClassVar[Challenge]
    CHALLENGE_GOV_FUND: _ClassVar[Challenge]
    CHALLENGE_EDU_TALENT: _ClassVar[Challenge]

class AuthorityType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AUTHORITY_TYPE_UNSPECIFIED: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_MUNICIPALITY: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_CITY_DISTRICT: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_CITY_REGION: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_INTERMUNICIPAL_METROPOLITAN: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_COUNTY_PROVINCE: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_REGION: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_ISLAND_OUTERMOST_REGION: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_ASSOCIATION: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_AGENCY: _ClassVar[AuthorityType]
    AUTHORITY_TYPE_LOCAL_PARTNERSHIP: _ClassVar[AuthorityType]

class StatusCategory(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STATUS_CATEGORY_UNSPECIFIED: _ClassVar[StatusCategory]
    STATUS_CATEGORY_EU_MOBILE: _ClassVar[StatusCategory]
    STATUS_CATEGORY_TCN_WORK: _ClassVar[StatusCategory]
    STATUS_CATEGORY_TCN_FAMILY: _ClassVar[StatusCategory]
    STATUS_CATEGORY_TCN_STUDENT: _ClassVar[StatusCategory]
    STATUS_CATEGORY_SEASONAL_CROSSBORDER: _ClassVar[StatusCategory]
    STATUS_CATEGORY_REFUGEE: _ClassVar[StatusCategory]
    STATUS_CATEGORY_SUBSIDIARY: _ClassVar[StatusCategory]
    STATUS_CATEGORY_TEMP_PROT: _ClassVar[StatusCategory]
    STATUS_CATEGORY_ASYLUM_APPLICANT: _ClassVar[StatusCategory]
    STATUS_CATEGORY_RESETTLED_SPONSORED: _ClassVar[StatusCategory]
    STATUS_CATEGORY_UAM: _ClassVar[StatusCategory]
    STATUS_CATEGORY_LONG_TERM_DESCENDANTS: _ClassVar[StatusCategory]
    STATUS_CATEGORY_MINORITY_STATELESS: _ClassVar[StatusCategory]
    STATUS_CATEGORY_RETURNEE_DIASPORA: _ClassVar[StatusCategory]
    STATUS_CATEGORY_IRREGULAR: _ClassVar[StatusCategory]

class OriginGroup(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ORIGIN_GROUP_UNSPECIFIED: _ClassVar[OriginGroup]
    ORIGIN_GROUP_EU27: _ClassVar[OriginGroup]
    ORIGIN_GROUP_OTHER_WESTERN_EUROPE: _ClassVar[OriginGroup]
    ORIGIN_GROUP_WESTERN_BALKANS: _ClassVar[OriginGroup]
    ORIGIN_GROUP_UKRAINE: _ClassVar[OriginGroup]
    ORIGIN_GROUP_EASTERN_PARTNERSHIP_RUSSIA: _ClassVar[OriginGroup]
    ORIGIN_GROUP_TURKIYE: _ClassVar[OriginGroup]
    ORIGIN_GROUP_MIDDLE_EAST: _ClassVar[OriginGroup]
    ORIGIN_GROUP_AFGHANISTAN_SOUTH_ASIA: _ClassVar[OriginGroup]
    ORIGIN_GROUP_EAST_SOUTHEAST_ASIA: _ClassVar[OriginGroup]
    ORIGIN_GROUP_NORTH_AFRICA: _ClassVar[OriginGroup]
    ORIGIN_GROUP_SUBSAHARAN_AFRICA: _ClassVar[OriginGroup]
    ORIGIN_GROUP_LATIN_AMERICA_CARIBBEAN: _ClassVar[OriginGroup]

class ArrivalPhase(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ARRIVAL_PHASE_UNSPECIFIED: _ClassVar[ArrivalPhase]
    ARRIVAL_PHASE_TRANSIT: _ClassVar[ArrivalPhase]
    ARRIVAL_PHASE_FIRST_RECEPTION: _ClassVar[ArrivalPhase]
    ARRIVAL_PHASE_SETTLEMENT: _ClassVar[ArrivalPhase]
    ARRIVAL_PHASE_ESTABLISHED_DIVERSITY: _ClassVar[ArrivalPhase]
    ARRIVAL_PHASE_EMIGRATION_AREA: _ClassVar[ArrivalPhase]

class FigureMeasure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FIGURE_MEASURE_UNSPECIFIED: _ClassVar[FigureMeasure]
    FIGURE_MEASURE_FOREIGN_BORN: _ClassVar[FigureMeasure]
    FIGURE_MEASURE_FOREIGN_CITIZENS: _ClassVar[FigureMeasure]
    FIGURE_MEASURE_THIRD_COUNTRY_NATIONALS: _ClassVar[FigureMeasure]
    FIGURE_MEASURE_IMMIGRANTS_INSEE: _ClassVar[FigureMeasure]

class FigureLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FIGURE_LEVEL_UNSPECIFIED: _ClassVar[FigureLevel]
    FIGURE_LEVEL_AUTHORITY: _ClassVar[FigureLevel]
    FIGURE_LEVEL_NUTS3: _ClassVar[FigureLevel]
    FIGURE_LEVEL_NUTS2: _ClassVar[FigureLevel]
    FIGURE_LEVEL_NUTS1: _ClassVar[FigureLevel]
    FIGURE_LEVEL_COUNTRY: _ClassVar[FigureLevel]

class Evidence(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EVIDENCE_UNSPECIFIED: _ClassVar[Evidence]
    EVIDENCE_SELF_DECLARED: _ClassVar[Evidence]
    EVIDENCE_DOCUMENTED: _ClassVar[Evidence]
    EVIDENCE_EVALUATED: _ClassVar[Evidence]
    EVIDENCE_LABELLED: _ClassVar[Evidence]

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_MENTOR: _ClassVar[Role]
    ROLE_MENTEE: _ClassVar[Role]
    ROLE_PEER: _ClassVar[Role]
    ROLE_HOST: _ClassVar[Role]
    ROLE_VISITOR: _ClassVar[Role]

class CohesionCategory(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COHESION_CATEGORY_UNSPECIFIED: _ClassVar[CohesionCategory]
    COHESION_CATEGORY_LESS_DEVELOPED: _ClassVar[CohesionCategory]
    COHESION_CATEGORY_TRANSITION: _ClassVar[CohesionCategory]
    COHESION_CATEGORY_MORE_DEVELOPED: _ClassVar[CohesionCategory]

class CompetenceArea(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPETENCE_AREA_UNSPECIFIED: _ClassVar[CompetenceArea]
    COMPETENCE_AREA_HOUSING: _ClassVar[CompetenceArea]
    COMPETENCE_AREA_EDUCATION: _ClassVar[CompetenceArea]
    COMPETENCE_AREA_EMPLOYMENT: _ClassVar[CompetenceArea]
    COMPETENCE_AREA_HEALTH: _ClassVar[CompetenceArea]
    COMPETENCE_AREA_RECEPTION: _ClassVar[CompetenceArea]

class Responsibility(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RESPONSIBILITY_UNSPECIFIED: _ClassVar[Responsibility]
    RESPONSIBILITY_NONE: _ClassVar[Responsibility]
    RESPONSIBILITY_SHARED: _ClassVar[Responsibility]
    RESPONSIBILITY_FULL: _ClassVar[Responsibility]

class CefrLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CEFR_LEVEL_UNSPECIFIED: _ClassVar[CefrLevel]
    CEFR_LEVEL_A1: _ClassVar[CefrLevel]
    CEFR_LEVEL_A2: _ClassVar[CefrLevel]
    CEFR_LEVEL_B1: _ClassVar[CefrLevel]
    CEFR_LEVEL_B2: _ClassVar[CefrLevel]
    CEFR_LEVEL_C1: _ClassVar[CefrLevel]
    CEFR_LEVEL_C2: _ClassVar[CefrLevel]
    CEFR_LEVEL_NATIVE: _ClassVar[CefrLevel]
CHALLENGE_UNSPECIFIED: Challenge
CHALLENGE_EDU_SCHOOL: Challenge
CHALLENGE_EDU_LANG: Challenge
CHALLENGE_EDU_CIVIC: Challenge
CHALLENGE_EMP_ACCESS: Challenge
CHALLENGE_EMP_SKILLS: Challenge
CHALLENGE_EMP_ENTR: Challenge
CHALLENGE_HLT_ACCESS: Challenge
CHALLENGE_HLT_MENTAL: Challenge
CHALLENGE_HOU_ACCESS: Challenge
CHALLENGE_HOU_AREA: Challenge
CHALLENGE_REC_ARRIVAL: Challenge
CHALLENGE_REC_ONESTOP: Challenge
CHALLENGE_REC_SPONSOR: Challenge
CHALLENGE_GRP_WOMEN: Challenge
CHALLENGE_GRP_YOUTH: Challenge
CHALLENGE_PAR_VOICE: Challenge
CHALLENGE_PAR_ENCOUNTER: Challenge
CHALLENGE_COH_NARRATIVE: Challenge
CHALLENGE_COH_ANTIDISC: Challenge
CHALLENGE_COH_SAFETY: Challenge
CHALLENGE_GOV_STRATEGY: Challenge
CHALLENGE_GOV_ADMIN: Challenge
CHALLENGE_GOV_DATA: Challenge
CHALLENGE_TER_RURAL: Challenge
CHALLENGE_GRP_IRREG: Challenge
CHALLENGE_DIG_INCL: Challenge
CHALLENGE_GOV_FUND: Challenge
CHALLENGE_EDU_TALENT: Challenge
AUTHORITY_TYPE_UNSPECIFIED: AuthorityType
AUTHORITY_TYPE_MUNICIPALITY: AuthorityType
AUTHORITY_TYPE_CITY_DISTRICT: AuthorityType
AUTHORITY_TYPE_CITY_REGION: AuthorityType
AUTHORITY_TYPE_INTERMUNICIPAL_METROPOLITAN: AuthorityType
AUTHORITY_TYPE_COUNTY_PROVINCE: AuthorityType
AUTHORITY_TYPE_REGION: AuthorityType
AUTHORITY_TYPE_ISLAND_OUTERMOST_REGION: AuthorityType
AUTHORITY_TYPE_ASSOCIATION: AuthorityType
AUTHORITY_TYPE_AGENCY: AuthorityType
AUTHORITY_TYPE_LOCAL_PARTNERSHIP: AuthorityType
STATUS_CATEGORY_UNSPECIFIED: StatusCategory
STATUS_CATEGORY_EU_MOBILE: StatusCategory
STATUS_CATEGORY_TCN_WORK: StatusCategory
STATUS_CATEGORY_TCN_FAMILY: StatusCategory
STATUS_CATEGORY_TCN_STUDENT: StatusCategory
STATUS_CATEGORY_SEASONAL_CROSSBORDER: StatusCategory
STATUS_CATEGORY_REFUGEE: StatusCategory
STATUS_CATEGORY_SUBSIDIARY: StatusCategory
STATUS_CATEGORY_TEMP_PROT: StatusCategory
STATUS_CATEGORY_ASYLUM_APPLICANT: StatusCategory
STATUS_CATEGORY_RESETTLED_SPONSORED: StatusCategory
STATUS_CATEGORY_UAM: StatusCategory
STATUS_CATEGORY_LONG_TERM_DESCENDANTS: StatusCategory
STATUS_CATEGORY_MINORITY_STATELESS: StatusCategory
STATUS_CATEGORY_RETURNEE_DIASPORA: StatusCategory
STATUS_CATEGORY_IRREGULAR: StatusCategory
ORIGIN_GROUP_UNSPECIFIED: OriginGroup
ORIGIN_GROUP_EU27: OriginGroup
ORIGIN_GROUP_OTHER_WESTERN_EUROPE: OriginGroup
ORIGIN_GROUP_WESTERN_BALKANS: OriginGroup
ORIGIN_GROUP_UKRAINE: OriginGroup
ORIGIN_GROUP_EASTERN_PARTNERSHIP_RUSSIA: OriginGroup
ORIGIN_GROUP_TURKIYE: OriginGroup
ORIGIN_GROUP_MIDDLE_EAST: OriginGroup
ORIGIN_GROUP_AFGHANISTAN_SOUTH_ASIA: OriginGroup
ORIGIN_GROUP_EAST_SOUTHEAST_ASIA: OriginGroup
ORIGIN_GROUP_NORTH_AFRICA: OriginGroup
ORIGIN_GROUP_SUBSAHARAN_AFRICA: OriginGroup
ORIGIN_GROUP_LATIN_AMERICA_CARIBBEAN: OriginGroup
ARRIVAL_PHASE_UNSPECIFIED: ArrivalPhase
ARRIVAL_PHASE_TRANSIT: ArrivalPhase
ARRIVAL_PHASE_FIRST_RECEPTION: ArrivalPhase
ARRIVAL_PHASE_SETTLEMENT: ArrivalPhase
ARRIVAL_PHASE_ESTABLISHED_DIVERSITY: ArrivalPhase
ARRIVAL_PHASE_EMIGRATION_AREA: ArrivalPhase
FIGURE_MEASURE_UNSPECIFIED: FigureMeasure
FIGURE_MEASURE_FOREIGN_BORN: FigureMeasure
FIGURE_MEASURE_FOREIGN_CITIZENS: FigureMeasure
FIGURE_MEASURE_THIRD_COUNTRY_NATIONALS: FigureMeasure
FIGURE_MEASURE_IMMIGRANTS_INSEE: FigureMeasure
FIGURE_LEVEL_UNSPECIFIED: FigureLevel
FIGURE_LEVEL_AUTHORITY: FigureLevel
FIGURE_LEVEL_NUTS3: FigureLevel
FIGURE_LEVEL_NUTS2: FigureLevel
FIGURE_LEVEL_NUTS1: FigureLevel
FIGURE_LEVEL_COUNTRY: FigureLevel
EVIDENCE_UNSPECIFIED: Evidence
EVIDENCE_SELF_DECLARED: Evidence
EVIDENCE_DOCUMENTED: Evidence
EVIDENCE_EVALUATED: Evidence
EVIDENCE_LABELLED: Evidence
ROLE_UNSPECIFIED: Role
ROLE_MENTOR: Role
ROLE_MENTEE: Role
ROLE_PEER: Role
ROLE_HOST: Role
ROLE_VISITOR: Role
COHESION_CATEGORY_UNSPECIFIED: CohesionCategory
COHESION_CATEGORY_LESS_DEVELOPED: CohesionCategory
COHESION_CATEGORY_TRANSITION: CohesionCategory
COHESION_CATEGORY_MORE_DEVELOPED: CohesionCategory
COMPETENCE_AREA_UNSPECIFIED: CompetenceArea
COMPETENCE_AREA_HOUSING: CompetenceArea
COMPETENCE_AREA_EDUCATION: CompetenceArea
COMPETENCE_AREA_EMPLOYMENT: CompetenceArea
COMPETENCE_AREA_HEALTH: CompetenceArea
COMPETENCE_AREA_RECEPTION: CompetenceArea
RESPONSIBILITY_UNSPECIFIED: Responsibility
RESPONSIBILITY_NONE: Responsibility
RESPONSIBILITY_SHARED: Responsibility
RESPONSIBILITY_FULL: Responsibility
CEFR_LEVEL_UNSPECIFIED: CefrLevel
CEFR_LEVEL_A1: CefrLevel
CEFR_LEVEL_A2: CefrLevel
CEFR_LEVEL_B1: CefrLevel
CEFR_LEVEL_B2: CefrLevel
CEFR_LEVEL_C1: CefrLevel
CEFR_LEVEL_C2: CefrLevel
CEFR_LEVEL_NATIVE: CefrLevel
