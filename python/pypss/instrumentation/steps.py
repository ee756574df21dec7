"""Following a coroutine from step to step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any

from .. import meter


class Steps:
    """Awaits something step by step, so that its CPU time holds its own steps and not those of other tasks."""

    __slots__ = ("_awaitable", "cpu_time", "yield_count")

    def __init__(self, awaitable: Awaitable[Any]) -> None:
        self._awaitable = awaitable
        #: CPU seconds of the steps so far.
        self.cpu_time = 0.0
        #: How often it let other tasks run.
        self.yield_count = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        iterator: Any = self._awaitable.__await__()
        # What a coroutine awaits may be a plain iterator, which takes no values and no exceptions.
        send: Callable[[Any], Any] = getattr(iterator, "send", None) or (lambda _: next(iterator))
        resume, value = send, None
        while True:
            _, _, cpu, start = meter.begin()
            try:
                awaited = resume(value)
            except StopIteration as stop:
                return stop.value
            finally:
                self.cpu_time += meter.end(start, cpu)[1]
            self.yield_count += 1
            try:
                value = yield awaited
                resume = send
            except GeneratorExit:
                close = getattr(iterator, "close", None)
                if close is not None:
                    close()
                raise
            except BaseException as error:
                throw = getattr(iterator, "throw", None)
                if throw is None:
                    raise
                resume, value = throw, error
