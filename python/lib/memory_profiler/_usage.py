"""`memory_usage`: the memory of a process, or of this one while it calls a function."""

import contextlib
import os
import subprocess
import time
import tracemalloc
from multiprocessing import Pipe

from heapline import _processes
from heapline._backends import _TWO_20, _get_child_memory, _get_memory, choose_backend, is_resident
from heapline._sampler import MemTimer
from heapline._timeout import TimeIsUp, time_limit

# A function is called again, ten times as often sampled, until there are more readings than this.
_FEWEST_READINGS = 4
_FLUSH_AFTER = 50


def memory_usage(proc=-1, interval=.1, timeout=None, timestamps=False, include_children=False, multiprocess=False, max_usage=False, retval=False, stream=None,
                 backend=None, max_iterations=None):
    """Memory of a process or of a call, in MiB, read every `interval` seconds.

    proc: a pid (-1: this process), as a number or as text; a `subprocess.Popen`, until it ends; or a function, alone or as `(function[, args[, kwargs]])`.
        A function is called again with a tenth of the interval until there are more than 4 readings, `max_iterations` times at most.
    timeout: seconds after which to return. A function that still runs then is ended by an exception, and its value is None.
    timestamps: readings are `(MiB, seconds since 1970)`.
    include_children: memory of child processes is added.
    multiprocess: each reading is `[of the process, of a child, ...]`; for processes, not for functions.
    max_usage: only the highest reading is given.
    retval: `(readings, what the function has returned)`.
    stream: a file that gets the readings as lines `MEM MiB seconds` (`CHLD pid MiB seconds` for children with `multiprocess`); None is returned.
    backend: `psutil` (resident memory, the default), `psutil_pss`, `psutil_uss`, `posix`, `tracemalloc`.
    """
    backend = choose_backend(backend)
    timestamps = timestamps or stream is not None
    if isinstance(proc, str):
        if not proc.strip().isdigit():
            raise TypeError(f"proc must be a pid, a subprocess.Popen or a function with its arguments, not the text {proc!r}")
        proc = int(proc)
    if callable(proc):
        proc = (proc,)
    if isinstance(proc, (list, tuple)):
        with _traced(backend):
            readings, returned = _of_call(_Call(*_call_parts(proc)), interval, timeout, timestamps, include_children, max_usage, backend, max_iterations)
        if stream is not None:
            for reading in [readings] if max_usage else readings:
                stream.write("MEM {0:.6f} {1:.4f}\n".format(*reading))
            return None
        return (readings, returned) if retval else readings
    popen = proc if isinstance(proc, subprocess.Popen) else None
    if popen is None and not isinstance(proc, int):
        raise TypeError(f"proc must be a pid, a subprocess.Popen or a function with its arguments, not {type(proc).__name__}")
    most = int(round(timeout / interval)) if timeout is not None else 1 if popen is None else float("inf")
    highest_alone = max_usage and stream is None
    reader = _Reader(
        proc if popen is None else popen.pid, backend, timestamps and not highest_alone, include_children, multiprocess and not highest_alone, stream)
    readings = _of_process(reader, interval, most, popen)
    if stream is not None:
        return None
    return max(readings, default=-1) if max_usage else readings


class _Reader:
    """Takes one reading after the other of a process, and keeps them or writes them."""

    def __init__(self, pid, backend, timestamps, include_children, multiprocess, stream):
        self.pid, self.stream = pid, stream
        self._backend, self._timestamps, self._include_children, self._multiprocess = backend, timestamps, include_children, multiprocess

    def read(self):
        """A reading; None when it was written. Raises ProcessLookupError when the process has gone."""
        reading = _get_memory(self.pid, self._backend, timestamps=self._timestamps, include_children=self._include_children)
        if self.stream is None:
            if self._multiprocess:
                return [reading] + [memory for _, memory in self._children()]
            return reading
        if reading is not None:
            self.stream.write("MEM {0:.6f} {1:.4f}\n".format(*reading))
            if self._multiprocess:
                for child, memory in self._children():
                    self.stream.write("CHLD {0} {1:.6f} {2:.4f}\n".format(child, memory, time.time()))
        return None

    def _children(self):
        return _get_child_memory(self.pid, memory_metric={"psutil_pss": "pss", "psutil_uss": "uss"}.get(self._backend, 0))


def _of_process(reader, interval, most, popen):
    readings, count = [], 0
    while count < most:
        count += 1
        try:
            reading = reader.read()
        except ProcessLookupError:
            if popen is None and count == 1:
                raise
            break
        if reader.stream is None:
            readings.append(reading)
        time.sleep(interval)
        if reader.stream is not None and count % _FLUSH_AFTER == 0:
            reader.stream.flush()
        if popen is not None and popen.poll() is not None:
            break
    return readings


class _Call:
    """A function and what it is called with."""

    def __init__(self, function, args=(), kwargs=None):
        self._function, self._args, self._kwargs = function, args, kwargs or {}

    def __call__(self):
        return self._function(*self._args, **self._kwargs)


def _call_parts(parts):
    if not 1 <= len(parts) <= 3:
        raise ValueError(f"a call is given as (function[, args[, kwargs]]), not as {len(parts)} values")
    return parts


def _of_call(call, interval, timeout, timestamps, include_children, max_usage, backend, max_iterations):
    """Readings during the last call, and what it returned."""
    ends = None if timeout is None else time.monotonic() + timeout
    iteration = 0
    while True:
        iteration += 1
        readings, count, returned, in_time = _sampled(
            call, None if ends is None else ends - time.monotonic(), interval, timestamps, include_children, max_usage, backend)
        over = ends is not None and (not in_time or time.monotonic() >= ends)
        if count > _FEWEST_READINGS or iteration == max_iterations or interval < 1e-6 or over:
            return readings[0] if max_usage else readings, returned
        interval /= 10.


def _peak(backend, include_children):
    """Highest resident memory of this process so far, in MiB, where that is what is measured; else 0."""
    return _processes.highest_resident("self") / _TWO_20 if is_resident(backend, include_children) else 0


def _sampled(call, seconds, interval, timestamps, include_children, max_usage, backend):
    theirs, ours = Pipe()
    with contextlib.closing(theirs), contextlib.closing(ours):
        timer = MemTimer(os.getpid(), interval, theirs, backend, max_usage, timestamps=timestamps, include_children=include_children)
        timer.start()
        peak_before = _peak(backend, include_children)
        try:
            ours.recv()
            returned, in_time = None, True
            try:
                with time_limit(seconds):
                    returned = call()
            except TimeIsUp:
                in_time = False
            ours.send(0)
            readings, count = ours.recv(), ours.recv()
        except BaseException:
            # The sampler alone is ended: children of the program are the program's.
            ours.close()
            timer.terminate()
            raise
        timer.join(5)
        peak = _peak(backend, include_children)
        if max_usage and peak > peak_before:
            # It was reached meanwhile, between two readings: the kernel knows it exactly.
            readings = [max(readings[0], (peak, time.time()) if timestamps else peak)]
        return readings, count, returned, in_time


@contextlib.contextmanager
def _traced(backend):
    """With tracemalloc, it traces meanwhile."""
    if backend != "tracemalloc" or tracemalloc.is_tracing():
        yield
        return
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
