"""What happens after the answer was sent."""

import asyncio

from pypss.instrumentation import add_tag, clear_tags, monitor_function

from shop import payments
from shop.machine import machine

unpaid: list[int] = []


@monitor_function
async def send_receipt(visitor: int) -> None:
    machine.spend(9.2, waiting=0.0, jitter=0.07)
    await machine.pause(0.8)


@monitor_function
async def update_statistics(amount: int) -> None:
    machine.spend(8.8, waiting=0.0, jitter=0.08)
    await machine.pause(1.2 if amount > 2000 else 0.9)


async def after_order(visitor: int, amount: int) -> None:
    add_tag("visitor", visitor)
    await asyncio.gather(send_receipt(visitor))
    await asyncio.gather(update_statistics(amount))
    clear_tags()


@monitor_function
def retry_unpaid() -> None:
    """Charges one order that could not be paid before."""
    amount = unpaid.pop(0)
    machine.spend(1.1)
    machine.hold(-0.24)
    try:
        payments.call_gateway(amount)
    except ConnectionError:
        unpaid.append(amount)
