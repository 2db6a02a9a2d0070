"""Drop-in for memory_profiler 0.61: the same names, measured by Heapline.

What a program does not use is not imported: only the decorator and the line profiler are there from the start.
"""

# What a script that is run with the profiler starts with.
_CLEAN_GLOBALS = globals().copy()

from heapline._decorator import profile
from heapline._lines import CodeMap, LineProfiler, show_results

# The version whose interface this is.
__version__ = "0.61.0"

# Where the other names are.
_ELSEWHERE = {
    "heapline._backends": ("_TWO_20", "_get_child_memory", "_get_memory", "choose_backend", "has_tracemalloc"),
    "heapline._sampler": ("MemTimer",),
    "memory_profiler._logfile": ("LogFile",),
    "memory_profiler._magics": ("MemoryProfilerMagics", "load_ipython_extension"),
    "memory_profiler._memit": ("MemitResult", "_func_exec"),
    "memory_profiler._run": ("_find_script", "exec_with_profiler", "run_module_with_profiler"),
    "memory_profiler._timestamps": ("TimeStamper",),
    "memory_profiler._usage": ("memory_usage",),
}

__all__ = ["CodeMap", "LineProfiler", "profile", "show_results"] + sorted(
    name for names in _ELSEWHERE.values() for name in names if not name.startswith("_"))


def __getattr__(name):
    import importlib

    for module, names in _ELSEWHERE.items():
        if name in names:
            value = globals()[name] = getattr(importlib.import_module(module), name)
            return value
    if name == "psutil":
        # The original has it as a name of its own, and scripts for it go through that. It is needed for nothing here.
        try:
            return importlib.import_module(name)
        except ImportError:
            pass
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted(set(globals()) | {name for names in _ELSEWHERE.values() for name in names})
