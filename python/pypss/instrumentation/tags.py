"""Context tags: extra keys on every trace of the current thread or task."""

from __future__ import annotations

import contextlib
import contextvars
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from .plain import plain_of

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
        "parent_id",
        "sample_rate",
        "system_metric",
        "metadata",
        "profile_stats",
    }
)

_tags: contextvars.ContextVar[MappingProxyType[str, Any]] = contextvars.ContextVar(
    "pypss_tags", default=MappingProxyType({})
)


def add_tag(key: str, value: Any) -> None:
    """Adds `key` to every trace that ends from now on in this thread or task, until `clear_tags` or the end of `tagged`.

    Numbers, booleans and None are kept, everything else as its text, of which the first 8192 characters. Raises
    ValueError for the name of a measured field, TypeError for a key that is no text.
    """
    _tags.set(MappingProxyType({**_tags.get(), **_checked({key: value})}))


@contextlib.contextmanager
def tagged(tags: Mapping[str, Any] | None = None, /, **more: Any) -> Iterator[None]:
    """``with tagged(tenant="acme"):`` adds tags to the traces that end inside the block, in this thread or task.

    After it the tags are what they were before, whatever was added or cleared inside. Names that are no Python names go
    into a mapping: ``tagged({"http.method": "GET"})``. Raises as `add_tag` does.
    """
    before = _tags.get()
    _tags.set(MappingProxyType({**before, **_checked({**(tags or {}), **more})}))
    try:
        yield
    finally:
        _tags.set(before)


def clear_tags() -> None:
    """Removes the tags of this thread or task."""
    _tags.set(MappingProxyType({}))


def current_tags() -> MappingProxyType[str, Any]:
    return _tags.get()


def _checked(tags: Mapping[str, Any]) -> dict[str, Any]:
    for key in tags:
        if not isinstance(key, str):
            raise TypeError(f"the name of a tag must be text, not {type(key).__name__}")
        if key in RECORD_KEYS:
            raise ValueError(f"{key!r} is a field of the trace and cannot be a tag")
    return {key: plain_of(value) for key, value in tags.items()}
