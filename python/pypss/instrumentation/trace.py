"""What is measured, and the trace that a call becomes."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TypeAlias

#: A call: when it started in epoch seconds, the mark of its process, its number there.
Identity: TypeAlias = tuple[float, str, int]


class Place:
    """What is measured, and where its source stands."""

    __slots__ = ("branch_tag", "filename", "lineno", "module", "name", "rates", "text")

    def __init__(self, name: str, filename: str, lineno: int, module: str, branch_tag: str | None = None) -> None:
        self.name = name
        self.filename = filename
        self.lineno = lineno
        self.module = module
        self.branch_tag = branch_tag
        #: Shares of successful and of failed calls that are recorded; looked up at the first call.
        self.rates: tuple[float, float] | None = None
        #: Its part of a trace as JSON, made with the first line that needs it.
        self.text: str | None = None

    def encoded(self) -> str:
        fields = {"name": self.name, "filename": self.filename, "lineno": self.lineno, "module": self.module}
        self.text = json.dumps(fields)[1:-1]
        return self.text


def _id_of(call: Identity) -> str:
    timestamp, process, number = call
    return f"{timestamp:.6f}-{process}{number}"


class Trace(NamedTuple):
    """A finished call as it is handed on; `record` makes the JSON object of it, off the hot path."""

    place: Place
    me: Identity
    parent: Identity | None
    duration: float
    cpu_time: float
    memory: int
    memory_diff: int
    failed: bool
    exception_type: str | None
    exception_message: str | None
    more: dict[str, Any] | None
    tags: Any

    def line(self) -> str | None:
        """The record as a line of JSON, several times faster than by way of a dictionary; None for a trace that holds
        more than the figures of a call that went well."""
        place = self.place
        if self.more or self.tags or self.exception_type is not None or self.failed or place.branch_tag is not None:
            return None
        timestamp, process, number = self.me
        duration, cpu_time = self.duration, self.cpu_time
        return (
            f'{{"trace_id": "{timestamp:.6f}-{process}{number}", {place.text or place.encoded()}, '
            f'"duration": {duration!r}, "cpu_time": {cpu_time!r}, "wait_time": {duration - cpu_time!r}, '
            f'"memory": {self.memory}, "memory_diff": {self.memory_diff}, "error": false, "exception_type": null, '
            f'"exception_message": null, "branch_tag": null, "timestamp": {timestamp!r}'
            + ("}\n" if self.parent is None else f', "parent_id": "{_id_of(self.parent)}"}}\n')
        )

    def record(self) -> dict[str, Any]:
        place = self.place
        record = {
            "trace_id": _id_of(self.me),
            "name": place.name,
            "filename": place.filename,
            "lineno": place.lineno,
            "module": place.module,
            "duration": self.duration,
            "cpu_time": self.cpu_time,
            "wait_time": self.duration - self.cpu_time,
            "memory": self.memory,
            "memory_diff": self.memory_diff,
            "error": self.failed,
            "exception_type": self.exception_type,
            "exception_message": self.exception_message,
            "branch_tag": place.branch_tag,
            "timestamp": self.me[0],
        }
        if self.parent is not None:
            record["parent_id"] = _id_of(self.parent)
        if self.more:
            record.update(self.more)
        if self.tags:
            record.update(self.tags)
        return record
