"""Carts, kept in memory."""

from collections import defaultdict

from pypss.instrumentation import monitor_function

from shop.machine import machine

_carts: dict[int, dict[str, int]] = defaultdict(dict)


@monitor_function
def add_item(visitor: int, product: str, price: int) -> int:
    """Puts a product into the visitor's cart; returns the sum in cents."""
    machine.spend(9.8, jitter=0.04)
    _carts[visitor][product] = price
    return sum(_carts[visitor].values())


@monitor_function
def empty(visitor: int) -> None:
    machine.spend(9.5, jitter=0.04)
    _carts.pop(visitor, None)
