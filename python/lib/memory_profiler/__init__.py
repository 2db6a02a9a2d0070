"""Drop-in for memory_profiler 0.61: profiling by line, measured by Heapline.

What this package does not have is taken from the original where that is installed, so that a program that imports more from it runs under `mprof run` as it does without.
"""

from heapline._decorator import profile
from heapline._lines import CodeMap, LineProfiler, show_results

# The version whose interface this is.
__version__ = "0.61.0"
__all__ = ["CodeMap", "LineProfiler", "profile", "show_results"]

_installed = None


def _original():
    """The installed original as a module of its own, outside sys.modules; None where there is none."""
    global _installed
    if _installed is None:
        import os
        import sys
        from importlib.machinery import PathFinder
        from importlib.util import module_from_spec

        lib = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        spec = PathFinder.find_spec(__name__, [entry for entry in sys.path if os.path.abspath(entry) != lib])
        if spec is None or spec.origin is None or os.path.realpath(spec.origin) == os.path.realpath(__file__):
            return None
        _installed = module_from_spec(spec)
        spec.loader.exec_module(_installed)
    return _installed


def __getattr__(name):
    original = None if name.startswith("__") else _original()
    if original is None or not hasattr(original, name):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(original, name)
