"""What a recorded call costs: prints JSON, seconds a call. Arguments: an NDJSON file to write to, rounds, calls a round."""

import functools
import json
import statistics
import sys
import time

from pypss.instrumentation import monitor_function
from pypss.instrumentation.collectors import FileFIFOCollector, MemoryCollector, set_global_collector


def empty(function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        return function(*args, **kwargs)

    return call


def work(n):
    return n


def single_calls(function, calls):
    """Seconds of each call by itself."""
    clock = time.perf_counter
    times = []
    for n in range(calls):
        start = clock()
        function(n)
        times.append(clock() - start)
    return times


def spaced_calls(function, calls):
    """Seconds of each call when the program does something else in between, as programs do."""
    clock = time.perf_counter
    times = []
    for n in range(calls):
        start = clock()
        while clock() - start < 50e-6:
            pass
        start = clock()
        function(n)
        times.append(clock() - start)
    return times


def loop(function, calls):
    """Seconds a call when nothing stands between them, the work of the background thread included."""
    start = time.perf_counter()
    for n in range(calls):
        function(n)
    return (time.perf_counter() - start) / calls


path, rounds, calls = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
monitored = monitor_function(work)
subjects = {
    "no decorator": (work, None),
    "empty decorator": (empty(work), None),
    "monitor_function, memory": (monitored, MemoryCollector()),
    "monitor_function, file": (monitored, FileFIFOCollector(path)),
}
results = {name: {"single": [], "spaced": [], "loop": []} for name in subjects}
for _ in range(rounds):
    for name, (function, collector) in subjects.items():
        set_global_collector(collector)
        results[name]["single"] += single_calls(function, calls)
        results[name]["spaced"] += spaced_calls(function, calls // 10)
        if collector is not None and hasattr(collector, "flush"):
            collector.flush()
        results[name]["loop"].append(loop(function, calls))
        if collector is not None and hasattr(collector, "flush"):
            collector.flush()
lost = subjects["monitor_function, file"][1].dropped
medians = {name: {kind: statistics.median(times) for kind, times in kinds.items()} for name, kinds in results.items()}
print(json.dumps({"python": sys.version.split()[0], "dropped": lost, "seconds": medians}))
