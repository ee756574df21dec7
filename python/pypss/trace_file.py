"""Writing traces to a file while they happen."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Literal

from .instrumentation.collectors import BaseCollector, set_global_collector

Shape = Literal["array", "object", "ndjson"]

# What stands before the first record, between two records, and after the last one.
_PUNCTUATION: dict[Shape, tuple[str, str, str]] = {
    "array": ("[\n", ",\n", "\n]\n"),
    "object": ('{"traces": [\n', ",\n", "\n]}\n"),
    "ndjson": ("", "\n", "\n"),
}


def shape_of(path: str | os.PathLike[str]) -> Shape:
    """The shape that a file name asks for: NDJSON for .ndjson and .jsonl (also with .gz), else a JSON array."""
    name = Path(path).name.removesuffix(".gz")
    return "ndjson" if name.endswith((".ndjson", ".jsonl")) else "array"


class TraceFile(BaseCollector):
    """A collector that appends each trace to a new file; `.gz` names are compressed.

    Every record is one line, in all shapes, so a program that dies leaves everything but its last line readable.
    """

    def __init__(self, path: str | os.PathLike[str], shape: Shape | None = None) -> None:
        self._opening, self._between, self._closing = _PUNCTUATION[shape or shape_of(path)]
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._empty = True
        self._file = _open(path)
        self._file.write(self._opening)

    def collect(self, trace: Mapping[str, Any]) -> None:
        """Appends one trace. Raises ValueError for a number that JSON does not have, or after `close`."""
        line = json.dumps(trace, allow_nan=False)
        with self._lock:
            self._file.write(line if self._empty else self._between + line)
            self._empty = False

    def close(self) -> None:
        """Completes the document. Closing twice does nothing."""
        with self._lock:
            if self._file.closed:
                return
            # An empty NDJSON file has no lines at all.
            self._file.write("" if self._empty and not self._opening else self._closing)
            self._file.close()


def _open(path: str | os.PathLike[str]) -> IO[str]:
    if not os.fspath(path).endswith(".gz"):
        return open(path, "w", encoding="utf-8", newline="\n")
    # No time stamp inside, so that equal traces give equal files.
    packed = gzip.GzipFile(path, "wb", mtime=0)
    return io.TextIOWrapper(packed, encoding="utf-8", newline="\n")


@contextlib.contextmanager
def recording(path: str | os.PathLike[str], shape: Shape | None = None) -> Iterator[TraceFile]:
    """Writes the traces of all threads to `path` until the block is left, also by an exception."""
    file = TraceFile(path, shape)
    previous = set_global_collector(file)
    try:
        yield file
    finally:
        set_global_collector(previous)
        file.close()
