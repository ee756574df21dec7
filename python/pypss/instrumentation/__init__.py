"""Decorators and context managers that record calls."""

from pypss.instrumentation.blocks import monitor_async, monitor_block
from pypss.instrumentation.functions import monitor_function
from pypss.instrumentation.tags import add_tag, clear_tags

__all__ = ["add_tag", "clear_tags", "monitor_async", "monitor_block", "monitor_function"]
