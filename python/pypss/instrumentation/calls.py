"""One call: from its first reading to its trace."""

from __future__ import annotations

import asyncio
import contextvars
import itertools
import multiprocessing.process
import os
import random
from typing import Any, TypeAlias

from .. import meter
from ..config import settings
from ..sampling import rates_of
from .collectors.registry import submit
from .plain import text_of
from .tags import current_tags
from .trace import Identity, Place, Trace

# The call around what runs in this thread or task.
_around: contextvars.ContextVar[Identity | None] = contextvars.ContextVar("pypss_call", default=None)
_numbers = itertools.count()
# Processes that share a file count alike: all but the first are marked. None until the first trace, since a child
# that was started by spawn does not know yet that it is one while it imports its program.
_process: str | None = None


def _mark() -> str:
    global _process
    _process = "" if multiprocessing.process.parent_process() is None else f"{os.getpid()}."
    return _process


def _mark_child() -> None:
    global _process
    _process = f"{os.getpid()}."


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_mark_child)

#: What is known of a call when it starts: itself, the call around it, resident memory, CPU and monotonic seconds.
Entered: TypeAlias = tuple[Identity, "Identity | None", int, float, float]


def enter() -> Entered:
    """Starts a call. What starts before `leave` has it as parent."""
    number = next(_numbers)
    process = _mark() if _process is None else _process
    parent = _around.get()
    memory, timestamp, cpu, start = meter.begin()
    me = (timestamp, process, number)
    _around.set(me)
    return me, parent, memory, cpu, start


#: Makes a call, or none, the one around what starts from now on in this thread or task.
go_back = _around.set


def leave(place: Place, entered: Entered, error: BaseException | None, more: dict[str, Any] | None = None) -> None:
    """Ends a call that ran on one thread from start to end, and submits its trace, if sampling lets it through."""
    me, parent, memory_before, cpu, start = entered
    duration, cpu_time, memory = meter.end(start, cpu)
    _around.set(parent)
    finish(place, me, parent, duration, cpu_time, memory, memory - memory_before, error, more)


class Call:
    """A running call that is suspended now and then. Create it when the call starts, `finish` it when it ends."""

    __slots__ = ("_entered", "_outside", "_place")

    def __init__(self, place: Place) -> None:
        self._place = place
        self._entered = enter()
        self._outside = self._entered[1]

    def suspend(self) -> None:
        """Others run in this thread or task; what they call is not called by this."""
        _around.set(self._outside)

    def resume(self) -> None:
        self._outside = _around.get()
        _around.set(self._entered[0])

    def finish(self, error: BaseException | None) -> None:
        """Submits the trace of a call on one thread: the time in which that thread used no CPU is waiting."""
        me, parent, memory_before, cpu, start = self._entered
        duration, cpu_time, memory = meter.end(start, cpu)
        self._step_out()
        finish(self._place, me, parent, duration, cpu_time, memory, memory - memory_before, error, None)

    def finish_async(self, error: BaseException | None, cpu_time: float, yield_count: int) -> None:
        """Submits the trace of a call that let others run in between; `cpu_time` is its own share."""
        me, parent, memory_before, cpu, start = self._entered
        duration, _, memory = meter.end(start, cpu)
        self._step_out()
        more = {"async_op": True, "yield_count": yield_count}
        used = min(duration, cpu_time)
        finish(self._place, me, parent, duration, used, memory, memory - memory_before, error, more)

    def trace(self, error: BaseException | None) -> Trace:
        """Ends the call; its trace is neither submitted nor sampled."""
        me, parent, memory_before, cpu, start = self._entered
        duration, cpu_time, memory = meter.end(start, cpu)
        self._step_out()
        return _trace(self._place, me, parent, duration, cpu_time, memory, memory - memory_before, error, None)

    def _step_out(self) -> None:
        # A generator that nobody wants any more may be closed anywhere, in the midst of a call that is none of its own.
        if _around.get() is self._entered[0]:
            _around.set(self._outside)


def measure(place: Place, interval: float, more: dict[str, Any]) -> None:
    """Submits a measurement of the process over the last `interval` seconds, which is no call."""
    me = (meter.wall() - interval, _mark() if _process is None else _process, next(_numbers))
    finish(place, me, None, interval, 0.0, meter.memory(), 0, None, more)


def finish(
    place: Place,
    me: Identity,
    parent: Identity | None,
    duration: float,
    cpu_time: float,
    memory: int,
    memory_diff: int,
    error: BaseException | None,
    more: dict[str, Any] | None,
) -> None:
    """Submits the trace of a call that has ended, if sampling lets it through."""
    rates = place.rates
    if rates is None:
        rates = place.rates = rates_of(place.name, place.module, settings())
    rate = rates[error is not None and is_failure(error)]
    if rate < 1.0:
        if random.random() >= rate:
            return
        more = {**(more or {}), "sample_rate": rate}
    submit(_trace(place, me, parent, duration, cpu_time, memory, memory_diff, error, more))


def _trace(
    place: Place,
    me: Identity,
    parent: Identity | None,
    duration: float,
    cpu_time: float,
    memory: int,
    memory_diff: int,
    error: BaseException | None,
    more: dict[str, Any] | None,
    # Making the tuple itself is three times faster than calling the class.
    make: Any = tuple.__new__,
) -> Trace:
    kind = message = None
    failed = False
    if error is not None:
        failed = is_failure(error)
        # Also of what is no failure: leaving by exit(0) or cancellation is told as what it is.
        if not isinstance(error, GeneratorExit):
            kind = type(error).__name__
            message = text_of(error)
    fields = (place, me, parent, duration, cpu_time, memory, memory_diff, failed, kind, message, more, current_tags())
    return make(Trace, fields)


def is_failure(error: BaseException) -> bool:
    """Whether leaving a call with `error` is a failure: not cancellation, not an abandoned generator, not exit(0)."""
    if isinstance(error, (asyncio.CancelledError, GeneratorExit)):
        return False
    return not (isinstance(error, SystemExit) and error.code in (None, 0))
