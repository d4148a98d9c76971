"""Whether and how well two delegations can talk, for one pair. ``tiles.py`` answers the same for many pairs at once.

What is not stated excludes nobody: a language whose number of speakers is not known may have enough of them, and who
does not say whether an interpreter will do may accept one. Only what both profiles state makes it certain.
"""

from __future__ import annotations

from matcher.profiles.types import Authority
from matcher.scoring.policy import Rules
from matcher.vectors.classes import UNKNOWN, language_skills

Skills = dict[str, tuple[int, int]]  # language -> (CEFR rank, people or UNKNOWN)


def skills_of(authority: Authority, rules: Rules) -> Skills:
    """Return what the delegation speaks, near relatives of its native languages included where the rules say so."""
    return language_skills(authority, mutual_intelligibility=rules.mutual_intelligibility)


def spoken(authority: Authority, rules: Rules, *, stated: bool) -> frozenset[str]:
    """Return the languages that enough people speak well enough; with ``stated`` only those of which that is sure."""
    least, people_min = rules.language_level_min.rank, rules.language_people_min
    unknown_is = 1 if stated else people_min  # whoever lists a language has somebody who speaks it
    return frozenset(
        code
        for code, (rank, people) in skills_of(authority, rules).items()
        if rank >= least and (unknown_is if people == UNKNOWN else people) >= people_min
    )


def interpreter(a: Authority, b: Authority, rules: Rules) -> bool | None:
    """Return whether an interpreter will do: yes where both accept one, no where one does not, else not known."""
    answers = (a.logistics.interpreter_ok, b.logistics.interpreter_ok)
    if not rules.interpreter_allowed or False in answers:
        return False
    return None if None in answers else True


def can_talk(a: Authority, b: Authority, rules: Rules) -> bool:
    """Return whether the two share a language or may work with an interpreter, as far as anything is stated."""
    if interpreter(a, b, rules) is not False:
        return True
    return bool(spoken(a, rules, stated=False) & spoken(b, rules, stated=False))


def is_certain(a: Authority, b: Authority, rules: Rules) -> bool:
    """Return whether what both profiles state is enough to be sure that they can talk."""
    if interpreter(a, b, rules):
        return True
    return bool(spoken(a, rules, stated=True) & spoken(b, rules, stated=True))
