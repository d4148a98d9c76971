"""Messages in words. Plans carry message ids and parameters; only the edges call ``sentence``."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.errors import Fault, InvalidInput
from matcher.plans.types import Message
from matcher.profiles.taxonomy import Challenge, Evidence
from matcher.profiles.types import Authority
from matcher.scoring.policy import MICRO, Term

ENGLISH: dict[str, str] = {
    "OFFER_MEETS_NEED": "offer of {strength}/5 ({evidence}) for a need of {need}/5",
    "SIMILAR_SIZE": "similar size: {mentee} and {mentor}",
    "SIMILAR_MIGRANT_POPULATION": "similar migrant population",
    "SIMILAR_TERRITORY": "similar territory",
    "SIMILAR_COMPETENCES": "similar competences",
    "SIMILAR_TYPE": "similar form of authority",
    "MENTOR_AHEAD": "mentor ahead on the shared themes taken together",
    "MENTOR_AHEAD_ON_THEME": "mentor ahead: stage {mentor} against {mentee}",
    "MENTOR_LEARNS_TOO": "the mentor can learn in return: {theme}",
    "HOST_AHEAD": "host ahead on the shared themes taken together",
    "HOST_AHEAD_ON_THEME": "host ahead: stage {mentor} against {mentee}",
    "HOST_LEARNS_TOO": "the host can learn in return: {theme}",
    "LEARNS": "{who} learns: {theme} (offer of {strength}/5, {evidence}, for a need of {need}/5)",
    "TWINS_AHEAD": "each is ahead where the other wants to learn",
    "ONE_SIDED": "only {who} finds a theme to learn on here; the fit counts {fit} of 1000",
    "BOTH_ASKED": "both sides asked for it",
    "MENTEE_ASKED": "the mentee asked for this mentor",
    "MENTOR_ASKED": "the mentor asked for this mentee",
    "VISITOR_ASKED": "the visitor asked for this host",
    "HOST_ASKED": "the host asked for this visitor",
    "ONE_ASKED": "{who} asked for it",
    "WEEK_POSSIBLE": "one of {weeks} weeks in which all who meet can",
    "VISIT_COST": "about {eur} EUR and {kg} kg CO2e for {persons} persons",
    "VISIT_ONLINE": "online: nobody travels; about {eur} EUR",
    "READY_TO_TRAVEL": "ready to travel to the other's country",
    "COMMON_LANGUAGE": "both work well in {language}",
    "NEAR": "{km} km apart",
    "LEFT_NO_PARTNER": "no eligible partner; {pairs} of {all} are ruled out by {rule}",
    "LEFT_NO_CANDIDATES": "nobody is ready in the other role",
    "LEFT_INCOMPLETE": "the profile lacks {blocks}",
    "LEFT_RULED_OUT": "kept out by {rules}",
    "LEFT_PLACES_TAKEN": "{eligible} eligible partners, but their places bring more in other pairs",
    "LEFT_ALL_TAKEN": "{eligible} eligible partners, but all their places are taken, and no plan has more pairs",
    "LEFT_BETTER_PAIRS": "{eligible} eligible partners, but all their places are taken by pairs that score no lower",
    "WISH_NAMES_NOBODY": "{who} wishes for {named}, who is not here{near}",
    "PARENT_NAMES_NOBODY": "the parent of {who} is {named}, who is not here{near}",
    "AVOID_NAMES_NOBODY": "the avoid list of {who} names {named}, who is not here{near}",
    "WISHED_AND_AVOIDED": "{who} wishes for {named} and avoids it; the avoid list rules",
    "PAST_NAMES_NOBODY": "the past pairing {who} names {named}, who is not here{near}",
    "PAST_LIES_AHEAD": "the past pairing {who} is dated {year}, after the programme",
    "PEOPLE_NOT_STATED": "{who} does not say how many of its people work in {language}",
    "INTERPRETER_NOT_STATED": "no common language; {who} does not say whether an interpreter will do",
    "PEOPLE_OFTEN_NOT_STATED": "{count} of {all} do not say how many people speak a language; taken to be enough",
    "INTERPRETER_OFTEN_NOT_STATED": "{count} of {all} do not say whether an interpreter will do; taken to be possible",
    "LEFT_OTHER_PAIRS": "{eligible} eligible partners, but no plan with a place for it is better by the goal",
    "LEFT_NO_PLACE": "{eligible} eligible partners, but no place in the best plan found",
    "LEFT_NO_CYCLE": "{eligible} eligible partners, but no cycle of at most {length} leads through it",
    "LEFT_NO_VISIT": "{eligible} eligible partners, but no visit has a theme, a week and a budget for both",
    "LEFT_QUOTAS": "{eligible} eligible partners, but no pair with a free place keeps the quotas: {quotas}",
    "LEFT_FLOOR": "{eligible} eligible partners, but all score below the floor of {floor_micro}",
    "LEFT_FLOOR_OTHERS": "{eligible} eligible partners, but {below} score below the floor of {floor_micro}, "
    "and no plan with a place at one of the others is better by the goal",
    "FLOOR_RULES_OUT": "the floor of {floor_micro} rules out {pairs} eligible pairs",
    "FLOOR_TAKEN_BACK": "take back the floor of {floor_micro}",
    "LEFT_LIMIT": "the programme's limit of {limit} pairs is reached",
    "PAIRING_PROPOSED": "proposed by the published plan",
    "PAIRING_PROPOSED_ANEW": "proposed anew: in plan {plan_id} it was {state}",
    "PAIRING_CARRIED_OVER": "stays as it was in plan {plan_id}",
    "PAIRING_SUPERSEDED": "superseded by plan {plan_id}, which does not have this pairing",
    "PLAN_IN_PLACE_OF": "takes the place of plan {plan_id}",
    "PLAN_ADOPTED": "adopted from scenario {scenario_id} of plan {plan_id}",
    "PLAN_BROUGHT": "brought as a file, and proved again before it was stored",
    "PLAN_SUPERSEDED": "superseded by plan {plan_id}",
    "MOVE_TAKES": "{who} takes {named} from {whom}",
    "MOVE_TAKES_FREE": "{who} takes a free place at {named}",
    "MOVE_LEFT_OUT": "{who} is left out",
    "MOVE_FEWER": "{who} has one partner fewer ({count} left)",
    "MOVE_FREED": "the place of {whom} at {named} stays free",
    "MOVE_PARTED": "{who} and {named} are no longer paired",
    "CODE_BEST": "best theme, {theme}: offer of {strength}/5 ({evidence}) for a need of {need}/5 adds {points_micro}",
    "CODE_MET": "{theme}: offer of {strength}/5 ({evidence}) for a need of {need}/5 adds {points_micro}",
    "CODE_RELATED": "{theme}: for a need of {need}/5, the offer on {related} counts in part and adds {points_micro}",
    "CODE_NOT_MET": "{theme}: nothing is offered for a need of {need}/5",
    "TERM_ADDS": "{term} adds {points_micro} ({permille} of 1000)",
    "TERM_NOT_KNOWN": "{term} is not known: a neutral value stands in and adds {points_micro} ({permille} of 1000)",
    "WHY_PINNED": "the pair is pinned: it stays whatever it scores",
    "WHY_NEEDED": "no plan without this pair keeps all rules",
    "WHY_LOSS": "without this pair the best plan is worth {loss_micro} less",
    "WHY_AS_GOOD": "a plan without this pair is as good",
    "WHY_OTHER_GOAL": "without this pair the best plan by the goal has a total of {total_micro}, with it {base_micro}",
    "WHY_FALLS": "it falls out of the plan where it scores less than now ({score_micro}) by {drop_micro}",
    "WHY_TERM_FALLS": "that is so where {term} is {at} of 1000 or less, in place of {now}, all else as it is",
    "WHY_NO_TERM": "no single term could do that",
    "NOT_PAIR_IN_PLAN": "{who} is paired with {named} in this plan",
    "NOT_PAIR_RULES": "{who} cannot be paired with {named}: {rules}",
    "NOT_PAIR_FLOOR": "{who} with {named} scores {score_micro}, below the floor of {floor_micro}",
    "NOT_PAIR_CLASH": "no plan pairs {who} with {named}: {rules}",
    "NOT_PAIR_AS_GOOD": "a plan that pairs {who} with {named} is as good",
    "NOT_PAIR_PRICE": "with {who} and {named} paired the best plan is worth {total_micro}, {loss_micro} less",
    "NOT_PAIR_OTHER_GOAL": "with {who} and {named} paired the best plan by the goal has a total of {total_micro}, "
    "without that {base_micro}",
    "LATE_ACCEPT": "accept {who} with {named} now: score {score_micro}, its place is worth {price_micro} to others",
    "LATE_HOLD": "hold {who}: even with {named} the score is {score_micro}, its place is worth {price_micro} to others",
    "LATE_NO_PARTNER": "nobody eligible for {who} has a place to give",
    "LATE_NOT_READY": "{who} cannot be planned yet: {missing}",
}

LANGUAGES = {"en": ENGLISH}
_AUTHORITIES = ("who", "named", "whom")  # parameters that are ids

_EVIDENCE_WORDS = {
    Evidence.SELF_DECLARED: "self-declared",
    Evidence.DOCUMENTED: "documented",
    Evidence.EVALUATED: "evaluated",
    Evidence.LABELLED: "labelled",
}

_TERM_WORDS = {
    Term.FIT: "the fit of need and offer",
    Term.CONTEXT: "the likeness of the two places",
    Term.STAGE_GAP: "the gap between the stages",
    Term.REVERSE_BENEFIT: "the benefit in return",
    Term.PREFERENCES: "what both wish",
    Term.LANGUAGE: "the common language",
    Term.DISTANCE: "the nearness",
}

_LANGUAGE_NAMES = {
    "bg": "Bulgarian", "hr": "Croatian", "cs": "Czech", "da": "Danish", "nl": "Dutch", "en": "English",
    "et": "Estonian", "fi": "Finnish", "fr": "French", "de": "German", "el": "Greek", "hu": "Hungarian",
    "ga": "Irish", "it": "Italian", "lv": "Latvian", "lt": "Lithuanian", "mt": "Maltese", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "sk": "Slovak", "sl": "Slovenian", "es": "Spanish", "sv": "Swedish",
    "ca": "Catalan", "eu": "Basque", "gl": "Galician", "lb": "Luxembourgish", "uk": "Ukrainian", "ru": "Russian",
    "tr": "Turkish", "ar": "Arabic", "no": "Norwegian", "is": "Icelandic",
}  # fmt: skip


def sentence(message: Message, language: str = "en", *, names: Mapping[str, Authority] | None = None) -> str:
    """Return ``message`` in words.

    Args:
        message: what to say.
        language: in which language.
        names: authorities by id; those a message is about are called by their names, elsewhere by their ids.

    Raises:
        InvalidInput: where the language or the message id is unknown.
    """
    texts = LANGUAGES.get(language)
    if texts is None:
        raise InvalidInput.one(
            "language", Fault.NOT_ALLOWED, "is not spoken here", value=language, allowed=", ".join(LANGUAGES)
        )
    if message.id not in texts:
        raise InvalidInput.one("message.id", Fault.NOT_ALLOWED, "is not a known message", value=message.id)
    known = {} if names is None else names
    return texts[message.id].format(**{name: _word(name, value, known) for name, value in message.params.items()})


def _word(name: str, value: str, names: Mapping[str, Authority]) -> str:
    if name in _AUTHORITIES and value in names:
        return names[value].name
    if name == "near":
        return f" (maybe {value})" if value else ""
    if name in ("theme", "related"):
        return Challenge(value).label
    if name.endswith("_micro"):
        return _score(int(value))
    if name == "term":
        return _TERM_WORDS[Term(value)]
    if name == "evidence":
        return _EVIDENCE_WORDS[Evidence(value)]
    if name == "language":
        return _LANGUAGE_NAMES.get(value, value)
    return value


def _score(micro: int) -> str:
    """Return micro-points as a score: exact, with three digits at least."""
    whole, rest = divmod(abs(micro), MICRO)
    digits = f"{rest:06}"
    return f"{'-' if micro < 0 else ''}{whole}.{digits[:3]}{digits[3:].rstrip('0')}"
