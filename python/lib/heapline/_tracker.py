"""Tracker: a program that records itself."""

import atexit
import os
import sys
import threading
from typing import Any, Optional

_lock = threading.Lock()
_active = None  # type: Optional[Tracker]


class Tracker:
    """Records every allocation and free of this process into a capture, from `start()` to `stop()`, or over a `with` block.

        with heapline.Tracker("out.mprofile"):
            work()

    A collector process beside this one writes the file; this process needs no more than `mprof run` would. A process has one recording at a time: a second one, or
    one under `mprof run`, is refused with a RuntimeError. Processes that are forked meanwhile are recorded, too; programs that are started anew are not.
    When the process ends without `stop()`, the capture ends with it and is whole. `interval` is the time in seconds between two readings of resident memory.
    """

    def __init__(self, path: "os.PathLike[str]", interval: float = 0.01) -> None:
        self.path = os.path.abspath(os.fspath(path))
        self.interval = float(interval)
        if not 0.001 <= self.interval <= 3600:
            raise ValueError(f"interval takes seconds from 0.001 to 3600, not {interval}")
        self._process = None  # type: Any
        self._owner = 0

    @property
    def is_recording(self) -> bool:
        """Whether it records now, in this process."""
        return self._process is not None and self._owner == os.getpid()

    def start(self) -> "Tracker":
        """Begins to record; a capture that is at `path` already is kept, renamed with its start time. RuntimeError when that cannot be, and says why."""
        global _active
        with _lock:
            from heapline._agent import agent

            if agent.recording():
                raise RuntimeError("this process is being recorded already" + ("" if _active else ", by mprof run"))
            process, folder = self._start_collector()
            reason = agent.track(os.fsencode(folder))
            if reason is not None:
                self._end_collector(process)
                os.unlink(self.path)
                raise RuntimeError(f"this process cannot be recorded: {reason}")
            self._process, self._owner = process, os.getpid()
            _active = self
        atexit.register(self._stop_at_exit)
        return self

    def stop(self) -> None:
        """Ends the recording and waits until the capture is written. Nothing when it does not record. RuntimeError when the capture is not whole, and says why."""
        global _active
        with _lock:
            if not self.is_recording:
                return
            from heapline._agent import agent

            process, self._process = self._process, None
            _active = None
            agent.stop()
        atexit.unregister(self._stop_at_exit)
        problem = self._end_collector(process)
        if problem:
            raise RuntimeError(f"{self.path} is not whole: {problem}")

    def __enter__(self) -> "Tracker":
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _start_collector(self) -> "tuple[Any, str]":
        import subprocess

        from heapline import _home

        program = _home.program()
        if not os.path.exists(program):
            raise RuntimeError(f"Heapline's program is missing: there is no {program}")
        environment = {name: value for name, value in os.environ.items() if name not in ("HEAPLINE_SESSION", "PYTHONPATH")}
        process = subprocess.Popen(
            [program, "track", "--interval", repr(self.interval), "-o", self.path, str(os.getpid())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, universal_newlines=True,
            # Ctrl+C at the terminal is for the program, which then stops the collector in order.
            start_new_session=True)
        answer = process.stdout.readline().strip()  # type: ignore[union-attr]
        if answer.startswith("session "):
            return process, answer[len("session "):]
        self._end_collector(process)
        raise RuntimeError(answer[len("error "):] if answer.startswith("error ") else f"{program} did not start")

    @staticmethod
    def _end_collector(process: Any) -> Optional[str]:
        try:
            answer = process.communicate("stop\n")[0].strip()
        except OSError as error:
            process.wait()
            return str(error)
        if answer == "done" or not answer:
            return None if process.returncode == 0 else f"the collector ended with exit code {process.returncode}"
        return str(answer[len("error "):] if answer.startswith("error ") else answer)

    def _stop_at_exit(self) -> None:
        try:
            self.stop()
        except RuntimeError as error:
            if sys.stderr is not None:
                sys.stderr.write(f"heapline: {error}\n")
