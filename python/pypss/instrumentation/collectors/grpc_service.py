"""Traces to a gRPC server that speaks `pypss.TraceService`."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from .base import BatchingCollector

_METHOD = "/pypss.TraceService/SubmitTrace"

# Field numbers of pypss.TraceMessage by kind of value.
_TEXTS = {
    1: "trace_id",
    2: "name",
    3: "filename",
    5: "module",
    12: "exception_type",
    13: "exception_message",
    14: "branch_tag",
}
_INTEGERS = {4: "lineno", 9: "memory", 10: "memory_diff"}
_DOUBLES = {6: "duration", 7: "cpu_time", 8: "wait_time", 15: "timestamp"}
_ERROR = 11

_VARINT, _FIXED64, _BYTES = 0, 1, 2


class GRPCCollector(BatchingCollector):
    """Submits each trace with one call and counts only those that the server accepted. Needs the package grpcio.

    The message has no room for context tags, `async_op`, `yield_count` and `sample_rate`; they are left out.
    """

    def __init__(
        self,
        target: str = "localhost:50051",
        batch_size: int = 100,
        flush_interval: float = 1.0,
        max_queue: int = 10_000,
        timeout: float = 5.0,
    ) -> None:
        """`timeout` is the deadline of a call in seconds. Raises ImportError without the package."""
        try:
            import grpc
        except ImportError as error:
            raise ImportError("GRPCCollector needs the package grpcio: pip install grpcio") from error
        self.target = target
        self._timeout = timeout
        self._grpc = grpc
        self._submit: Any = None
        super().__init__(batch_size, flush_interval, max_queue)

    def send(self, records: Sequence[Mapping[str, Any]]) -> int:
        submit = self._stub()
        # Pending calls are kept until they are done: gRPC cancels a call that nobody holds.
        calls = [submit.future(record, timeout=self._timeout, wait_for_ready=True) for record in records]
        arrived, failure = 0, None
        for call in calls:
            try:
                arrived += _accepted(call.result())
            except self._grpc.RpcError as error:
                failure = error
        if arrived == 0 and failure is not None:
            raise ConnectionError(f"{self.target}: {failure.details() or failure.code()}")
        return arrived

    def _reset(self) -> None:
        super()._reset()
        # Channels do not survive a fork.
        self._submit = None

    def _stub(self) -> Any:
        if self._submit is None:
            channel = self._grpc.insecure_channel(self.target)
            self._submit = channel.unary_unary(_METHOD, request_serializer=message_of, response_deserializer=bytes)
        return self._submit


def message_of(record: Mapping[str, Any]) -> bytes:
    """The record as a serialized pypss.TraceMessage (proto3: values that are zero or empty are left out)."""
    message = bytearray()
    for number, key in _TEXTS.items():
        value = record.get(key)
        if value not in (None, ""):
            text = str(value).encode("utf-8", "replace")
            message += _tag(number, _BYTES) + _varint(len(text)) + text
    for number, key in _INTEGERS.items():
        value = int(record.get(key) or 0)
        if value:
            message += _tag(number, _VARINT) + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)
    for number, key in _DOUBLES.items():
        value = float(record.get(key) or 0.0)
        if value:
            message += _tag(number, _FIXED64) + struct.pack("<d", value)
    if record.get("error"):
        message += _tag(_ERROR, _VARINT) + b"\x01"
    return bytes(message)


def _accepted(response: bytes) -> bool:
    """Whether a serialized pypss.TraceResponse says success (field 1)."""
    return response[:2] == b"\x08\x01"


def _tag(number: int, kind: int) -> bytes:
    return _varint(number << 3 | kind)


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
