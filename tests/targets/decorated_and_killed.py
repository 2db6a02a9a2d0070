"""Killed in the midst of a decorated function, after mprof has followed it for some ticks of its clock, and after one that has ended."""
import os
import signal
import time

import heapline


@profile
def ended():
    return [bytes(1000) for _ in range(5)]


@profile
def running():
    kept = ended()
    for _ in range(4):
        until = time.monotonic() + 0.03
        while time.monotonic() < until:
            pass
        heapline.current()
    kept.append(bytes(1000))
    os.kill(os.getpid(), signal.SIGKILL)


running()
