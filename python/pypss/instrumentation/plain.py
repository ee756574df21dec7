"""Values of the program as they stand in a trace."""

from __future__ import annotations

import math

# Characters that are kept of a text: nobody reads more, and each trace carries its own.
LONGEST = 8192

_LARGEST = 2**63


def text_of(value: object) -> str:
    """The text of any value, cut to a readable length. It calls foreign code, which may fail."""
    try:
        text = str(value)
    except Exception:
        return f"<{type(value).__name__} without readable text>"
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def plain_of(value: object) -> str | int | float | bool | None:
    """Numbers that JSON has, booleans and None as they are, everything else as its text."""
    if value is None or isinstance(value, bool):
        return value
    # Exactly these: what an enumeration of numbers looks like in JSON is up to its class.
    if type(value) is int and -_LARGEST <= value < _LARGEST:
        return value
    if type(value) is float and math.isfinite(value):
        return value
    return text_of(value)
