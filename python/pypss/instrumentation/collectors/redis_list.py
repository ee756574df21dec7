"""Traces to a list in Redis."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from .base import BatchingCollector
from .file_fifo import line_of, records_of

_log = logging.getLogger("pypss")


class RedisCollector(BatchingCollector):
    """Pushes traces, as JSON, to the list `key`, where any number of readers take them from. Needs the package redis.

    The list is kept to its newest `max_length` items, so that it does not fill Redis when nobody reads it; `trimmed`
    counts those that had to go.
    """

    def __init__(
        self,
        url: str = "redis://localhost:6379/0",
        key: str = "pypss:traces",
        batch_size: int = 100,
        flush_interval: float = 1.0,
        max_queue: int = 10_000,
        max_length: int = 1_000_000,
    ) -> None:
        """Raises ValueError when `max_length` is below 1, ImportError without the package, ConnectionError when Redis does not answer."""
        try:
            import redis
        except ImportError as error:
            raise ImportError("RedisCollector needs the package redis: pip install redis") from error
        if max_length < 1:
            raise ValueError("max_length must be at least 1")
        self.key = key
        self.trimmed = 0
        self._max_length = max_length
        self._client = redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        try:
            self._client.ping()
        except redis.exceptions.RedisError as error:
            raise ConnectionError(f"Redis does not answer at {_without_password(url)}: {error}") from error
        super().__init__(batch_size, flush_interval, max_queue)

    def send(self, records: Sequence[Mapping[str, Any]]) -> int:
        items = [line.rstrip("\n") for line in map(line_of, records) if line is not None]
        if items:
            self._trim(self._client.rpush(self.key, *items))
        return len(items)

    def _trim(self, length: int) -> None:
        if length <= self._max_length:
            return
        self._client.ltrim(self.key, -self._max_length, -1)
        if self.trimmed == 0:
            _log.warning("nobody reads %s: its oldest traces go, it keeps %d", self.key, self._max_length)
        self.trimmed += length - self._max_length

    def get_traces(self) -> list[dict[str, Any]]:
        """The traces waiting in the list, left there; items that are no JSON objects are passed over."""
        self.flush()
        return records_of(self._client.lrange(self.key, 0, -1))


def _without_password(url: str) -> str:
    scheme, found, rest = url.partition("://")
    return f"{scheme}{found}{rest.rpartition('@')[2]}"
