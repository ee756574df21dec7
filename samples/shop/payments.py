"""Client of the payment gateway, which is not always there."""

from pypss.instrumentation import monitor_block, monitor_function

from shop.machine import machine

ATTEMPTS = 2

# Share of calls that the gateway refuses at the moment.
gateway = {"failing": 0.0}


@monitor_function
def call_gateway(amount: int) -> str:
    """One request to the gateway. Raises ConnectionError while it is down."""
    if machine.chance(gateway["failing"]):
        machine.spend(20.0, waiting=0.85, jitter=0.12)
        machine.hold(0.12)  # The request is kept for the retry queue.
        raise ConnectionError(f"payment gateway refused the connection after {machine.random.randint(18, 22)} ms")
    machine.spend(10.3, waiting=0.3, jitter=0.06)
    return f"paid-{amount}"


def charge(amount: int) -> str | None:
    """Tries twice; without an answer the order is kept and paid later."""
    for _ in range(ATTEMPTS):
        try:
            return call_gateway(amount)
        except ConnectionError:
            continue
    with monitor_block("pay_later", branch_tag="fallback"):
        machine.spend(9.9)
    return None
