"""A programme judges its own past: ratings are set against scores."""

from __future__ import annotations

import pytest

from benchmarks.methods.past import correlate
from fixtures.generator import generate
from matcher.plans import evaluate, make_plan
from matcher.profiles.pairs import RatedPair


def test_correlation_of_ratings_with_scores() -> None:
    """Ratings in the order of the scores correlate fully, in the opposite order negatively; equal ones say nothing."""
    inputs = generate(60, 1)
    chosen = {p.score_micro: p for p in make_plan(inputs).pairings}
    ordered = [chosen[score] for score in sorted(chosen)]
    evaluation = evaluate(inputs, [(p.mentee_id, p.mentor_id) for p in ordered])
    for sign in (1, -1):
        rated = [RatedPair(p.mentee_id, p.mentor_id, float(sign * rank)) for rank, p in enumerate(ordered)]
        found = correlate(evaluation, rated)
        assert found is not None
        assert found.kendall.value == pytest.approx(sign)
        assert found.spearman.value == pytest.approx(sign)
        assert found.pairs == len(ordered)
    assert correlate(evaluation, [RatedPair(p.mentee_id, p.mentor_id, 3.0) for p in ordered]) is None
    assert correlate(evaluation, [RatedPair(p.mentee_id, p.mentor_id) for p in ordered]) is None
