"""Profiling of functions by line: a shell around the agent, which counts, measures and writes the report."""

import functools
import sys
import types
import warnings

from heapline._agent import agent
from heapline._backends import choose_backend, is_resident
from heapline._code_map import CodeMap
from heapline._wrap import wrap


class LineProfiler:
    """Profiles the memory of functions line by line.

    Use it as a decorator, as a context manager around calls of functions added before, or through `runcall` and `runctx`; `show_results` writes what it found. What is on
    is on for the calling thread alone.
    """

    def __init__(self, **kw):
        self.backend = choose_backend(kw.get("backend"))
        self.include_children = kw.get("include_children", False)
        self.max_mem = kw.get("max_mem", None)
        self.code_map = CodeMap(include_children=self.include_children, backend=self.backend)
        self.handle = self.code_map.handle
        self.enable_count = 0
        # What switches it on and off for the calling thread; they nest. The agent reads resident memory itself; anything else is read by Python code.
        if self.max_mem is not None:
            from heapline._debugger import MemoryBreakpoint

            breakpoint = MemoryBreakpoint(self)
            self.on, self.off = breakpoint.on, breakpoint.off
        elif not is_resident(self.backend, self.include_children):
            from heapline._tracer import Tracer

            tracer = Tracer(self)
            self.on, self.off = tracer.on, tracer.off
        else:
            self.on, self.off = functools.partial(agent.enable, self.handle), functools.partial(agent.disable, self.handle)

    def __call__(self, func=None, precision=1, stream=None, backend=None):
        if func is None:
            return lambda function: self(function, precision=precision, stream=stream, backend=backend)
        if stream is not None:
            from heapline._decorator import profile

            return profile(func, stream=stream, precision=precision, backend=backend or self.backend)
        return wrap(func, self.add_function, lambda _: self, lambda _: None)

    def add_function(self, func):
        """Adds a function's code; gives it back, or None (and a warning) for what has no Python code."""
        code = code_of(func)
        if code is None:
            warnings.warn(f"Could not extract a code object for the object {func!r}", stacklevel=2)
        else:
            self.code_map.add(code)
        return code

    def wrap_function(self, func):
        """The function, profiled while it runs."""
        return wrap(func, code_of, lambda _: self, lambda _: None)

    def run(self, cmd):
        """Executes a statement in `__main__`, profiled; gives back this profiler."""
        namespace = sys.modules["__main__"].__dict__
        return self.runctx(cmd, namespace, namespace)

    def runctx(self, cmd, globals, locals):
        """Executes a statement in the given namespaces, profiled; gives back this profiler."""
        with self:
            exec(cmd, globals, locals)
        return self

    def runcall(self, func, *args, **kw):
        """Calls a function, profiled; gives back what it returns."""
        with self:
            return func(*args, **kw)

    def enable_by_count(self):
        """Switches profiling on for this thread, until as many `disable_by_count` have come."""
        self.enable_count += 1
        self.on()

    def disable_by_count(self):
        """Takes back one `enable_by_count`."""
        if self.enable_count > 0:
            self.enable_count -= 1
            self.off()

    def enable(self):
        """Switches profiling on for this thread."""
        self.on()

    def disable(self):
        """Takes back one `enable`."""
        self.off()

    def __enter__(self):
        self.enable_by_count()
        return self

    def __exit__(self, *error):
        self.disable_by_count()


def show_results(prof, stream=None, precision=1):
    """Writes the report of every function of `prof` that has run to `stream` (standard output by default), memory in MiB with `precision` decimals."""
    if stream is None:
        stream = sys.stdout
    for report in prof.code_map.reports(precision):
        for piece in pieces(report):
            stream.write(piece)


def pieces(report):
    """A report in the pieces in which streams expect it (a `LogFile` looks at each): the head, line by line, the end."""
    head, _, rest = report.partition("\n\n")
    yield head + "\n\n"
    for line in rest[:-2].split("\n")[:-1]:
        yield line + "\n"
    tail = rest[:-2].rpartition("\n")[2]
    if tail:
        yield tail
    yield "\n\n"


def code_of(func):
    """The code that a call of `func` runs; None when it is not Python's."""
    while True:
        code = getattr(func, "__code__", None)
        if isinstance(code, types.CodeType):
            return code
        func = getattr(func, "__wrapped__", None)
        if func is None:
            return None
