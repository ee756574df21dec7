"""Writing down which exception ended a program, for whoever started it."""

from __future__ import annotations

import json
import os

from .recording import Recording
from .tracebacks import without_runtime

# Messages may quote whole documents; people read the beginning.
_LONGEST = 500


def write_ending(path: str, error: BaseException, recording: Recording) -> None:
    """Writes the exception and its innermost place in the program's own files as JSON. Fails silently: the program is
    ending for a reason of its own, and the reader takes a missing file as "not known"."""
    filename, lineno = _place_of(error, recording)
    text = _message_of(error)
    ending = {"type": type(error).__name__, "message": text, "filename": filename, "lineno": lineno}
    try:
        with open(path, "w", encoding="ascii") as file:
            json.dump(ending, file)
    except OSError:
        return


def _message_of(error: BaseException) -> str:
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
        return " ".join(str(text).split())[:_LONGEST]
    except Exception:
        return ""


def _place_of(error: BaseException, recording: Recording) -> tuple[str | None, int | None]:
    if isinstance(error, SyntaxError) and error.filename is not None:
        return os.path.abspath(error.filename), error.lineno
    place: tuple[str | None, int | None] = (None, None)
    trace = without_runtime(error.__traceback__)
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if recording.is_own(name):
            place = (os.path.abspath(name), trace.tb_lineno)
        trace = trace.tb_next
    return place
