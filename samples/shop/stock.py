"""What is left in the warehouse. One row per product, locked while it is counted down."""

from pypss.instrumentation import monitor_function

from shop.machine import machine

# Milliseconds that other writers hold the row: nothing on a quiet day.
lock = {"held": 0.0}


@monitor_function
def reserve(product: str) -> bool:
    machine.spend(10.2, waiting=0.04, jitter=0.05)
    if lock["held"]:
        machine.spend(lock["held"], waiting=1.0, jitter=1.1)
    return bool(product)
