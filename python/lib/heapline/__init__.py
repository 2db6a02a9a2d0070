"""Heapline: what a Python program does with memory.

What is not used is not imported: `import heapline` alone loads nothing, starts nothing and costs nothing.
"""

import sys

if False:  # for readers of types; at run time each name is fetched when it is first used
    from heapline._decorator import profile as profile
    from heapline._version import version as __version__

_ELSEWHERE = {"profile": "heapline._decorator"}

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
