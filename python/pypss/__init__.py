"""PyPSS runtime: records how the calls of a program behave, for its stability score.

Standard library only. Decorate functions with ``pypss.instrumentation.monitor_function`` and write the traces of a
stretch of code to a file with :func:`recording`::

    import pypss
    from pypss.instrumentation import monitor_function

    @monitor_function
    def handle(request): ...

    with pypss.recording("traces.json"):
        serve()
"""

from pypss.trace_file import TraceFile, recording

__version__ = "0.1.0"
__all__ = ["TraceFile", "__version__", "recording"]
