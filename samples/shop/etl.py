"""The nightly import of the supplier's price list: extract, transform, load."""

from collections.abc import Iterator

from pypss.instrumentation import monitor_block, monitor_function

from shop.machine import machine

PAGE_ROWS = 200

# Megabytes of each batch that are never given back.
leak = {"megabytes": 0.0}


def extract(pages: int) -> Iterator[list[str]]:
    for page in range(pages):
        with monitor_block("extract_page", branch_tag="supplier"):
            machine.spend(38, waiting=0.7, jitter=0.1)
            rows = [f"p{row % 60};{900 + (page * 31 + row) % 400}" for row in range(PAGE_ROWS)]
        # Now and then the supplier sends a line without a price.
        if machine.chance(0.05):
            rows[machine.random.randrange(PAGE_ROWS)] = "p7;n/a"
        yield rows


@monitor_function(branch_tag="supplier")
def transform(rows: list[str]) -> list[tuple[str, int]]:
    """Raises ValueError for a price that is no number."""
    machine.hold(2.0)
    try:
        machine.spend(34, waiting=0.02, jitter=0.08)
        return [(product, int(price)) for product, price in (row.split(";") for row in rows)]
    finally:
        machine.hold(-2.0 + leak["megabytes"])


@monitor_function(branch_tag="warehouse")
def load(prices: list[tuple[str, int]]) -> int:
    machine.spend(41, waiting=0.6, jitter=0.12)
    return len(prices)


def import_page(rows: list[str]) -> int:
    """Loads one page; a page with a bad line is left out."""
    try:
        return load(transform(rows))
    except ValueError:
        return 0
