"""Where traces go when nobody has said so: the file named in the settings, complete only when the program has ended."""

from __future__ import annotations

import atexit
import contextlib
import logging
import os
import sys

from collections.abc import Mapping
from typing import Any

from ...config import settings
from .base import BaseCollector
from .file_fifo import FileFIFOCollector

_log = logging.getLogger("pypss")

# Children of all kinds write to the part file of the process that started it all.
_VARIABLE = "PYPSS_PART_FILE"

# A service that nobody looks after must not fill the disk.
MOST_BYTES = 512 * 2**20


class DefaultFileCollector(FileFIFOCollector):
    """Gathers the traces of the program and its children beside ``default.trace_file`` and moves them there at exit.

    The part file is NDJSON from the first batch on, so a program that is killed leaves it readable, less the last
    batch. It takes up to `MOST_BYTES`; what comes later is dropped and counted.
    """

    def __init__(self, path: str | None = None) -> None:
        self.target = os.path.abspath(path or settings().trace_file)
        inherited = os.environ.get(_VARIABLE, "")
        folder, name = os.path.split(self.target)
        self._owner = 0
        if inherited and os.path.dirname(inherited) == folder and os.path.exists(inherited):
            part = inherited
        else:
            part = os.path.join(folder, f".{name}.{os.getpid()}.part")
            self._owner = os.getpid()
            os.environ[_VARIABLE] = part
        super().__init__(part)
        atexit.register(self.complete)

    def send(self, records):  # type: ignore[no-untyped-def]
        with contextlib.suppress(OSError):
            if os.path.getsize(self.path) >= MOST_BYTES:
                raise OSError(f"{self.path} has reached {MOST_BYTES >> 20} MiB; set a collector for longer recordings")
        return super().send(records)

    def complete(self) -> None:
        """Moves the traces to where the settings want them, in one step. Only the first process does so."""
        if self._owner != os.getpid():
            return
        _end_children()
        self.close()
        try:
            if os.path.getsize(self.path) == 0:
                os.unlink(self.path)
                return
            os.replace(self.path, self.target)
        except OSError as error:
            print(f"pypss: the traces stay in {self.path}: {error}", file=sys.stderr)
        finally:
            os.environ.pop(_VARIABLE, None)
            self._owner = 0


    def take_over(self, other: BaseCollector) -> None:
        """Becomes the only one; the traces that the other has taken are in the same file."""
        if isinstance(other, DefaultFileCollector):
            self._owner = self._owner or other._owner
            other._owner = 0
            other.close()


class NoCollector(BaseCollector):
    """Counts what has nowhere to go."""

    def __init__(self) -> None:
        self.dropped = 0
        atexit.register(self._tell)

    def collect(self, trace: Mapping[str, Any]) -> None:
        self.dropped += 1

    take = collect

    def take_over(self, other: BaseCollector) -> None:
        """There is nothing to take over: the other found no place for traces either."""

    def _tell(self) -> None:
        _log.warning("PyPSS dropped %d traces in all", self.dropped)


def default_collector() -> DefaultFileCollector | NoCollector:
    """The collector for ``default.trace_file``, or none, and a word about it, where that cannot be written."""
    try:
        return DefaultFileCollector()
    except OSError as error:
        _log.error(
            "PyPSS cannot write the traces of this program: %s; set default.trace_file in pypss.toml, or a collector", error
        )
        return NoCollector()


def _end_children() -> None:
    """Does what multiprocessing does at exit anyway, but before the file is complete: children still write to it."""
    if "multiprocessing" not in sys.modules:
        return
    import multiprocessing

    for child in multiprocessing.active_children():
        if child.daemon:
            child.terminate()
    for child in multiprocessing.active_children():
        child.join()
