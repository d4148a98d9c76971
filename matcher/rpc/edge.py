"""The edge of one server: threads, deadlines, cancellation, limits and errors, the same for every method.

Handlers are plain functions from a message to a message; they run in threads, so that a slow one never holds up the
others. A call that ends early (its client went away, or its deadline passed) raises the stop flag its handler has.
Requests arrive as bytes: grpcio would answer bytes that are no message with INTERNAL before any handler saw them.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

import grpc
import structlog
from google.protobuf.message import DecodeError, Message

from matcher import limits
from matcher.errors import Busy, Fault, InvalidInput, LimitExceeded, MatcherError, Stopped
from matcher.problems import StopToken
from matcher.rpc import errors

T = TypeVar("T")
Context = grpc.aio.ServicerContext[Any, Any]
log = structlog.get_logger(__name__)

CALLS_PER_THREAD: Final = 16  # calls under way, waiting ones included
WATCHERS_MAX: Final = 64
UPLOADS_MAX: Final = 4  # each may hold a whole file in memory
UPLOAD_PARTS_MAX: Final = 100_000
UPLOAD_IDLE_S: Final = 30.0  # between two messages
UPLOAD_TOTAL_S: Final = 300.0  # for all messages: the largest file at 1 Mbit/s


class Closable(Protocol):
    """Something whose ``close`` wakes up the thread that waits for it."""

    def close(self) -> None:
        """Close it; may be called from any thread, and twice."""


@dataclass
class Call:
    """What a handler may know of its call: the flag that says it is over, and what to close then."""

    stop: StopToken
    _closables: list[Closable] = field(default_factory=list)
    _work: Future[Any] | None = None

    def close_at_end(self, closable: Closable) -> None:
        """Have ``closable`` closed when the call ends, however it ends."""
        self._closables.append(closable)
        if self.stop.stopped:
            closable.close()

    def begin(self, work: Future[T]) -> Awaitable[T]:
        """Return what waits for ``work``, a thread's; it may be running still when nobody waits any more."""
        self._work = work
        return asyncio.wrap_future(work)

    def after_work(self, then: Callable[[], None]) -> None:
        """Have ``then`` called as soon as no thread works for this call, by whichever thread."""
        if self._work is None:
            then()
        else:
            self._work.add_done_callback(lambda _: then())

    def end(self) -> None:
        """Raise the stop flag and close what is to be closed."""
        self.stop.cancel()
        for closable in self._closables:
            closable.close()


class Places:
    """A bounded number of places; whoever finds none is told so at once."""

    def __init__(self, what: str, most: int) -> None:
        self._what, self._most = what, most
        self._lock = threading.Lock()
        self.in_use = 0

    @contextmanager
    def taken_by(self, call: Call) -> Iterator[None]:
        """Take a place; give it back when the call has left and its thread has ended, which may be later.

        Raises:
            Busy: if all are taken.
        """
        with self._lock:
            if self.in_use >= self._most:
                raise Busy(f"{self.in_use} {self._what}; try again later")
            self.in_use += 1
        try:
            yield
        finally:
            call.after_work(self._give_back)

    def _give_back(self) -> None:
        with self._lock:
            self.in_use -= 1


