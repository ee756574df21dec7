"""Where finished traces go."""

from __future__ import annotations

import collections
import logging
from collections.abc import Mapping
from typing import Any, Protocol

_log = logging.getLogger("pypss")


class Collector(Protocol):
    """Anything that takes finished traces; called from every thread that runs monitored code."""

    def collect(self, trace: Mapping[str, Any]) -> None: ...


class MemoryCollector:
    """Keeps the newest traces in memory, in the order in which the calls ended."""

    def __init__(self, max_traces: int = 10_000) -> None:
        self._traces: collections.deque[Mapping[str, Any]] = collections.deque(maxlen=max_traces)

    def collect(self, trace: Mapping[str, Any]) -> None:
        self._traces.append(trace)

    def get_traces(self) -> list[Mapping[str, Any]]:
        return list(self._traces)

    def clear(self) -> None:
        self._traces.clear()


_collector: Collector = MemoryCollector()
_failed: Collector | None = None


def get_global_collector() -> Collector:
    return _collector


def set_global_collector(collector: Collector) -> Collector:
    """Sends all traces to `collector` from now on and returns the one used so far."""
    global _collector
    previous, _collector = _collector, collector
    return previous


def submit(trace: Mapping[str, Any]) -> None:
    """Hands a trace to the collector. The monitored program goes on when that fails; the first failure is logged."""
    global _failed
    collector = _collector
    try:
        collector.collect(trace)
    except Exception:
        if _failed is not collector:
            _failed = collector
            _log.exception("%s lost a trace; further losses are not reported", type(collector).__name__)
