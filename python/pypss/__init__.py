"""PyPSS runtime: records how the calls of a program behave, for its stability score.

Standard library only. Decorate functions with ``pypss.instrumentation.monitor_function``; at the end of the program
their traces are in ``pypss_output/traces.json``. Other places are set with
``pypss.instrumentation.collectors.set_global_collector``, or for a stretch of code with :func:`recording`::

    import pypss
    from pypss.instrumentation import monitor_function

    @monitor_function
    def handle(request): ...

    with pypss.recording("traces.json"):
        serve()
"""

from .trace_file import TraceFile, recording

__version__ = "0.1.0"
__all__ = ["TraceFile", "__version__", "init", "recording"]


def init() -> None:
    """Does nothing: traces are recorded from the first call on. Programs written for PyPSS call it."""
