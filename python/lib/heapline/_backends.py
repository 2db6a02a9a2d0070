"""The backends by the names that memory_profiler gives them, and readings through them, in MiB."""

import os
import sys
import time

from heapline import _processes

_TWO_20 = float(2 ** 20)

# The module itself is imported by those who measure with it.
has_tracemalloc = "_tracemalloc" in sys.builtin_module_names

# psutil's name means resident memory, as the original reads it through psutil, and posix's too, as the original reads it from ps. Neither is needed.
_READERS = {
    "psutil": _processes.resident,
    "psutil_pss": _processes.proportional,
    "psutil_uss": _processes.unique,
    "posix": _processes.resident,
}


def choose_backend(new_backend=None):
    """The backend by that name, `psutil` for None; KeyError for an unknown one."""
    if new_backend is None:
        return "psutil"
    if new_backend not in _READERS and new_backend != "tracemalloc":
        raise KeyError(new_backend)
    if new_backend == "tracemalloc" and not has_tracemalloc:
        import warnings

        warnings.warn("tracemalloc can not be used, psutil used instead", stacklevel=2)
        return "psutil"
    return new_backend


def _get_memory(pid, backend, timestamps=False, include_children=False, filename=None):
    """Memory of a process (-1: this one) in MiB; with `timestamps`, and the time: seconds since 1970. None where the kernel does not allow the reading.

    `tracemalloc` gives what Python code in the file named has allocated, or all Python code where no file is named, in this process alone.
    """
    if pid == -1:
        pid = os.getpid()
    if backend == "tracemalloc":
        if pid != os.getpid():
            raise RuntimeError("backend 'tracemalloc' measures the process that asks, and no other")
        memory = _traced(filename) / _TWO_20
    else:
        read = _READERS[backend]
        try:
            memory = read(pid) / _TWO_20
        except PermissionError:
            return None
        if include_children:
            memory += sum(size for _, size in _of_children(pid, read))
    return (memory, time.time()) if timestamps else memory


def _get_child_memory(process, meminfo_attr=None, memory_metric=0):
    """Yields (pid, MiB) of each child, and each child's children. `process` is a pid or has one; `memory_metric` is `"pss"`, `"uss"`, or else resident memory."""
    pid = process if isinstance(process, int) else process.pid
    read = {"pss": _processes.proportional, "uss": _processes.unique}.get(memory_metric, _processes.resident)
    yield from _of_children(os.getpid() if pid == -1 else pid, read)


def _of_children(pid, read):
    for child in _processes.children(pid):
        try:
            yield child, read(child) / _TWO_20
        except (ProcessLookupError, PermissionError):
            continue


def _traced(filename):
    import tracemalloc

    if not tracemalloc.is_tracing():
        return 0
    if filename is None or filename == "<unknown>":
        return tracemalloc.get_traced_memory()[0]
    if filename.endswith((".pyc", ".pyo")):
        filename = filename[:-1]
    snapshot = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, filename)])
    return sum(trace.size for trace in snapshot.traces)


def is_resident(backend, include_children):
    """Whether this is the process's own resident memory: what the agent reads by itself at each line."""
    return backend in (None, "psutil", "posix") and not include_children
