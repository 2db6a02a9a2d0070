"""Profiling of functions by line: a shell around the agent, which counts, measures and writes the report."""

import functools
import linecache
import os
import sys
import types
import warnings

from heapline._agent import agent
from heapline._backends import choose_backend, is_resident
from heapline._wrap import wrap

if sys.version_info >= (3, 12):
    from heapline._monitoring import Watch
else:
    Watch = None

_MEBIBYTE = 2.0 ** 20


class CodeMap:
    """The profiled functions and what is known of their lines.

    A mapping from code object to `{line: (increment, memory, occurrences)}` in the order in which lines were met, memory in MiB. Code inside a function (inner functions,
    classes, comprehensions) shares the function's lines.
    """

    def __init__(self, include_children=False, backend=None):
        self.handle = agent.profile()
        self._by_agent = is_resident(backend, include_children)
        self._numbers = {}
        self._functions = []
        self._watch = None

    def add(self, code, toplevel_code=None):
        """Adds a function's code, and the code inside it."""
        if code in self._numbers:
            return
        if toplevel_code is None:
            filename = source_name(code)
            if not os.path.exists(filename) and not linecache.getlines(filename):
                print("ERROR: Could not find file " + filename)
                if filename.startswith(("ipython-input", "<ipython-input")):
                    print("NOTE: %mprun can only be used on functions defined in physical files, and not in the IPython environment.")
                return
            number = agent.add_function(self.handle, code.co_firstlineno)
            self._functions.append((filename, code))
        else:
            number = self._numbers[toplevel_code]
        if self._by_agent:
            self._watch_code(number, code)
        self._numbers[code] = number
        for inner in code.co_consts:
            if isinstance(inner, types.CodeType):
                self.add(inner, toplevel_code=toplevel_code or code)

    def _watch_code(self, number, code):
        if Watch is not None and self._watch is None:
            self._watch = Watch()
        if agent.add_code(self.handle, number, code) and Watch is not None:
            self._watch.add(code)

    def number_of(self, code):
        """The agent's number of the function that a code object counts for; None for code of no profiled function."""
        return self._numbers.get(code)

    def reports(self, precision):
        """The report of each function that has run, in the order added. `precision` is a number of decimals, or gives one for a code object."""
        for filename, code in self._functions:
            number = self._numbers[code]
            figures = agent.figures(self.handle, number)
            if figures:
                decimals = precision(code) if callable(precision) else precision
                rows = source_lines(filename, code, max(figures)[0])
                yield agent.report(self.handle, number, filename, rows, code.co_firstlineno, decimals)

    def __contains__(self, code):
        return code in self._numbers

    def __len__(self):
        return len(self._numbers)

    def __iter__(self):
        return iter(self._numbers)

    def __getitem__(self, code):
        return {
            line: (increment / _MEBIBYTE, highest / _MEBIBYTE, occurrences)
            for line, increment, highest, occurrences in agent.figures(self.handle, self._numbers[code])}

    def keys(self):
        """The code objects, inner ones included."""
        return self._numbers.keys()

    def values(self):
        """The lines of each code object."""
        return [self[code] for code in self._numbers]

    def items(self):
        """`(file, iterator over (line, figures or None))` for each function that has run."""
        for filename, code in self._functions:
            figures = self[code]
            if figures:
                rows = source_lines(filename, code, max(figures))
                lines = range(code.co_firstlineno, code.co_firstlineno + len(rows))
                yield filename, ((line, figures.get(line)) for line in lines)


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


def source_name(code):
    """The file that the code's source is in."""
    filename = code.co_filename
    return filename[:-1] if filename.endswith((".pyc", ".pyo")) else filename


def source_lines(filename, code, last_line):
    """The function's lines as they stand in the file, from its first on; as many as `last_line` needs where the block cannot be told."""
    import inspect

    rest = linecache.getlines(filename)[code.co_firstlineno - 1:]
    try:
        block = inspect.getblock(rest) if code.co_name != "<module>" else rest
    except Exception:  # a file that has changed since, and is no Python any more
        block = []
    needed = last_line - code.co_firstlineno + 1
    if len(block) < needed:
        block = rest[:needed]
    return block + ["\n"] * (needed - len(block))
