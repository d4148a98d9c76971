"""No answer about a plan tells what is confidential, whatever is asked."""

from __future__ import annotations

from collections.abc import Iterator

from matcher.insights.curves import budget_curve, fairness_curve
from matcher.insights.late import late_applicant
from matcher.insights.places import places
from matcher.insights.reserve import reserve_all
from matcher.insights.themes import theme_shortage
from matcher.insights.why import why
from matcher.insights.why_not import why_not
from matcher.plans.inputs import confidential_pairs
from matcher.profiles.types import Avoid
from matcher.profiles.values import Frozen
from matcher.scenarios import Base
from tests.insights.bases import SECRET, some_base
from tests.insights.test_late import newcomers


def answers(base: Base) -> Iterator[Frozen]:
    """Yield every kind of answer."""
    secret = newcomers(1)[0]
    avoid = tuple(Avoid(authority_id=one, reason=SECRET) for one in sorted(base.by_id)[:3])
    applicant = secret.model_copy(update={"preferences": secret.preferences.model_copy(update={"avoid": avoid})})
    yield from (places(base), theme_shortage(base), reserve_all(base, 100), budget_curve(base), fairness_curve(base))
    yield late_applicant(base, applicant, wait=[[applicant.model_copy(update={"id": "late-too"})]], count=100)
    yield from (why(base, *pair) for pair in sorted(base.scores))
    yield from (why_not(base, *pair) for pair in confidential_pairs(base.inputs))


def test_no_answer_holds_an_avoid_list_or_its_reason() -> None:
    """Answers are shown to whoever asks; the reasons of others are not theirs to read."""
    for seed in (1, 2):
        for answer in answers(some_base(seed)):
            text = answer.model_dump_json()
            assert SECRET not in text
            assert "avoid" not in text.lower()


def test_no_pair_that_is_not_available_has_a_price() -> None:
    """A price would say what somebody's quarrel costs; so no list has such pairs, and why-not only names the rule."""
    for seed in (1, 2):
        base = some_base(seed)
        hidden = set(confidential_pairs(base.inputs))
        for one in reserve_all(base, 1000).lists:
            own = 0 if one.role == "MENTEE" else 1
            listed = [(one.authority_id, entry.partner_id)[:: 1 - 2 * own] for entry in one.reserve]
            assert hidden.isdisjoint(listed)
        applicant = newcomers(1)[0]
        partners = sorted(base.by_id)
        avoid = tuple(Avoid(authority_id=other, reason=SECRET) for other in partners)
        shy = applicant.model_copy(
            update={"preferences": applicant.preferences.model_copy(update={"avoid": avoid[:50]})}
        )
        found = late_applicant(base, shy, count=100)
        assert [role.advice for role in found.roles] == ["NO_PARTNER"]
        for pair in hidden:
            told = why_not(base, *pair)
            assert "NOT_AVAILABLE" in told.rules
            assert (told.score_micro, told.forced, told.causes) == (None, None, ())
