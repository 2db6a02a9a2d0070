"""The decorator `profile`."""

import os

from heapline._agent import agent
from heapline._backends import choose_backend, is_resident
from heapline._lines import LineProfiler, show_results
from heapline._wrap import wrap


def profile(func=None, stream=None, precision=1, backend="psutil", include_children=False):
    """Decorator that profiles the memory of a function line by line, in MiB with `precision` decimals.

    Under `mprof run` the lines of all calls are reported together when the program ends. Without it, or with a `stream` to write to, every call is reported
    when it is over. `include_children` adds the memory of child processes.
    """
    if func is None:
        return lambda function: profile(function, stream=stream, precision=precision, backend=backend, include_children=include_children)
    backend = choose_backend(backend)
    if backend == "tracemalloc":
        import tracemalloc

        if not tracemalloc.is_tracing():
            tracemalloc.start()
    if stream is None and agent.attached() and is_resident(backend, include_children):
        from heapline._shared import shared

        return shared().decorate(func, precision)
    if stream is None and "HEAPLINE_MARKS" in os.environ:
        from heapline import _shared

        if _shared.is_marked():
            return _shared.builtin()(func)
    # Holds the function's code in a profile that is never on, so that its events need not be asked for anew at each call.
    watch = LineProfiler(backend=backend, include_children=include_children)
    # Each call says it.
    watch.code_map.is_silent = True

    def begin(_):
        profiler = LineProfiler(backend=backend, include_children=include_children)
        for code in codes:
            profiler.code_map.add(code)
        return profiler

    def add(function):
        code = watch.add_function(function)
        if code is not None:
            codes.append(code)
        return code

    codes = []
    return wrap(func, add, begin, lambda profiler: show_results(profiler, stream=stream, precision=precision))
