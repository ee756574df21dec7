"""Decorators and context managers that record calls."""

from .blocks import monitor_async, monitor_block
from .collectors import get_global_collector, set_global_collector
from .event_loop import start_async_monitoring
from .functions import monitor_function
from .tags import add_tag, clear_tags, tagged

__all__ = [
    "add_tag",
    "clear_tags",
    "get_global_collector",
    "monitor_async",
    "monitor_block",
    "monitor_function",
    "set_global_collector",
    "start_async_monitoring",
    "tagged",
]
