"""Heapline: what a Python program does with memory.

What is not used is not imported: `import heapline` alone loads nothing, starts nothing and costs nothing.
"""

_ELSEWHERE = {
    "Current": "heapline._phases",
    "Tracker": "heapline._tracker",
    "current": "heapline._phases",
    "mark": "heapline._phases",
    "profile": "heapline._decorator",
    "reset_peak": "heapline._phases",
    "span": "heapline._phases",
}

__all__ = sorted(_ELSEWHERE)


def __getattr__(name):
    import importlib

    if name == "__version__":
        value = importlib.import_module("heapline._version").version
    elif name in _ELSEWHERE:
        value = getattr(importlib.import_module(_ELSEWHERE[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__():
    return sorted(set(globals()) | set(__all__) | {"__version__"})
