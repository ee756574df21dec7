"""The machine that the shop runs on, simulated: its clocks move only when the shop spends time.

So ten minutes of shop are recorded in a second, and the same seed gives the same recording. The recorder reads this
machine instead of the real one (`pypss.meter.set_meter`); the monitored code itself really runs.
"""

import asyncio
import math
import random
import selectors

MEGABYTE = 1 << 20
PAGE = 4096


class Machine:
    def __init__(self) -> None:
        self.reset(seed=0, epoch=0.0)

    def reset(self, seed: int, epoch: float) -> None:
        """Starts over: `epoch` is the wall-clock time at which this machine's clock shows 0."""
        self.random = random.Random(seed)
        self.epoch = epoch
        self.now = 0.0
        self._cpu = 0.0
        self._resident = 180 * MEGABYTE

    # What the recorder reads.
    def wall(self) -> float:
        return round(self.epoch + self.now, 6)

    def monotonic(self) -> float:
        return self.now

    def cpu(self) -> float:
        return self._cpu

    def memory(self) -> int:
        return self._resident // PAGE * PAGE

    # What the shop does.
    def spend(self, milliseconds: float, waiting: float = 0.03, jitter: float = 0.05) -> None:
        """Works for about that long; the share `waiting` of it is spent waiting for others."""
        seconds = self._vary(milliseconds, jitter)
        self.now += seconds
        self._cpu += seconds * (1 - waiting)

    async def pause(self, milliseconds: float, jitter: float = 0.05) -> None:
        """Waits without holding up other tasks."""
        await asyncio.sleep(self._vary(milliseconds, jitter))

    def hold(self, megabytes: float) -> None:
        """Takes memory, or gives it back when negative."""
        self._resident += int(megabytes * MEGABYTE)

    def breathe(self) -> None:
        """Caches fill and empty a little around 180 MB."""
        self._resident += int(self.random.gauss(0, 0.25) * MEGABYTE)
        self._resident += (180 * MEGABYTE - self._resident) // 40 if self._resident < 186 * MEGABYTE else 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def run(self, coroutine) -> None:
        """Runs a coroutine on an event loop that lives in this machine's time."""
        loop = asyncio.SelectorEventLoop(_Alarm(self))
        loop.time = self.monotonic
        try:
            loop.run_until_complete(coroutine)
        finally:
            loop.close()

    def _vary(self, milliseconds: float, jitter: float) -> float:
        return round(milliseconds / 1000 * math.exp(self.random.gauss(0, jitter)), 9)


class _Alarm(selectors.DefaultSelector):
    """Where an event loop would sleep until its next timer, moves the machine's clock there."""

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine = machine

    def select(self, timeout=None):
        if timeout:
            self._machine.now += timeout
        return super().select(0)


machine = Machine()
