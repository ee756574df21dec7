"""How late the event loop is: the measurement behind Concurrency Chaos' lag."""

from __future__ import annotations

import asyncio

from .. import meter
from .calls import measure
from .trace import Place

_PLACE = Place("__event_loop_health__", "unknown", 0, "pypss.system")

# Below these, in seconds and tasks, the loop is well and nothing is recorded.
_LAG = 0.001
_TASKS = 10


def start_async_monitoring(interval: float = 0.5) -> asyncio.Task[None]:
    """Measures the running event loop every `interval` seconds until the returned task is cancelled or the loop ends.

    Raises RuntimeError outside a running event loop.
    """
    return asyncio.get_running_loop().create_task(_watch(interval), name="pypss-event-loop")


async def _watch(interval: float) -> None:
    while True:
        before = meter.monotonic()
        await asyncio.sleep(interval)
        lag = max(0.0, meter.monotonic() - before - interval)
        tasks = len(asyncio.all_tasks()) - 1
        if lag > _LAG or tasks > _TASKS:
            more = {
                "system_metric": True,
                "async_op": True,
                "wait_time": lag,
                "metadata": {"lag": lag, "active_tasks": tasks, "churn_rate": 0},
            }
            measure(_PLACE, interval, more)
