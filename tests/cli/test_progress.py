"""Long work beside the main thread: what it returns, and how it is stopped."""

from __future__ import annotations

import io
import os
import signal
import threading
from concurrent.futures import Executor

import pytest
from rich.console import Console
from rich.progress import Progress

from matcher.cli import progress
from matcher.cli.progress import Bar, Report, run, waiting
from matcher.errors import Stopped
from matcher.problems import StopToken


def test_the_result_and_the_stages_come_through() -> None:
    """The bar is decoration: the work is called with what it needs, and its result is returned unchanged."""

    def work(stop: StopToken, report: Report, executor: Executor) -> list[int]:
        report("score", 0, 2)
        report("a stage of tomorrow", 2, 2)
        assert not stop.stopped
        return list(executor.map(abs, (-1, 2)))

    assert run(work) == [1, 2]


def test_what_a_search_has_found_is_shown_below_its_bar() -> None:
    """Who waits for a plan decides by the gap whether it is worth waiting on."""
    bar = Bar(console=Console(file=io.StringIO(), force_terminal=True, width=80))
    report = Report(bar)
    report("solve", 0, 10)
    assert bar.tasks[0].total is None, "nobody can tell yet how long it takes"
    report("solve", 1, 10)
    assert (bar.tasks[0].completed, bar.tasks[0].total) == (1, 10)
    for best, bound, told in (
        (None, None, "no plan yet"),
        (None, 7_000_000, "no plan yet; none exceeds 7.000"),
        (5_000_000, None, "best plan so far 5.000"),
        (5_000_000, 5_100_000, "best plan so far 5.000; none exceeds 5.100; gap 2.0 %"),
        (5_100_000, 5_100_000, "best plan so far 5.100; none exceeds 5.100; no gap"),
    ):
        report.found(best, bound)
        *_, last = bar.get_renderables()
        assert str(last) == told


def test_a_search_can_be_timed() -> None:
    """Without a clock ``search_seconds`` would mean nothing, and a hard exchange would be searched for ever."""

    def work(stop: StopToken, _report: Report, _executor: Executor) -> bool:
        part = stop.within(0.01)
        while not part.stopped:
            pass
        return stop.stopped

    assert run(work) is False


def test_errors_come_through() -> None:
    """An error beside the main thread must reach whoever turns errors into messages."""

    def work(_stop: StopToken, _report: Report, _executor: Executor) -> None:
        raise ValueError("told")

    with pytest.raises(ValueError, match="told"):
        run(work)


def test_an_interrupt_stops_the_work() -> None:
    """Ctrl-C must reach a kernel that computes for minutes: it cancels the token the kernel polls."""

    def work(stop: StopToken, _report: Report, _executor: Executor) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        while not stop.stopped:
            pass
        raise Stopped

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(Stopped):
        run(work)
    assert signal.getsignal(signal.SIGINT) is before


def test_only_slow_work_on_a_terminal_shows_that_it_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bar that flickers by distracts, and one in a log file is noise; a silent minute looks like a crash."""
    monkeypatch.setattr(progress, "SLOW_AFTER_S", 0.0)
    with waiting("reading"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = threading.Event()
    monkeypatch.setattr(Progress, "start", lambda bar: shown.set())
    with waiting("reading"):
        assert shown.wait(10)
    shown.clear()
    monkeypatch.setattr(progress, "SLOW_AFTER_S", 60.0)
    with waiting("reading"):
        pass
    assert not shown.is_set()
