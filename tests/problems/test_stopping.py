"""Tokens for parts of the work: how long they last."""

from __future__ import annotations

import math

import pytest

from matcher.problems import StopToken


class Clock:
    """A clock that stands still until it is set."""

    now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.mark.parametrize(("passed", "over"), [(0, False), (9.9, False), (10, True), (40, True)])
def test_a_share_is_a_part_of_the_time_that_is_left(passed: float, over: bool) -> None:
    """Work in parts must leave the rest of the time to those that follow."""
    clock = Clock()
    whole = StopToken(deadline=130, clock=clock)
    share = whole.share(3)
    clock.now += passed
    assert share.stopped == over
    assert whole.stopped == (passed >= 30)


def test_a_share_reckons_with_every_deadline_above_it() -> None:
    """A part of a part has no more time than the whole, whatever it was given itself."""
    clock = Clock()
    share = StopToken(deadline=110, clock=clock).within(1_000).share(2)
    clock.now = 105.0
    assert share.stopped


@pytest.mark.parametrize("token", [StopToken(), StopToken(clock=Clock()), StopToken(math.inf, Clock())])
def test_without_a_deadline_a_share_stops_with_its_whole(token: StopToken) -> None:
    """There is no time to divide, but whoever cancels is heard."""
    share = token.share(3)
    assert not share.stopped
    token.cancel()
    assert share.stopped
    assert share.flag[0] == 1


def test_a_share_of_no_time_is_over() -> None:
    """Late is late: no part begins after the deadline."""
    assert StopToken(deadline=90, clock=Clock()).share(3).stopped
