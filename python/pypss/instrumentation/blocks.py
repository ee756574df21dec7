"""Context managers for a few lines of code."""

from __future__ import annotations

import sys
from types import FrameType, TracebackType

from pypss.instrumentation.calls import Call, Place


class monitor_block:
    """``with monitor_block("parse"):`` records the block, at the line where it stands. One object may be entered again."""

    def __init__(self, name: str, branch_tag: str | None = None, module_name: str | None = None) -> None:
        self._place = _place_at(sys._getframe(1), name, branch_tag, module_name)
        self._running: list[Call] = []

    def __enter__(self) -> monitor_block:
        self._running.append(Call(self._place))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.pop().finish(error)


class monitor_async:
    """``async with monitor_async("fetch"):`` records a block that awaits.

    Other tasks run on the same thread in between and a block cannot tell their CPU time from its own: it counts as
    waiting throughout. Decorate the coroutine where that matters.
    """

    def __init__(self, name: str, branch_tag: str | None = None, module_name: str | None = None) -> None:
        self._place = _place_at(sys._getframe(1), name, branch_tag, module_name)
        self._running: list[Call] = []

    async def __aenter__(self) -> monitor_async:
        self._running.append(Call(self._place))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.pop().finish_async(error, 0.0, 0)


def _place_at(frame: FrameType, name: str, branch_tag: str | None, module_name: str | None) -> Place:
    return Place(
        name=name,
        filename=frame.f_code.co_filename,
        lineno=frame.f_lineno,
        module=module_name or frame.f_globals.get("__name__", "unknown"),
        branch_tag=branch_tag,
    )
