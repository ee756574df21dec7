"""The script as the program's main module."""

from __future__ import annotations

import builtins
import importlib.machinery
import os
import sys
from types import ModuleType

from .ending import write_ending
from .recording import Recording, main_code
from .tracebacks import hide_runtime

_FRAMES = 20


def run_as_main(recording: Recording, path: str, ending: str | None) -> None:
    """Runs a script as `__main__`. Whatever leaves it leaves here, for the interpreter to end as it always does.

    An exception that ends it is also written to the file `ending`, as JSON.
    """
    process = os.getpid()
    # Recording needs a few frames of its own; a program that recurses up to the limit goes on to do so.
    sys.setrecursionlimit(sys.getrecursionlimit() + _FRAMES)
    main = ModuleType("__main__")
    main.__dict__.update(
        __file__=path,
        __builtins__=builtins,
        __loader__=importlib.machinery.SourceFileLoader("__main__", path),
        __spec__=None,
        __package__=None,
        __cached__=None,
    )
    if sys.version_info < (3, 14):
        # Later versions make them when they are asked for.
        main.__annotations__ = {}
    sys.modules["__main__"] = main
    try:
        exec(main_code(recording, path), main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        # A fork of the script comes by here as well; its end is not the program's.
        if ending is not None and os.getpid() == process:
            write_ending(ending, error, recording)
        # Last, so that a hook of the program's own is kept.
        hide_runtime()
        raise
