"""The one collector that takes the traces of this process, and a second listener for `pypss run`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..trace import Trace
    from .base import BaseCollector

_log = logging.getLogger("pypss")

_collector: BaseCollector | None = None
_take: Callable[[Trace], None] | None = None
_tap: Callable[[Trace], None] | None = None
_failed: object = None
# Several threads may make the first call at once.
_making = threading.RLock()


def get_global_collector() -> BaseCollector:
    """The collector in use; the one for ``default.trace_file`` unless another was set."""
    with _making:
        if _collector is None:
            from .default_file import default_collector

            made = default_collector()
            # A signal handler that calls monitored code may have been here in between.
            if _collector is not None:
                made.take_over(_collector)
            set_global_collector(made)
        assert _collector is not None
        return _collector


def set_global_collector(collector: BaseCollector | None) -> BaseCollector | None:
    """Sends all traces to `collector` from now on and returns the one used so far. None: back to the default."""
    global _collector, _take
    previous, _collector = _collector, collector
    _take = None if collector is None else take_of(collector)
    return previous


def take_of(collector: BaseCollector) -> Callable[[Trace], None]:
    """How a collector takes traces: its own `take`, else `collect` with the record as a dictionary."""
    take = getattr(collector, "take", None)
    if take is not None:
        return take
    return lambda trace: collector.collect(trace.record())


def set_tap(take: Callable[[Trace], None] | None) -> None:
    """Also hands every trace to `take`, beside the collector that the program chose."""
    global _tap
    _tap = take


def submit(trace: Trace) -> None:
    """Hands a trace on. The monitored program goes on when that fails; the first failure is logged."""
    global _failed
    if _tap is not None:
        _tap(trace)
        # A program that chose no collector is fully served by the one that listens.
        if _take is None:
            return
    take = _take
    try:
        if take is None:
            take = take_of(get_global_collector())
        take(trace)
    except Exception:
        if _failed is not _collector:
            _failed = _collector
            _log.exception("%s lost a trace; further losses are not reported", type(_collector).__name__)
