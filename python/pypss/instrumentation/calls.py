"""One call: measured from its start to its end, then submitted as a trace record."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass

from pypss.instrumentation.collectors import submit
from pypss.instrumentation.tags import current_tags
from pypss.meter import current_meter

_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Place:
    """What is measured, and where its source stands."""

    name: str
    filename: str
    lineno: int
    module: str
    branch_tag: str | None


class Call:
    """A running call. Create it when the call starts, `finish` it when it ends."""

    __slots__ = ("_cpu", "_memory", "_meter", "_place", "_start", "_timestamp")

    def __init__(self, place: Place) -> None:
        self._place = place
        self._meter = meter = current_meter()
        self._memory = meter.memory()
        self._timestamp = meter.wall()
        self._cpu = meter.cpu()
        self._start = meter.monotonic()

    def finish(self, error: BaseException | None) -> None:
        """Submits the trace of a call on one thread: the time in which that thread used no CPU is waiting."""
        duration = self._meter.monotonic() - self._start
        # The CPU clock is read outside the other one; of a very short call it also sees the reading itself.
        self._submit(duration, min(duration, self._meter.cpu() - self._cpu), error, {})

    def finish_async(self, error: BaseException | None, cpu_time: float, yield_count: int) -> None:
        """Submits the trace of a call that let others run in between; `cpu_time` is its own share."""
        duration = self._meter.monotonic() - self._start
        self._submit(duration, min(duration, cpu_time), error, {"async_op": True, "yield_count": yield_count})

    def _submit(self, duration: float, cpu_time: float, error: BaseException | None, more: dict[str, object]) -> None:
        place = self._place
        memory = self._meter.memory()
        failed = error is not None and is_failure(error)
        submit(
            {
                "trace_id": f"{self._timestamp:.6f}-{next(_numbers)}",
                "name": place.name,
                "filename": place.filename,
                "lineno": place.lineno,
                "module": place.module,
                "duration": duration,
                "cpu_time": cpu_time,
                "wait_time": max(0.0, duration - cpu_time),
                "memory": memory,
                "memory_diff": memory - self._memory,
                "error": failed,
                "exception_type": type(error).__name__ if failed else None,
                "exception_message": str(error) if failed else None,
                "branch_tag": place.branch_tag,
                "timestamp": self._timestamp,
                **more,
                **current_tags(),
            }
        )


def is_failure(error: BaseException) -> bool:
    """Whether leaving a call with `error` is a failure: not cancellation, not an abandoned generator, not exit(0)."""
    if isinstance(error, (asyncio.CancelledError, GeneratorExit)):
        return False
    return not (isinstance(error, SystemExit) and error.code in (None, 0))