class Edge:
    """Runs handlers for the methods of a server.

    Args:
        threads: how many handlers run at the same time. Streams that mostly wait have threads of their own.
    """

    def __init__(self, *, threads: int) -> None:
        self._workers = ThreadPoolExecutor(threads, thread_name_prefix="rpc")
        self._watchers = ThreadPoolExecutor(WATCHERS_MAX, thread_name_prefix="watch")
        self.calls = Places("calls are under way", threads * CALLS_PER_THREAD)
        self.uploads = Places("uploads are under way", UPLOADS_MAX)
        self.watches = Places("runs are being watched", WATCHERS_MAX)
        self.calls_max = threads * CALLS_PER_THREAD + WATCHERS_MAX

    def unary(self, name: str, kind: type[Message], handler: Callable[[Any, Call], Message]) -> Any:
        """Return the method ``name`` that takes one message of ``kind`` and gives one."""

        async def answer(data: bytes, context: Context) -> bytes:
            async with self._call(name, context) as call:
                with self.calls.taken_by(call):
                    return await self._in_thread(call, lambda: _packed(handler(_parsed(kind, data), call)))
            return b""  # refused: the status is all that is sent

        return grpc.unary_unary_rpc_method_handler(answer)

    def stream(self, name: str, kind: type[Message], handler: Callable[[Any, Call], Iterator[Message]]) -> Any:
        """Return the method ``name`` that takes one message of ``kind`` and gives many."""

        async def answer(data: bytes, context: Context) -> None:
            async with self._call(name, context) as call:
                with self.calls.taken_by(call):
                    replies = await self._in_thread(call, lambda: handler(_parsed(kind, data), call))
                    await self._write(call, context, replies, self._workers)

        return grpc.unary_stream_rpc_method_handler(answer)

    def watch(self, name: str, kind: type[Message], handler: Callable[[Any, Call], Iterator[Message]]) -> Any:
        """Return the same as ``stream`` for a handler that mostly waits for news."""

        async def answer(data: bytes, context: Context) -> None:
            async with self._call(name, context) as call:
                with self.watches.taken_by(call):
                    replies = await self._in_thread(call, lambda: handler(_parsed(kind, data), call))
                    await self._write(call, context, replies, self._watchers)

        return grpc.unary_stream_rpc_method_handler(answer)

    def upload(self, name: str, kind: type[Message], handler: Callable[[list[Any], Call], Message]) -> Any:
        """Return the method ``name`` that takes many messages of ``kind`` and gives one; all are read first."""

        async def answer(requests: AsyncIterator[bytes], context: Context) -> bytes:
            async with self._call(name, context) as call:
                with self.calls.taken_by(call), self.uploads.taken_by(call):
                    parts = await _collected(kind, requests)
                    return await self._in_thread(call, lambda: _packed(handler(parts, call)))
            return b""  # refused: the status is all that is sent

        return grpc.stream_unary_rpc_method_handler(answer)

    def close(self) -> None:
        """Let the threads end when they have nothing left to do."""
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._watchers.shutdown(wait=False, cancel_futures=True)

    def _in_thread(self, call: Call, work: Callable[[], T], pool: ThreadPoolExecutor | None = None) -> Awaitable[T]:
        return call.begin((pool or self._workers).submit(work))

    async def _write(self, call: Call, context: Context, replies: Iterator[Message], pool: ThreadPoolExecutor) -> None:
        while (reply := await self._in_thread(call, lambda: _next(replies), pool)) is not None:
            await context.write(reply)

    @asynccontextmanager
    async def _call(self, name: str, context: Context) -> AsyncIterator[Call]:
        """Give a call its stop flag; turn what goes wrong into a refusal; end the call's work when the call ends."""
        remaining, started = context.time_remaining(), time.monotonic()
        deadline = None if remaining is None else started + remaining
        call = Call(StopToken(deadline, time.monotonic))
        outcome = "CANCELLED"
        try:
            yield call
            outcome = "OK"
        except MatcherError as error:
            outcome = await _refuse(context, errors.refusal(error))
        except Exception:
            correlation_id = secrets.token_hex(8)
            log.exception("call_failed", method=name, correlation_id=correlation_id)
            outcome = await _refuse(context, errors.unexpected(correlation_id))
        finally:
            call.end()
            log.info("call", method=name, outcome=outcome, ms=round((time.monotonic() - started) * 1000))


async def _refuse(context: Context, refusal: errors.Refusal) -> str:
    """Send the refusal. Not ``abort``: it raises, and the call still has to be logged and ended."""
    code, text, status = refusal
    context.set_code(code)
    context.set_details(text)
    context.set_trailing_metadata(((errors.STATUS_KEY, status.SerializeToString()),))
    return code.name


async def _collected(kind: type[Message], requests: AsyncIterator[bytes]) -> list[Message]:
    """Return all messages of an upload.

    Raises:
        LimitExceeded: they are too many, or together larger than a file may be.
        Stopped: the client fell silent, or takes too long altogether.
    """
    parts: list[Message] = []
    size = 0
    ends = time.monotonic() + UPLOAD_TOTAL_S
    while (data := await _before(ends, anext(requests, None))) is not None:
        size += len(data)
        if size > limits.FILE_BYTES_MAX + limits.IMPORT_CHUNK_BYTES_MAX:  # room for what surrounds the chunks
            raise LimitExceeded("bytes in a file", size, limits.FILE_BYTES_MAX)
        if len(parts) == UPLOAD_PARTS_MAX:
            raise LimitExceeded("messages in an upload", len(parts) + 1, UPLOAD_PARTS_MAX)
        parts.append(_parsed(kind, data))
    return parts


async def _before(ends: float, awaitable: Awaitable[T]) -> T:
    """Return what arrives, unless nothing does for too long, or the time of the whole upload is over."""
    left = ends - time.monotonic()
    try:
        return await asyncio.wait_for(awaitable, min(UPLOAD_IDLE_S, left))
    except TimeoutError:
        silent = f"nothing arrived for {UPLOAD_IDLE_S:g} seconds"
        text = silent if left > UPLOAD_IDLE_S else f"the upload took longer than {UPLOAD_TOTAL_S:g} seconds"
        raise Stopped(text, by_deadline=True) from None


def _parsed(kind: type[Message], data: bytes) -> Message:
    try:
        return kind.FromString(data)
    except DecodeError:
        name = kind.DESCRIPTOR.full_name
        raise InvalidInput.one(
            "(whole)", Fault.BAD_FORMAT, f"{len(data)} bytes that are not a message", allowed=f"a {name}"
        ) from None


def _next(replies: Iterator[Message]) -> bytes | None:
    reply = next(replies, None)
    return None if reply is None else _packed(reply)


def _packed(reply: Message) -> bytes:
    data = reply.SerializeToString()
    if len(data) > limits.MESSAGE_BYTES_MAX:
        what = f"bytes in a {reply.DESCRIPTOR.name}, ask for less at a time or use an export"
        raise LimitExceeded(what, len(data), limits.MESSAGE_BYTES_MAX)
    return data
