"""Keeping traces in memory."""

from __future__ import annotations

import collections
from collections.abc import Mapping
from typing import Any

from ..trace import Trace
from .base import BaseCollector


class MemoryCollector(BaseCollector):
    """Keeps the newest `max_traces` traces, in the order in which the calls ended; `dropped` counts the others."""

    def __init__(self, max_traces: int = 10_000) -> None:
        """Raises ValueError when `max_traces` is below 1."""
        if max_traces < 1:
            raise ValueError("max_traces must be at least 1")
        self._traces: collections.deque[Trace | Mapping[str, Any]] = collections.deque(maxlen=max_traces)
        self._received = 0

    @property
    def dropped(self) -> int:
        """Traces that newer ones have pushed out."""
        return self._received - len(self._traces)

    def take(self, trace: Trace) -> None:
        self._received += 1
        self._traces.append(trace)

    def collect(self, trace: Mapping[str, Any]) -> None:
        self._received += 1
        self._traces.append(trace)

    def get_traces(self) -> list[Mapping[str, Any]]:
        return [trace.record() if isinstance(trace, Trace) else trace for trace in list(self._traces)]

    def clear(self) -> None:
        self._traces.clear()
        self._received = 0
