"""Room for the frames that decorators add to recursive functions."""

from __future__ import annotations

import sys
from typing import Any

_made = False


def make_room_for(function: Any) -> None:
    """Doubles the interpreter's recursion limit, once, when a function that calls itself is decorated.

    Each of its calls takes two frames then, and what recursed 900 deep before must go on to do so. A limit that the
    program sets later holds as it is.
    """
    global _made
    code = getattr(function, "__code__", None)
    if _made or code is None:
        return
    if code.co_name in code.co_names or code.co_name in code.co_freevars:
        _made = True
        sys.setrecursionlimit(2 * sys.getrecursionlimit())
