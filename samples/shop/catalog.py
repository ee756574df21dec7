"""Products, looked up through a cache."""

from pypss.instrumentation import monitor_block, monitor_function

from shop.machine import machine

PRODUCTS = {f"p{number}": 900 + 37 * number for number in range(60)}

# Share of lookups that miss the cache; a cold cache misses more.
cache = {"miss_rate": 0.02}


def find(product: str) -> int:
    """Price of a product in cents."""
    hit = not machine.chance(cache["miss_rate"])
    with monitor_block("find_product", branch_tag="cache_hit" if hit else "cache_miss"):
        machine.spend(9.6 if hit else 12.0, jitter=0.06)
        return PRODUCTS[product]


@monitor_function
def search(words: str) -> list[str]:
    machine.spend(10.4, waiting=0.05, jitter=0.08)
    first = sum(words.encode()) % len(PRODUCTS)
    return list(PRODUCTS)[first : first + 5]
