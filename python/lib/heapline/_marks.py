"""Calls of decorated functions under `mprof run --time`: no agent follows the program, so it notes itself when they begin and end, and nothing of their lines."""

import atexit
import contextlib
import os
import time

from heapline import _processes
from heapline._backends import choose_backend
from heapline._lines import code_of
from heapline._shared import MARKS
from memory_profiler._timestamps import TimeStamper


class Marks(TimeStamper):
    """The builtin `profile` of such a program. What it does with lines, it does without counting them."""

    def __init__(self, path):
        super().__init__("psutil")
        self._path, self._process = path, os.getpid()
        self.enable_count = 0
        atexit.register(self._write)

    def __call__(self, func=None, stream=None, precision=None, backend="psutil", include_children=False):
        if func is None:
            return lambda function: self(function, stream=stream, precision=precision, backend=backend, include_children=include_children)
        if stream is not None:
            # It is the program's own business what becomes of that report.
            from heapline._decorator import profile

            return profile(func, stream=stream, precision=1 if precision is None else precision, backend=backend, include_children=include_children)
        choose_backend(backend)
        return super().__call__(func)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def enable_by_count(self):
        """There is nothing to switch on."""
        self.enable_count += 1

    def disable_by_count(self):
        """Takes back one `enable_by_count`."""
        self.enable_count = max(0, self.enable_count - 1)

    enable, disable = enable_by_count, disable_by_count

    def reading(self, func):
        """(bytes, nanoseconds of CLOCK_MONOTONIC)"""
        return _processes.resident("self"), time.monotonic_ns()

    def _write(self):
        # A forked child has its parent's marks, and the parent writes them. One whose run is over has nobody to write for.
        if os.getpid() != self._process or not self.functions:
            return
        with contextlib.suppress(OSError), open(self._path, "a", encoding="utf-8", errors="replace") as file:
            for func, calls in self.functions.items():
                code = code_of(func)
                if code is None:
                    continue
                function = [func.__module__ or "", func.__name__, code.co_firstlineno, code.co_filename]
                for marks, level in zip(calls, self.stack[func]):
                    if len(marks) == 2:
                        (bytes_before, begin), (bytes_after, end) = marks
                        file.write("\t".join(_field(value) for value in [begin, bytes_before, end, bytes_after, level] + function) + "\n")


def _field(value):
    return "".join(letter if letter >= " " else " " for letter in str(value))


_marks = None


def marks():
    """The one of this program; made at its first use."""
    global _marks
    if _marks is None:
        _marks = Marks(os.environ[MARKS])
    return _marks
