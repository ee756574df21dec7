"""Appends traces to a file as PyPSS's FileFIFOCollector does: `writer.py FILE NUMBER COUNT`, an flock around each write."""

import fcntl
import json
import sys

path, number, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for n in range(count):
    record = {"trace_id": f"{number}-{n}", "name": f"w{number}", "module": "shop", "duration": 0.001 * n, "text": "é\n"}
    with open(path, "a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(record) + "\n")
        file.flush()
        fcntl.flock(file, fcntl.LOCK_UN)
