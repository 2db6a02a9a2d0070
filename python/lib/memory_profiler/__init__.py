"""Drop-in for memory_profiler 0.61: the same names, measured by Heapline."""

from heapline._decorator import profile
from heapline._lines import CodeMap, LineProfiler, show_results

# The version whose interface this is.
__version__ = "0.61.0"
__all__ = ["CodeMap", "LineProfiler", "profile", "show_results"]
