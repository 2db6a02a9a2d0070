"""`TimeStamper`: when functions and blocks begin and end, and the memory there."""

import contextlib
import inspect
import os
import sys
import threading

from heapline._backends import _get_memory
from heapline._lines import code_of
from heapline._wrap import wrap


class TimeStamper:
    """A decorator that notes time and memory at the begin and end of each call: for coroutines and generators, from their first step to their end."""

    def __init__(self, backend, include_children=False):
        self.functions = {}
        self.backend = backend
        self.include_children = include_children
        self.stack = {}
        self._local = threading.local()

    @property
    def current_stack_level(self):
        """Level of the innermost call on this thread, from 0; -1 outside all calls."""
        return getattr(self._local, "level", -1)

    @current_stack_level.setter
    def current_stack_level(self, level):
        self._local.level = level

    def __call__(self, func=None, precision=None, stream=None, backend=None):
        if func is None:
            return lambda function: self(function, precision=precision)
        if not callable(func) and not isinstance(func, (staticmethod, classmethod, property)):
            raise ValueError("Value must be callable")
        return wrap(func, self._added, self._begin, self._end)

    def timestamp(self, name="<block>"):
        """A context manager that notes begin and end of a block under a name."""
        return self._block(name)

    def add_function(self, func):
        """Makes a place for a function's calls."""
        if func not in self.functions:
            self.functions[func] = []
            self.stack[func] = []

    def wrap_function(self, func):
        """The function, its calls noted."""
        return wrap(func, self._added, self._begin, self._end)

    def show_results(self, stream=None):
        """Writes a line `FUNC module.name MiB time MiB time level` for each call that has ended."""
        if stream is None:
            stream = sys.stdout
        for func, calls in self.functions.items():
            name = f"{func.__module__}.{func.__name__}"
            for marks, level in zip(calls, self.stack[func]):
                if len(marks) == 2:
                    stream.write("FUNC %s %.4f %.4f %.4f %.4f %d\n" % ((name,) + marks[0] + marks[1] + (level,)))

    def _added(self, func):
        code = code_of(func)
        if code is not None:
            self.add_function(func)
        return code

    def _begin(self, func):
        return _StampedCall(self, func)

    @staticmethod
    def _end(call):
        call.end()

    @contextlib.contextmanager
    def _block(self, name):
        def block():
            pass

        block.__module__, block.__name__ = "", name
        self.add_function(block)
        call = _StampedCall(self, block)
        try:
            yield self
        finally:
            call.end()

    def reading(self, func):
        """(MiB, seconds since 1970)"""
        try:
            filename = inspect.getsourcefile(func)
        except TypeError:
            filename = "<unknown>"
        return _get_memory(os.getpid(), self.backend, timestamps=True, include_children=self.include_children, filename=filename)


class _StampedCall:
    """One call. It has no lines to be switched on and off for."""

    def __init__(self, stamper, func):
        self._stamper, self._func, self._marks = stamper, func, []
        stamper.current_stack_level += 1
        stamper.stack[func].append(stamper.current_stack_level)
        stamper.functions[func].append(self._marks)
        self._marks.append(stamper.reading(func))

    def on(self):
        pass

    off = on

    def end(self):
        self._marks.append(self._stamper.reading(self._func))
        # A coroutine may end on another thread than it began on.
        self._stamper.current_stack_level = max(-1, self._stamper.current_stack_level - 1)
