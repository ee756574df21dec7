"""What a call is measured with: clocks and resident memory.

What a call needs is read by `begin` when it starts and by `end` when it ends. Both are module attributes, like the four
readings behind them, so that code on the hot path pays for one look-up and one call::

    from pypss import meter
    memory, timestamp, cpu, start = meter.begin()
    duration, cpu_time, memory = meter.end(start, cpu)
"""

from __future__ import annotations

import os
import sys
import time
from _thread import get_ident
from collections.abc import Callable
from typing import Protocol

# Resident memory is read from the system no more often than this, in seconds: reading it takes longer than a short call.
MEMORY_INTERVAL = 0.010

# How exact CPU times are, in seconds. Asking the system for the CPU time of a thread takes a few microseconds itself, so
# the difference of two answers says nothing about shorter calls, and most calls of most programs are that short: they
# count as not waiting. For as long an answer also serves the calls that start after it.
SHORT = 20e-6


class Meter(Protocol):
    """The four readings behind `begin` and `end`."""

    def wall(self) -> float:
        """Now, in epoch seconds; says when a call started."""

    def monotonic(self) -> float:
        """Seconds on a clock that never steps back; differences are durations."""

    def cpu(self) -> float:
        """CPU seconds used by the current thread."""

    def memory(self) -> int:
        """Resident memory of the process in bytes."""


class ProcessMeter:
    """Reads this process. Durations come from a monotonic clock, so a clock that is set back makes none negative."""

    def __init__(self) -> None:
        self.wall = time.time
        self.monotonic = time.perf_counter
        self.cpu = time.thread_time
        self._statm = -1
        self._page = 0
        self._resident = 0
        self._next_reading = -1.0
        # What the wall clock is ahead of the monotonic one; people set the one, and a suspended machine stops the other.
        self._ahead = 0.0
        # Thread, time and answer of the latest question for CPU time.
        self._used = (0, -1.0, 0.0)
        self._start_over()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._start_over)

    def memory(self) -> int:
        self._refresh(time.perf_counter())
        return self._resident

    def begin(
        self, clock: Callable[[], float] = time.perf_counter, thread_of: Callable[[], int] = get_ident
    ) -> tuple[int, float, float, float]:
        now = clock()
        if now >= self._next_reading:
            self._refresh(now)
            now = clock()
        thread, at, used = self._used
        if now - at < SHORT and thread == thread_of():
            used += now - at
        else:
            used = time.thread_time()
            now = clock()
            self._used = (thread_of(), now, used)
        return self._resident, self._ahead + now, used, now

    def end(
        self, start: float, cpu: float, clock: Callable[[], float] = time.perf_counter
    ) -> tuple[float, float, int]:
        now = clock()
        duration = cpu_time = now - start
        if duration >= SHORT:
            used = time.thread_time()
            self._used = (get_ident(), clock(), used)
            # The CPU clock is read outside the other one.
            cpu_time = min(duration, max(0.0, used - cpu))
        if now >= self._next_reading:
            self._refresh(now)
        return duration, cpu_time, self._resident

    def _refresh(self, now: float) -> None:
        if now < self._next_reading:
            return
        self._ahead = time.time() - time.perf_counter()
        self._resident = self._read_memory()
        # Last: another thread takes it as a word that the others are there.
        self._next_reading = now + MEMORY_INTERVAL

    def _read_memory(self) -> int:
        if self._statm >= 0:
            try:
                return int(os.pread(self._statm, 128, 0).split()[1]) * self._page
            except (OSError, ValueError, IndexError):
                # Programs that close every file they do not know (daemons) close this one too.
                self._statm = -1
        return _peak_memory()

    def _start_over(self) -> None:
        self._next_reading = -1.0
        self._used = (0, -1.0, 0.0)
        # An open /proc/self/statm keeps speaking of the process that opened it. It is not closed first: after a fork the
        # number may belong to a file of the program by now.
        try:
            self._statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
            self._page = os.sysconf("SC_PAGE_SIZE")
        except (OSError, AttributeError):
            self._statm = -1  # No Linux: memory() falls back to the peak that the system reports.


class _Plain:
    """`begin` and `end` from the four readings of a meter that has no quicker way."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter

    def begin(self) -> tuple[int, float, float, float]:
        meter = self._meter
        return meter.memory(), meter.wall(), meter.cpu(), meter.monotonic()

    def end(self, start: float, cpu: float) -> tuple[float, float, int]:
        meter = self._meter
        duration = meter.monotonic() - start
        cpu_time = duration if duration < SHORT else min(duration, max(0.0, meter.cpu() - cpu))
        return duration, cpu_time, meter.memory()


def _peak_memory() -> int:
    """Peak resident memory in bytes where the current one cannot be had without a package; 0 where neither can."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


wall: Callable[[], float]
monotonic: Callable[[], float]
cpu: Callable[[], float]
memory: Callable[[], int]
#: → resident memory, epoch seconds, CPU seconds of this thread, monotonic seconds
begin: Callable[[], tuple[int, float, float, float]]
#: monotonic and CPU seconds at the start → duration, CPU time (never more than it), resident memory
end: Callable[[float, float], tuple[float, float, int]]

_meter: Meter


def set_meter(meter: Meter) -> Meter | None:
    """Measures with `meter` from now on and returns the one used so far; for simulations and tests."""
    global _meter, wall, monotonic, cpu, memory, begin, end
    previous = globals().get("_meter")
    _meter = meter
    wall, monotonic, cpu, memory = meter.wall, meter.monotonic, meter.cpu, meter.memory
    reading = meter if isinstance(meter, ProcessMeter) else _Plain(meter)
    begin, end = reading.begin, reading.end
    return previous


set_meter(ProcessMeter())
