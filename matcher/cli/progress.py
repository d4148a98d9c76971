"""Long work: a bar on stderr where a person is watching, and Ctrl-C that stops the kernel within milliseconds."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from matcher.problems import StopToken

T = TypeVar("T")
Report = Callable[[str, int, int], None]
Work = Callable[[StopToken, Report, Executor], T]

SLOW_AFTER_S: Final = 1.0  # work that ends before needs no bar
_STAGE_WORDS = {"score": "scoring", "solve": "solving", "check": "proving", "explain": "explaining"}


def run(work: Work[T]) -> T:
    """Return what ``work(stop, report, executor)`` gives.

    The work runs beside the main thread, which alone receives signals: a kernel that computes would not let it.

    Raises:
        Stopped: after Ctrl-C.
    """
    stop = StopToken()
    with _interrupts(stop), _bar() as bar, ThreadPoolExecutor(1) as beside, ThreadPoolExecutor() as tiles:
        return beside.submit(work, stop, _report(bar), tiles).result()


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


def _bar() -> Progress:
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _report(bar: Progress) -> Report:
    tasks: dict[str, TaskID] = {}

    def report(stage: str, done: int, total: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(_STAGE_WORDS.get(stage, stage), total=total)
        bar.update(tasks[stage], completed=done, total=total)

    return report
