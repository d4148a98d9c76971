"""Long work: a bar on stderr where a person is watching, and Ctrl-C that stops the kernel within milliseconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Final, TypeVar

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from matcher.cli.cells import plain, score
from matcher.cli.goals import gap_percent
from matcher.problems import StopToken

T = TypeVar("T")

LOOK_S: Final = 0.1
SLOW_AFTER_S: Final = 1.0  # work that ends before needs no bar
_STAGE_WORDS = {"score": "scoring", "solve": "solving", "check": "proving", "explain": "explaining"}


class Bar(Progress):
    """A bar for each stage, and below them what a search has found so far."""

    found = ""

    def get_renderables(self) -> Iterator[RenderableType]:
        """Return what is shown."""
        yield from super().get_renderables()
        if self.found:
            yield plain(self.found)


class Report:
    """What work under way says of itself: how far its stages are, and what its search has found."""

    def __init__(self, bar: Bar) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}
        self._adding = threading.Lock()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of a stage is done. Until some is, nobody can tell how long it takes."""
        known = total if done else None
        with self._adding:  # work that is spread over threads tells from each of them
            if stage not in self._tasks:
                self._tasks[stage] = self._bar.add_task(_STAGE_WORDS.get(stage, stage), total=known)
        self._bar.update(self._tasks[stage], completed=done, total=known)

    def found(self, best: int | None, bound: int | None) -> None:
        """Show the best plan found so far and the bound that is proved; ``None`` where there is none yet."""
        if best is None:
            self._bar.found = "no plan yet" if bound is None else f"no plan yet; none exceeds {score(bound)}"
        elif bound is None:
            self._bar.found = f"best plan so far {score(best)}"
        else:
            gap = f"gap {gap_percent(best, bound)}" if bound > best else "no gap"
            self._bar.found = f"best plan so far {score(best)}; none exceeds {score(bound)}; {gap}"


Work = Callable[[StopToken, Report, Executor], T]


def run(work: Work[T]) -> T:
    """Return what ``work(stop, report, executor)`` gives. The token tells the time, so that searches can be timed.

    The work runs beside the main thread, which alone receives signals: a kernel that computes would not let it.

    Raises:
        Stopped: after Ctrl-C.
    """
    stop = StopToken(clock=time.monotonic)
    with _interrupts(stop), _bar() as bar, ThreadPoolExecutor(1) as beside, ThreadPoolExecutor() as tiles:
        task = beside.submit(work, stop, Report(bar), tiles)
        while not task.done():  # a signal that comes just before a wait without end is not heard in it
            wait((task,), timeout=LOOK_S)
        return task.result()


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that work of unknown length goes on, as soon as it is slow. It runs where it is; Ctrl-C interrupts it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console, transient=True
    )
    bar.add_task(f"{doing} ...", total=None)
    slow = threading.Timer(SLOW_AFTER_S, bar.start)
    slow.start()
    try:
        yield
    finally:
        slow.cancel()
        slow.join()
        bar.stop()


@contextmanager
def _interrupts(stop: StopToken) -> Iterator[None]:
    """Let Ctrl-C cancel ``stop`` instead of raising wherever it finds us. Only the main thread may ask for it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: stop.cancel())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _bar() -> Bar:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    return Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
