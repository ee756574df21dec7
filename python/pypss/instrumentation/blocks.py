"""Context managers for a few lines of code."""

from __future__ import annotations

import asyncio
import sys
import threading
from types import FrameType, TracebackType

from .calls import Call
from .trace import Place


class monitor_block:
    """``with monitor_block("parse"):`` records the block, at the line where it stands.

    One object may be entered again, also by several threads and tasks at once.
    """

    __slots__ = ("_place", "_running")

    def __init__(self, name: str, branch_tag: str | None = None, module_name: str | None = None) -> None:
        self._place = _place_at(sys._getframe(1), name, branch_tag, module_name)
        self._running: list[tuple[object, Call]] = []

    def __enter__(self) -> monitor_block:
        self._running.append((_runner(), Call(self._place)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _leave(self._running).finish(error)


class monitor_async:
    """``async with monitor_async("fetch"):`` records a block that awaits.

    Other tasks run on the same thread in between and a block cannot tell their CPU time from its own: it counts as
    waiting throughout. Decorate the coroutine where that matters.
    """

    __slots__ = ("_place", "_running")

    def __init__(self, name: str, branch_tag: str | None = None, module_name: str | None = None) -> None:
        self._place = _place_at(sys._getframe(1), name, branch_tag, module_name)
        self._running: list[tuple[object, Call]] = []

    async def __aenter__(self) -> monitor_async:
        self._running.append((_runner(), Call(self._place)))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _leave(self._running).finish_async(error, 0.0, 0)


def _runner() -> object:
    """What is running: the task, else the thread."""
    # Asking for the task outside of a loop would cost an exception.
    if asyncio._get_running_loop() is None:
        return threading.get_ident()
    return asyncio.current_task() or threading.get_ident()


def _leave(running: list[tuple[object, Call]]) -> Call:
    if len(running) > 1:
        me = _runner()
        for i in range(len(running) - 1, -1, -1):
            if running[i][0] == me:
                return running.pop(i)[1]
    return running.pop()[1]


def _place_at(frame: FrameType, name: str, branch_tag: str | None, module_name: str | None) -> Place:
    return Place(
        name=name,
        filename=frame.f_code.co_filename,
        lineno=frame.f_lineno,
        module=module_name or frame.f_globals.get("__name__", "unknown"),
        branch_tag=branch_tag,
    )
