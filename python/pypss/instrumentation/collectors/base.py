"""What collectors are made of."""

from __future__ import annotations

import atexit
import collections
import logging
import os
import sys
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from multiprocessing import process
from typing import Any

from ..trace import Trace

_log = logging.getLogger("pypss")

# Seconds that the end of the program waits for a batch that is on its way.
_PATIENCE = 2.0

# Seconds between two batches of a process that may be ended at any moment.
_HURRY = 0.02


class BaseCollector(ABC):
    """Takes finished traces. `collect` is called from every thread that runs monitored code."""

    @abstractmethod
    def collect(self, trace: Mapping[str, Any]) -> None:
        """Takes one trace, with the keys of the trace file. It must not block for long; what it raises is logged."""


class BatchingCollector(BaseCollector):
    """Sends traces in batches from a background thread: subclasses write `send`.

    The queue is bounded. When it is full, a collector that never loses traces (`lossless`) sends a batch on the calling
    thread; others drop the new trace and count it in `dropped`. What is queued is sent at the end of the program and of a
    multiprocessing child; the workers of a pool, which are ended by a signal, write to files at once.
    """

    #: Rather slow the program down than lose a trace; for collectors that cannot hang, such as files.
    lossless = False

    def __init__(self, batch_size: int = 100, flush_interval: float = 1.0, max_queue: int = 10_000) -> None:
        if batch_size < 1 or max_queue < batch_size:
            raise ValueError("batch_size must be at least 1 and max_queue no smaller than batch_size")
        self._batch_size = batch_size
        self._flush_interval = flush_interval
        self._max_queue = max_queue
        self._queue: collections.deque[Trace | Mapping[str, Any]] = collections.deque()
        self._failing = False
        self.dropped = 0
        self.sent = 0
        self._reset()
        self._hurry = process.current_process().daemon
        _alive.add(self)
        hook_multiprocessing()

    @abstractmethod
    def send(self, records: Sequence[Mapping[str, Any]]) -> int:
        """Sends a batch and returns how many of it arrived. Exceptions count the batch as dropped."""

    def take(self, trace: Trace | Mapping[str, Any]) -> None:
        queue = self._queue
        waiting = len(queue)
        if waiting >= self._max_queue:
            if not self.lossless:
                self.dropped += 1
                return
            self._send_batch(self._max_queue)
        queue.append(trace)
        if self._hurry and self.lossless:
            self.flush()
        # The first of a batch starts the clock; a full one is sent at once.
        elif waiting == 0 or waiting == self._batch_size:
            self._rouse()

    def collect(self, trace: Mapping[str, Any]) -> None:
        self.take(trace)

    def flush(self) -> None:
        """Sends everything that is queued, on this thread, and waits for a batch that another thread is sending."""
        while self._send_batch(self._max_queue) and self._queue:
            pass

    def close(self) -> None:
        """Sends what is left and ends the background thread. Traces that come later are sent one by one."""
        self._closed = True
        self._wake.set()
        worker = self._worker
        if worker is not None and worker is not threading.current_thread():
            worker.join(_PATIENCE)
        self.flush()
        _alive.discard(self)

    def _reset(self) -> None:
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._worker: threading.Thread | None = None
        self._closed = False
        self._sending = False
        #: The process may be ended at any moment.
        self._hurry = False

    def _rouse(self) -> None:
        if self._closed:
            self.flush()
            return
        if self._worker is None:
            self._start()
        elif len(self._queue) >= self._batch_size:
            self._wake.set()

    def _start(self) -> None:
        with self._lock:
            if self._worker is not None:
                return
            worker = threading.Thread(target=self._run, name="pypss-collector", daemon=True)
            try:
                self._worker = worker
                worker.start()
            except RuntimeError:
                # The interpreter is shutting down and starts no threads any more.
                self._worker = None
                self._closed = True
                self.flush()

    def _run(self) -> None:
        me = threading.current_thread()
        while not self._closed and self._worker is me:
            self._wake.wait(_HURRY if self._hurry else self._flush_interval)
            self._wake.clear()
            if self._worker is me:
                self.flush()

    def _send_batch(self, most: int) -> bool:
        """Sends one batch; False when another thread has been sending for longer than anybody should wait."""
        if not self._lock.acquire(timeout=_PATIENCE):
            return False
        try:
            # In a signal handler that came in the midst of a batch of this thread: to send another would wait for ever
            # for the file, which this thread has locked. Whoever sends that batch goes on with what came meanwhile.
            if self._sending:
                return False
            try:
                self._sending = True
                self._send_queued(most)
            finally:
                self._sending = False
        finally:
            self._lock.release()
        return True

    def _send_queued(self, most: int) -> None:
        batch: list[Any] = []
        queue = self._queue
        while queue and len(batch) < most:
            batch.append(self._prepared(queue.popleft()))
        if batch:
            self._count(len(batch), self._try(batch))

    def _prepared(self, trace: Trace | Mapping[str, Any]) -> Any:
        """A trace as `send` takes it."""
        return trace.record() if isinstance(trace, Trace) else trace

    def _try(self, batch: Sequence[Mapping[str, Any]]) -> int:
        try:
            arrived = self.send(batch)
        except Exception as error:
            if not self._failing:
                _log.error("%s lost %d traces: %s", type(self).__name__, len(batch), error)
            self._failing = True
            return 0
        self._failing = False
        return arrived

    def _count(self, offered: int, arrived: int) -> None:
        self.sent += arrived
        self.dropped += offered - arrived


# Until they are closed, also those that nobody else holds any more: they may have traces to send.
_alive: set[BatchingCollector] = set()


def _close_all() -> None:
    for collector in list(_alive):
        collector.close()
        if collector.dropped:
            _log.warning("%s dropped %d traces in all", type(collector).__name__, collector.dropped)


def _start_over_in_child() -> None:
    # What was queued at the fork is the parent's to send, and its thread does not run here.
    for collector in list(_alive):
        collector._queue.clear()
        collector.dropped = collector.sent = 0
        collector._reset()


def _serve_child(_: object) -> None:
    """In a multiprocessing child, which runs no exit handlers but its own when it ends.

    Pools end their workers by a signal as soon as they have the last result, and a handler for it could keep a worker
    waiting for ever (a signal that arrives just before a wait is seen only after it). So daemonic children send early.
    """
    from multiprocessing import util

    util.Finalize(None, _close_all, exitpriority=-100)
    if process.current_process().daemon:
        for collector in _alive:
            collector._hurry = True


atexit.register(_close_all)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_over_in_child)


def _hook_multiprocessing() -> None:
    from multiprocessing import context, util

    util.register_after_fork(_hook_multiprocessing, _serve_child)
    if process.parent_process() is not None:
        # Started by spawn or forkserver: there was no fork to hook into.
        _serve_child(None)
    elif _is_being_spawned():
        # It imports its program before it knows what it is: it does when multiprocessing calls this.
        context.SpawnProcess._after_fork = staticmethod(lambda: _serve_child(None))  # type: ignore[attr-defined]


def _is_being_spawned() -> bool:
    # The argument is replaced by those of the program before the program is imported.
    return "--multiprocessing-fork" in sys.argv[1:2] or getattr(process.current_process(), "_inheriting", False)


# multiprocessing.util registers handlers of its own; it is loaded with the first collector, not with the program.
_hooked = False


def hook_multiprocessing() -> None:
    """Makes multiprocessing children send what they have queued before they end."""
    global _hooked
    if not _hooked and sys.platform != "emscripten":
        _hooked = True
        _hook_multiprocessing()
