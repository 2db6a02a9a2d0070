"""The one profiler of a program under `mprof run`, which the imported decorator and the builtin share, and its report when the program ends."""

import atexit
import contextlib
import os
import sys

from heapline._agent import agent
from heapline._backends import choose_backend, is_resident
from heapline._lines import LineProfiler
from heapline._wrap import wrap

# Names the file for marks under `mprof run --time`.
MARKS = "HEAPLINE_MARKS"

# What `python -m memory_profiler` prints with, where the builtin comes from.
_BUILTIN_PRECISION = 3


class SharedProfiler(LineProfiler):
    """The builtin `profile`: a decorator, with or without arguments, and a line profiler."""

    def __init__(self):
        super().__init__()
        self._precisions = {}
        self._process = os.getpid()
        agent.capture_lines(self.handle)
        atexit.register(self._report)

    def __call__(self, func=None, stream=None, precision=None, backend="psutil", include_children=False):
        if func is None:
            return lambda function: self(function, stream=stream, precision=precision, backend=backend, include_children=include_children)
        if stream is not None or not is_resident(choose_backend(backend), include_children):
            from heapline._decorator import profile

            return profile(
                func, stream=stream, precision=_BUILTIN_PRECISION if precision is None else precision, backend=backend, include_children=include_children)
        return self.decorate(func, _BUILTIN_PRECISION if precision is None else precision)

    def decorate(self, func, precision):
        """Wraps the function, to be reported with so many decimals."""
        def add(function):
            code = self.add_function(function)
            self._precisions.setdefault(code, precision)
            return code

        return wrap(func, add, lambda _: self, lambda _: None)

    @contextlib.contextmanager
    def timestamp(self, name="<block>"):
        """Marks a block in the recording under a name, as a function's call is marked."""
        caller = sys._getframe(2).f_code
        names = {"co_name": name, "co_qualname": name} if sys.version_info >= (3, 11) else {"co_name": name}
        code = caller.replace(**names)
        level = agent.enter(code, "")
        try:
            yield self
        finally:
            agent.leave(code, level)

    def _report(self):
        # A forked child has its parent's figures, and the parent reports them.
        if os.getpid() != self._process:
            return
        text = "".join(self.code_map.reports(lambda code: self._precisions.get(code, _BUILTIN_PRECISION)))
        if text:
            write_out(text)


def write_out(text):
    """Writes to the program's standard output as it is now; to descriptor 1 if the program has closed or removed it."""
    stream = sys.stdout
    try:
        stream.flush()
    except BrokenPipeError:
        return
    except Exception:
        pass
    try:
        try:
            stream.write(text)
        except UnicodeEncodeError:
            stream.write(text.encode(stream.encoding, "backslashreplace").decode(stream.encoding))
        stream.flush()
    except BrokenPipeError:
        # Nobody reads any more. What is left in the buffer would make Python's own last flush fail, and with it the exit code.
        with contextlib.suppress(Exception):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
    except Exception:
        left = text.encode("utf-8", "backslashreplace")
        with contextlib.suppress(OSError):
            while left:
                left = left[os.write(1, left):]


_profiler = None


def shared():
    """The profiler; made at its first use."""
    global _profiler
    if _profiler is None:
        _profiler = SharedProfiler()
    return _profiler


def builtin():
    """What the builtin `profile` stands for: under `mprof run --time`, which looks at no lines, what marks calls alone."""
    if not is_marked():
        return shared()
    from heapline import _marks

    return _marks.marks()


def is_marked():
    """Whether this program runs under `mprof run --time`, which waits for the marks of its calls."""
    path = os.environ.get(MARKS)
    return path is not None and not agent.attached() and os.path.isdir(os.path.dirname(path))
