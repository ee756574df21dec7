"""What a cart costs today."""

from pypss.instrumentation import monitor_block, monitor_function

from shop.machine import machine

CAMPAIGNS = ("spring", "loyalty", "bundle", "clearance")

# Without a running campaign every cart takes the same path.
campaigns = {"running": False}


@monitor_function
def quote(total: int) -> int:
    """The total after discounts, in cents."""
    machine.spend(10.0, jitter=0.05)
    return total - total // 50


def apply_campaign(total: int) -> int:
    if not campaigns["running"]:
        return total
    campaign = machine.random.choice(CAMPAIGNS)
    with monitor_block("apply_campaign", branch_tag=campaign):
        machine.spend(4.0 * (1 + CAMPAIGNS.index(campaign)), jitter=0.2)
        return total * 9 // 10
