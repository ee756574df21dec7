"""Traces as lines of a file, which any number of processes may share."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..trace import Trace
from .base import BatchingCollector

try:
    import fcntl
except ImportError:  # Windows: one write to a file opened for appending is not torn apart there.
    fcntl = None  # type: ignore[assignment]


class FileFIFOCollector(BatchingCollector):
    """Appends each trace as one JSON line. Each batch is one write under an exclusive lock (`flock`)."""

    lossless = True

    def __init__(
        self,
        path: str | os.PathLike[str],
        batch_size: int = 100,
        flush_interval: float = 1.0,
        max_queue: int = 10_000,
    ) -> None:
        """Raises OSError when the folder of `path` cannot be made or the file not be opened."""
        self.path = os.path.abspath(path)
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        os.close(self._open())
        super().__init__(batch_size, flush_interval, max_queue)

    def send(self, records: Sequence[Mapping[str, Any] | str]) -> int:
        lines = [line for line in map(line_of, records) if line is not None]
        data = "".join(lines).encode("ascii")
        file = self._open()
        try:
            with _locked(file, exclusive=True):
                _append(file, data)
        finally:
            os.close(file)
        return len(lines)

    def get_traces(self) -> list[dict[str, Any]]:
        """The traces in the file, of all processes; lines that are no JSON objects are passed over."""
        self.flush()
        with open(self.path, "rb") as file, _locked(file.fileno(), exclusive=False):
            return records_of(file)

    def _prepared(self, trace: Trace | Mapping[str, Any]) -> Any:
        if not isinstance(trace, Trace):
            return trace
        return trace.line() or trace.record()

    def _open(self) -> int:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        return os.open(self.path, flags, 0o666)


def records_of(lines: Iterable[bytes | str]) -> list[dict[str, Any]]:
    """The JSON objects among these lines."""
    records: list[dict[str, Any]] = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def line_of(record: Mapping[str, Any] | str) -> str | None:
    """A trace as one line of ASCII JSON; values that JSON does not know become their text. None if even that fails."""
    if isinstance(record, str):
        return record
    try:
        return json.dumps(record, allow_nan=False) + "\n"
    except (TypeError, ValueError, RecursionError):
        pass
    try:
        plain = {str(key): _plain(value) for key, value in record.items()}
        return json.dumps(plain, allow_nan=False) + "\n"
    except Exception:
        return None


def _plain(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return repr(value)
    return value


def _append(file: int, data: bytes) -> None:
    """Writes all of it or, when the disk is full, nothing: half a line would damage the next one."""
    whole = len(data)
    end = os.lseek(file, 0, os.SEEK_END) if _seekable(file) else None
    try:
        while data:
            data = data[os.write(file, data) :]
    except OSError:
        if end is not None and len(data) < whole:
            os.ftruncate(file, end)
        raise


def _seekable(file: int) -> bool:
    try:
        os.lseek(file, 0, os.SEEK_CUR)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def _locked(file: int, *, exclusive: bool) -> Iterator[None]:
    if fcntl is None:
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
    except OSError:
        # File systems without locks (some network ones): appending in one write is the best there is.
        yield
        return
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
