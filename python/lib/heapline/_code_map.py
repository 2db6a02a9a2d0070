"""The profiled functions and their lines."""

import linecache
import os
import sys
import types

from heapline._agent import agent
from heapline._backends import _get_memory, is_resident

if sys.version_info >= (3, 12):
    from heapline._monitoring import Watch
else:
    Watch = None

_MEBIBYTE = 2.0 ** 20


class CodeMap(dict):
    """The profiled functions and what is known of their lines.

    A dictionary from code object to `{line: (increment, memory, occurrences)}` in the order in which lines were met, memory in MiB. Code inside a function (inner functions,
    classes, comprehensions) has the function's own dictionary. The agent counts; a dictionary is brought up to date when it is asked for.
    """

    def __init__(self, include_children=False, backend=None):
        super().__init__()
        self.include_children = include_children
        self.backend = backend
        self.handle = agent.profile()
        # Whether nothing is printed of code whose source is missing.
        self.is_silent = False
        self._by_agent = is_resident(backend, include_children)
        self._numbers = {}
        self._functions = []
        self._traced = {}
        self._watch = None

    def add(self, code, toplevel_code=None):
        """Adds a function's code, and the code inside it."""
        if code in self._numbers:
            return
        if toplevel_code is None:
            filename = source_name(code)
            if not has_source(code):
                if self.is_silent:
                    return
                print("ERROR: Could not find file " + filename)
                if filename.startswith(("ipython-input", "<ipython-input")):
                    print("NOTE: %mprun can only be used on functions defined in physical files, and not in the IPython environment.")
                return
            number = agent.add_function(self.handle, code.co_firstlineno)
            self._functions.append((filename, code))
            super().__setitem__(code, {})
        else:
            number = self._numbers[toplevel_code]
            super().__setitem__(code, super().__getitem__(toplevel_code))
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

    def trace(self, code, lineno, prev_lineno):
        """Reads memory and counts it for a line that has ended, `prev_lineno` being the one that ended before it: its increment is what has come since the last reading
        there, or all there is where that line was not met."""
        memory = _get_memory(-1, self.backend or "psutil", include_children=self.include_children, filename=code.co_filename)
        now = round((memory or 0) * _MEBIBYTE)
        # What this method read last at each line of the function.
        read = self._traced.setdefault(self._numbers[code], {})
        agent.count(self.handle, self._numbers[code], lineno, now, now - read.get(prev_lineno, 0))
        read[lineno] = now

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

    def _up_to_date(self, code):
        lines = super().__getitem__(code)
        for line, increment, highest, occurrences in agent.figures(self.handle, self._numbers[code]):
            lines[line] = increment / _MEBIBYTE, highest / _MEBIBYTE, occurrences
        return lines

    def _all_up_to_date(self):
        for _, code in self._functions:
            self._up_to_date(code)

    # By overriding it, `dict(...)` asks for each item, and does not take them from inside.
    def __iter__(self):
        return super().__iter__()

    def __getitem__(self, code):
        return self._up_to_date(code)

    def __eq__(self, other):
        self._all_up_to_date()
        return super().__eq__(other)

    def __repr__(self):
        self._all_up_to_date()
        return super().__repr__()

    def get(self, code, default=None):
        """The lines of a code object; `default` where it is not profiled."""
        return self._up_to_date(code) if code in self else default

    def copy(self):
        """A dictionary with the same lines."""
        return dict(self)

    def values(self):
        """The lines of each code object."""
        self._all_up_to_date()
        return super().values()

    def items(self):
        """`(file, iterator over (line, figures or None))` for each function that has run."""
        for filename, code in self._functions:
            figures = self[code]
            if figures:
                rows = source_lines(filename, code, max(figures))
                lines = range(code.co_firstlineno, code.co_firstlineno + len(rows))
                yield filename, ((line, figures.get(line)) for line in lines)


def source_name(code):
    """The file that the code's source is in."""
    filename = code.co_filename
    return filename[:-1] if filename.endswith((".pyc", ".pyo")) else filename


def has_source(code):
    """Whether the code's source is in a file, or in a notebook."""
    filename = source_name(code)
    return os.path.exists(filename) or bool(linecache.getlines(filename))


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
