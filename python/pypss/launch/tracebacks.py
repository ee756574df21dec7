"""Tracebacks as the program would have had them without recording."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any

_RUNTIME = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")


def hide_runtime() -> None:
    """Leaves the runtime's own frames out of the traceback with which the program ends."""
    shown: Any = sys.excepthook

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _clean(error, set())
        shown(kind, error, without_runtime(trace))

    sys.excepthook = show


def without_runtime(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without frames of the runtime."""
    frames: list[TracebackType] = []
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith(_RUNTIME):
            frames.append(trace)
        trace = trace.tb_next
    kept: TracebackType | None = None
    for frame in reversed(frames):
        kept = TracebackType(kept, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
    return kept


def _clean(error: BaseException | None, seen: set[int]) -> None:
    """Also of the errors behind an error."""
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = without_runtime(error.__traceback__)
        if isinstance(error, BaseExceptionGroup):
            for inner in error.exceptions:
                _clean(inner, seen)
        _clean(error.__cause__, seen)
        error = error.__context__
