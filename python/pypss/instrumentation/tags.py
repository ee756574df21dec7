"""Context tags: extra keys on every trace of the current thread or task."""

from __future__ import annotations

import contextvars
import math
from types import MappingProxyType
from typing import Any

# A tag under one of these names would falsify a measurement.
RECORD_KEYS = frozenset(
    {
        "trace_id",
        "name",
        "filename",
        "lineno",
        "module",
        "duration",
        "cpu_time",
        "wait_time",
        "memory",
        "memory_diff",
        "error",
        "exception_type",
        "exception_message",
        "branch_tag",
        "timestamp",
        "async_op",
        "yield_count",
        "system_metric",
        "metadata",
        "profile_stats",
    }
)

_tags: contextvars.ContextVar[MappingProxyType[str, Any]] = contextvars.ContextVar(
    "pypss_tags", default=MappingProxyType({})
)


def add_tag(key: str, value: Any) -> None:
    """Adds `key` to every trace that ends from now on in this thread or task, until `clear_tags`.

    Text, finite numbers, booleans and None are kept, everything else as its text. Raises ValueError for the name of
    a measured field.
    """
    if key in RECORD_KEYS:
        raise ValueError(f"{key!r} is a field of the trace and cannot be a tag")
    plain = value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value))
    _tags.set(MappingProxyType({**_tags.get(), key: value if plain else str(value)}))


def clear_tags() -> None:
    """Removes the tags of this thread or task."""
    _tags.set(MappingProxyType({}))


def current_tags() -> MappingProxyType[str, Any]:
    return _tags.get()
