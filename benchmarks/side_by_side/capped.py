"""Work in a process of its own that is ended at a cap: HiGHS looks at its own time limit only between long steps."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

from benchmarks.side_by_side.timing import Clock, Spread

Answer = TypeVar("Answer")

START_S, GRACE = 10.0, 1.1  # for starting the process and its imports; for ending by itself, as part of the cap


def capped(work: Callable[[], Answer], cap_s: float, clock: Clock) -> tuple[Spread, Answer | None]:
    """Do a work once, in a process of its own; return the seconds it took there, and its answer.

    Args:
        work: can be pickled, as can its answer.
        cap_s: seconds a user would wait; after a tenth more the process is killed, and the answer is ``None``.
        clock: what is counted.

    Raises:
        RuntimeError: where the process ended without an answer.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(sender, work, clock), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(START_S + GRACE * cap_s):
            return Spread.of([cap_s]), None
        seconds, answer = receiver.recv()
    except EOFError:
        raise RuntimeError("the process ended without an answer") from None
    finally:
        _end(process)
    return Spread.of([seconds]), answer


def _end(process: BaseProcess) -> None:
    """End the process and whatever it has started: some peers run their solver as a program of its own."""
    assert process.pid is not None
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:  # it has not come to lead a group yet, or is over
        process.kill()
    process.join()


def _serve(sender: Connection, work: Callable[[], Answer], clock: Clock) -> None:
    os.setsid()
    begun = clock.read()
    answer = work()
    sender.send((clock.read() - begun, answer))
