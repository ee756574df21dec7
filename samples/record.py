#!/usr/bin/env python3
"""Runs the shop through its days and nights and writes the recordings that lie beside this file.

    python3 samples/record.py [FOLDER]
"""

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "python")]

from pypss import TraceFile  # noqa: E402
from pypss.instrumentation.collectors import set_global_collector  # noqa: E402
from pypss.meter import set_meter  # noqa: E402
from shop import catalog, etl, http, jobs, payments, pricing, stock  # noqa: E402
from shop.machine import machine  # noqa: E402

# The recordings name source files as they lie on the shop's server, not on the machine that recorded them.
SERVER_FOLDER = "/srv/shop"

MORNING = 1772528400.0  # 2026-03-03 09:00 UTC
NIGHT = 1772503200.0  # 2026-03-03 02:00 UTC


class FromServer:
    """Passes traces on with the file names of the server."""

    def __init__(self, file: TraceFile) -> None:
        self._file = file

    def collect(self, trace: Mapping[str, Any]) -> None:
        place = Path(trace["filename"]).relative_to(HERE).as_posix()
        record = {**trace, "filename": f"{SERVER_FOLDER}/{place}"}
        # PyPSS 1.3.1 knows no parents, and the samples are what it would have written.
        record.pop("parent_id", None)
        self._file.collect(record)


def visits(seconds: float, per_second: float) -> Iterator[float]:
    """Random arrivals whose rate swells and sinks by a third, twice over the whole time."""
    now = 0.0
    while True:
        swell = 1 + 0.33 * math.sin(4 * math.pi * now / seconds)
        now += machine.random.expovariate(per_second * swell)
        if now >= seconds:
            return
        yield now


def open_shop(seconds: float, per_second: float, buying: float, before: Callable[[float], None]) -> None:
    """Serves visitors, each on a thread of its own: a slow visit does not hold up the next one."""
    for visitor, arrival in enumerate(list(visits(seconds, per_second))):
        machine.now = arrival
        before(arrival)
        if machine.chance(buying):
            http.order(visitor)
        else:
            http.browse(visitor)
        # What could not be paid is tried again once the gateway answers.
        if jobs.unpaid and not payments.gateway["failing"] and machine.chance(0.4):
            machine.now += 0.05
            jobs.retry_unpaid()


def day() -> None:
    """A steady morning of eight minutes. At 9:05:10 the payment gateway goes away for 22 seconds."""

    def outage(now: float) -> None:
        payments.gateway["failing"] = 0.9 if 310 <= now < 332 else 0.0

    open_shop(480, 1.15, 0.55, outage)


def night() -> None:
    """Six minutes in which much is wrong: see README."""
    page = iter(etl.extract(10_000))
    etl.leak["megabytes"] = 0.4
    stock.lock["held"] = 45.0
    pricing.campaigns["running"] = True
    catalog.cache["miss_rate"] = 0.4

    def trouble(now: float) -> None:
        # The gateway comes and goes; the import takes a page between visits.
        payments.gateway["failing"] = 0.8 if now % 50 > 32 else 0.08
        if machine.chance(0.5):
            etl.import_page(next(page))

    open_shop(360, 0.6, 0.8, trouble)


def price_import() -> None:
    """120 pages of prices, one after the other."""
    for rows in etl.extract(120):
        etl.import_page(rows)
        machine.now += 0.5


def sale() -> None:
    """Two busy minutes without any trouble."""
    open_shop(120, 1.5, 0.7, lambda now: None)


def record(path: Path, scenario: Callable[[], None], seed: int, epoch: float, shape: str | None = None) -> None:
    machine.reset(seed, epoch)
    payments.gateway["failing"] = etl.leak["megabytes"] = stock.lock["held"] = 0.0
    pricing.campaigns["running"], catalog.cache["miss_rate"] = False, 0.02
    jobs.unpaid.clear()
    file = TraceFile(path, shape)
    set_global_collector(FromServer(file))
    scenario()
    file.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    set_meter(machine)
    record(folder / "traces.json", day, seed=7, epoch=MORNING)
    record(folder / "night.traces.json", night, seed=11, epoch=NIGHT)
    record(folder / "etl.pypss.ndjson", price_import, seed=3, epoch=NIGHT)
    record(folder / "sale.traces.json.gz", sale, seed=5, epoch=MORNING + 3600, shape="object")
    # The same night, as a full disk would have left it: cut off inside a record.
    whole = (folder / "night.traces.json").read_bytes()
    (folder / "damaged.traces.json").write_bytes(whole[: len(whole) // 3])


if __name__ == "__main__":
    main()
