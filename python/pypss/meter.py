"""What a call is measured with: clocks and resident memory."""

from __future__ import annotations

import os
import sys
import time
from typing import Protocol


class Meter(Protocol):
    """The four readings taken when a call starts and ends."""

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
        self._statm = -1
        self._page = 0
        self._open_statm()
        if hasattr(os, "register_at_fork"):
            # An open /proc/self/statm keeps speaking of the process that opened it.
            os.register_at_fork(after_in_child=self._open_statm)

    def wall(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.perf_counter()

    def cpu(self) -> float:
        return time.thread_time()

    def memory(self) -> int:
        if self._statm >= 0:
            return int(os.pread(self._statm, 128, 0).split()[1]) * self._page
        return _peak_memory()

    def _open_statm(self) -> None:
        if self._statm >= 0:
            os.close(self._statm)
            self._statm = -1
        try:
            self._statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
            self._page = os.sysconf("SC_PAGE_SIZE")
        except (OSError, AttributeError):
            self._statm = -1  # No Linux: memory() falls back to the peak that the system reports.


def _peak_memory() -> int:
    """Peak resident memory in bytes where the current one cannot be had without a package; 0 where neither can."""
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


_meter: Meter = ProcessMeter()


def current_meter() -> Meter:
    return _meter


def set_meter(meter: Meter) -> Meter:
    """Measures with `meter` from now on and returns the one used so far; for simulations and tests."""
    global _meter
    previous, _meter = _meter, meter
    return previous
