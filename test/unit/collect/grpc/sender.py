"""Sends traces as PyPSS's GRPCCollector does: one SubmitTrace a trace, messages built from their field numbers.

    python3 sender.py HOST:PORT [--stream] [--tls CERT] [--deadline SECONDS] < traces.ndjson

Prints one JSON line: how many were answered with success, with failure, and how many calls failed with which status.
"""

import json
import sys
from collections import Counter

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

FIELDS = (
    ("trace_id", "STRING"), ("name", "STRING"), ("filename", "STRING"), ("lineno", "INT32"), ("module", "STRING"),
    ("duration", "DOUBLE"), ("cpu_time", "DOUBLE"), ("wait_time", "DOUBLE"), ("memory", "INT64"),
    ("memory_diff", "INT64"), ("error", "BOOL"), ("exception_type", "STRING"), ("exception_message", "STRING"),
    ("branch_tag", "STRING"), ("timestamp", "DOUBLE"),
)  # fmt: skip
CONVERT = {"STRING": str, "INT32": int, "INT64": int, "DOUBLE": float, "BOOL": bool}


def message_class(name, fields):
    file = descriptor_pb2.FileDescriptorProto(name=f"{name}.proto", package="pypss", syntax="proto3")
    message = file.message_type.add(name=name)
    for number, (field, kind) in enumerate(fields, 1):
        message.field.add(name=field, number=number, type=f"TYPE_{kind}", label="LABEL_OPTIONAL")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(f"pypss.{name}"))


Trace = message_class("TraceMessage", FIELDS)
Response = message_class("TraceResponse", (("success", "BOOL"), ("message", "STRING")))
Total = message_class("TracesResponse", (("received", "INT64"), ("dropped", "INT64")))


def trace_message(record):
    """As PyPSS fills it: texts through str(), so that None arrives as "None"; what is missing is left out."""
    return Trace(**{name: CONVERT[kind](record[name]) for name, kind in FIELDS if name in record})


def main(address, *options):
    if "--tls" in options:
        with open(options[options.index("--tls") + 1], "rb") as file:
            channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(file.read()))
    else:
        channel = grpc.insecure_channel(address)
    messages = [trace_message(json.loads(line)) for line in sys.stdin if line.strip()]
    counts = Counter()
    with channel:
        if "--stream" in options:
            submit = channel.stream_unary("/pypss.TraceService/SubmitTraces", Trace.SerializeToString, Total.FromString)
            total = submit(iter(messages), timeout=60)
            counts = {"received": total.received, "dropped": total.dropped}
        else:
            submit = channel.unary_unary("/pypss.TraceService/SubmitTrace", Trace.SerializeToString, Response.FromString)
            for message in messages:
                try:
                    counts["success" if submit(message, timeout=60).success else "failure"] += 1
                except grpc.RpcError as error:
                    counts[error.code().name] += 1
    print(json.dumps(counts))


main(*sys.argv[1:])
