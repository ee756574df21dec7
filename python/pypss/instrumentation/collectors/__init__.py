"""Where traces go. Set one collector early in the program::

    from pypss.instrumentation.collectors import FileFIFOCollector, set_global_collector

    set_global_collector(FileFIFOCollector("traces.ndjson"))

Without one, traces go to the file that ``default.trace_file`` names. An own collector needs one method,
``collect(trace)``; :class:`BatchingCollector` gives it a bounded queue, a background thread and flushing at exit.
"""

from .base import BaseCollector, BatchingCollector
from .file_fifo import FileFIFOCollector
from .grpc_service import GRPCCollector
from .memory import MemoryCollector
from .redis_list import RedisCollector
from .registry import get_global_collector, set_global_collector

__all__ = [
    "BaseCollector",
    "BatchingCollector",
    "FileFIFOCollector",
    "GRPCCollector",
    "MemoryCollector",
    "RedisCollector",
    "get_global_collector",
    "set_global_collector",
]
