"""Where Heapline's own files are: the native program and the agent. Either as ./dev build lays them out (HOME/mprof, HOME/_heapline.so, HOME/python/lib) or as
pip does: PREFIX/bin/mprof and PREFIX/libexec/heapline/_heapline.so, this package in PREFIX/lib/python3.x/site-packages and in PREFIX/libexec/heapline/python/lib;
`pip install --target PREFIX` has it in PREFIX itself."""

import os

_LIB = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _above(levels, *path):
    folder = _LIB
    for _ in range(levels):
        folder = os.path.dirname(folder)
    return os.path.join(folder, *path)


def _first(candidates):
    return next((path for path in candidates if os.path.exists(path)), candidates[0])


def agent():
    """Path of the agent; HEAPLINE_AGENT names another."""
    return os.environ.get("HEAPLINE_AGENT") or _first([_above(2, "_heapline.so")] + [_above(levels, "libexec", "heapline", "_heapline.so") for levels in (3, 0)])


def program():
    """Path of the program `mprof`; HEAPLINE_HOME names another folder."""
    home = os.environ.get("HEAPLINE_HOME")
    return os.path.join(home, "mprof") if home else _first([_above(2, "mprof")] + [_above(levels, "bin", "mprof") for levels in (3, 4, 0)])
