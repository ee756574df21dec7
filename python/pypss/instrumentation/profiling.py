"""Profiles of slow calls."""

from __future__ import annotations

import cProfile
import functools
import io
import pstats
from collections.abc import Callable
from typing import Any

from .. import meter
from .calls import enter, finish, go_back
from .trace import Place

# Lines of a profile that are kept: the costliest functions come first.
_LINES = 20


def profiled(function: Callable[..., Any], place: Place, threshold_ms: float) -> Any:
    """Records calls like any other and adds `profile_stats` to those that take longer than the threshold."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        profile = _start()
        me, parent, memory_before, cpu, start = enter()
        failure: BaseException | None = None
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            failure = error
            raise
        finally:
            duration, cpu_time, memory = meter.end(start, cpu)
            go_back(parent)
            if profile is not None:
                profile.disable()
            slow = profile is not None and duration * 1000 > threshold_ms
            more = {"profile_stats": _text(profile)} if slow else None
            finish(place, me, parent, duration, cpu_time, memory, memory - memory_before, failure, more)

    return call


def _start() -> cProfile.Profile | None:
    """A running profile; None where one is running already (a caller's, or that of a debugger)."""
    profile = cProfile.Profile()
    try:
        profile.enable()
    except ValueError:
        return None
    return profile


def _text(profile: cProfile.Profile | None) -> str:
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("cumulative").print_stats(_LINES)
    return text.getvalue()
