"""Web handlers: reading a request and writing the answer."""

from pypss.instrumentation import monitor_function

from shop import cart, catalog, jobs, payments, pricing, stock
from shop.machine import machine


@monitor_function
def read_request(visitor: int) -> dict[str, str]:
    machine.spend(9.4, jitter=0.05)
    return {"words": f"visitor {visitor}", "product": f"p{visitor % len(catalog.PRODUCTS)}"}


@monitor_function
def render_page(title: str) -> str:
    machine.spend(10.1, jitter=0.06)
    machine.breathe()
    return f"<h1>{title}</h1>"


def browse(visitor: int) -> str:
    """Looks at the shop without buying."""
    request = read_request(visitor)
    catalog.search(request["words"])
    catalog.find(request["product"])
    return render_page("Products")


def order(visitor: int) -> str:
    """Puts one product into the cart and pays for it."""
    request = read_request(visitor)
    product = request["product"]
    total = cart.add_item(visitor, product, catalog.find(product))
    amount = pricing.apply_campaign(pricing.quote(total))
    stock.reserve(product)
    if payments.charge(amount) is None:
        jobs.unpaid.append(amount)
        page = render_page("Thank you, we will charge you later")
    else:
        page = render_page("Thank you")
    cart.empty(visitor)
    machine.run(jobs.after_order(visitor, amount))
    return page
