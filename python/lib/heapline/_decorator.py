"""The decorator `profile`."""

from heapline._agent import agent
from heapline._lines import LineProfiler, checked_backend, show_results
from heapline._wrap import wrap


def profile(func=None, stream=None, precision=1, backend="psutil"):
    """Decorator that profiles the memory of a function line by line, in MiB with `precision` decimals.

    Under `mprof run` the lines of all calls are reported together when the program ends. Without it, or with a `stream` to write to, every call is reported
    when it is over.
    """
    if func is None:
        return lambda function: profile(function, stream=stream, precision=precision, backend=backend)
    if stream is None and agent.attached():
        from heapline._shared import shared

        checked_backend(backend)
        return shared().decorate(func, precision)
    # Holds the function's code in a profile that is never on, so that its events need not be asked for anew at each call.
    watch = LineProfiler(backend=backend)

    def begin():
        profiler = LineProfiler()
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
