"""Readings at an interval, of a process that runs on meanwhile.

The sampler is a Python process of its own, started by program and file and not through `multiprocessing`: it needs no start method, runs nothing of the program again,
holds none of its memory, and waits for no GIL. It talks as `multiprocessing.Connection` does: 4 bytes of length, big endian, then a pickle.
"""

import os
import pickle
import select
import struct
import subprocess
import sys

# The package is made by hand: its own __init__ would load the agent.
_START = """
import sys, types
package = sys.modules["heapline"] = types.ModuleType("heapline")
package.__path__ = [sys.argv[1]]
from heapline._sampler import main
main(sys.argv[2])
"""


def command(settings):
    """The command line of a sampler."""
    return [sys.executable, "-I", "-S", "-c", _START, os.path.dirname(os.path.abspath(__file__)), repr(settings)]


def main(text):
    """The sampler process."""
    import ast
    import signal

    from heapline import _processes

    # Ctrl-C is for the program.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _processes.rename_to_sampler()
    settings = ast.literal_eval(text)
    try:
        sample(**settings)
    except (OSError, EOFError):
        # The program has gone, or nobody listens any more.
        pass


def sample(descriptor, pid, interval, backend, timestamps, include_children, max_usage, taken):
    """Says it is ready; reads every `interval` seconds until told to stop, and once more; sends the readings and how many there were.

    `taken` are the readings from before, or the one that is highest so far with `max_usage`.
    """
    from heapline._backends import _get_memory

    _send(descriptor, 0)
    count, stop = 1, False
    while True:
        reading = _get_memory(pid, backend, timestamps=timestamps, include_children=include_children)
        if not max_usage:
            taken.append(reading)
        else:
            taken[0] = max(reading, taken[0])
        count += 1
        if stop:
            break
        stop = bool(select.select([descriptor], [], [], interval)[0])
    _send(descriptor, taken)
    _send(descriptor, count)


def _send(descriptor, value):
    body = pickle.dumps(value, 4)
    left = struct.pack("!i", len(body)) + body if len(body) < 2 ** 31 else struct.pack("!iQ", -1, len(body)) + body
    while left:
        left = left[os.write(descriptor, left):]


class MemTimer:
    """Takes readings of a process at an interval, from `start` until something is sent to the other end of its pipe.

    It sends three things: a 0 when it is ready, then at the end the list of its readings (the first is from when this was made), and how many there were.
    """

    def __init__(self, monitor_pid, interval, pipe, backend, max_usage=False, *args, **kw):
        from heapline._backends import _get_memory

        self.monitor_pid = monitor_pid
        self.interval = interval
        self.pipe = pipe
        self.cont = True
        self.backend = backend
        self.max_usage = max_usage
        self.n_measurements = 1
        self.timestamps = kw.pop("timestamps", False)
        self.include_children = kw.pop("include_children", False)
        self.mem_usage = [_get_memory(monitor_pid, backend, timestamps=self.timestamps, include_children=self.include_children)]
        self._process = self._thread = None

    def start(self):
        """Starts the sampler: a process, or a thread where only this process can tell (tracemalloc), or no Python program is known to start."""
        if self.backend != "tracemalloc" and sys.executable:
            from heapline import _processes

            with _processes.named_as_sampler():
                self._process = subprocess.Popen(
                    command(self._settings()), pass_fds=[self.pipe.fileno()],
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        else:
            import threading

            self._thread = threading.Thread(target=self.run, name="heapline sampler", daemon=True)
            self._thread.start()

    def run(self):
        """Samples in the calling thread."""
        try:
            sample(**self._settings())
        except OSError:
            # Nobody listens any more.
            pass

    def join(self, timeout=None):
        """Waits for the sampler to end, for so many seconds at most."""
        if self._process is not None:
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                pass
        elif self._thread is not None:
            self._thread.join(timeout)

    def is_alive(self):
        """Whether the sampler runs."""
        if self._process is not None:
            return self._process.poll() is None
        return self._thread is not None and self._thread.is_alive()

    def terminate(self):
        """Ends the sampler at once, if it is a process; a thread ends when the other end of its pipe is closed."""
        if self._process is not None:
            self._process.kill()
        self.join(5)

    def _settings(self):
        return {
            "descriptor": self.pipe.fileno(), "pid": self.monitor_pid, "interval": self.interval, "backend": self.backend, "timestamps": self.timestamps,
            "include_children": self.include_children, "max_usage": self.max_usage, "taken": list(self.mem_usage)}
