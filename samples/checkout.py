"""A few seconds of a busy shop, in plain Python. Press ▷ at the top right, or in a terminal: pypss run checkout.py"""

import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

PRICES = {f"p{n}": 5 + n % 40 for n in range(60)}


def search(word: str) -> list[str]:
    found = [product for product in PRICES if word in product]
    return sorted(found, key=PRICES.__getitem__)


def quote(product: str, amount: int) -> float:
    total = 0.0
    for _ in range(400):
        total = PRICES[product] * amount * 1.19
    return round(total, 2)


class PaymentDeclined(Exception):
    pass


class Warehouse:
    """Stock behind one lock: whoever comes second waits."""

    def __init__(self) -> None:
        self.stock = dict.fromkeys(PRICES, 40)
        self.lock = Lock()

    def reserve(self, product: str) -> bool:
        with self.lock:
            time.sleep(0.001)
            self.stock[product] -= 1
            return self.stock[product] >= 0


def call_gateway(total: float, chance: random.Random) -> str:
    """Somebody else's computer: mostly quick, sometimes slow, sometimes not at all."""
    luck = chance.random()
    time.sleep(0.004 if luck < 0.9 else 0.06)
    if luck > 0.96:
        raise ConnectionError("gateway does not answer")
    if luck > 0.93:
        raise PaymentDeclined(f"{total} is too much")
    return f"paid {total}"


def charge(total: float, chance: random.Random) -> str | None:
    for _ in range(2):
        try:
            return call_gateway(total, chance)
        except ConnectionError:
            continue
    return None


def order(visitor: int, warehouse: Warehouse) -> bool:
    chance = random.Random(visitor)
    product = chance.choice(search(str(visitor % 10)))
    total = quote(product, chance.randint(1, 3))
    if not warehouse.reserve(product):
        return False
    try:
        return charge(total, chance) is not None
    except PaymentDeclined:
        return False


def serve(visitors: int) -> int:
    warehouse = Warehouse()
    with ThreadPoolExecutor(max_workers=4) as staff:
        return sum(staff.map(lambda visitor: order(visitor, warehouse), range(visitors)))


if __name__ == "__main__":
    visitors = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{visitors} visitors come in …")
    sold = serve(visitors)
    print(f"{sold} of them bought something")
