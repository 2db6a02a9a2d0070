"""Ends what runs for too long."""

import contextlib
import ctypes
import signal
import threading
import time


class TimeIsUp(BaseException):
    """Raised inside what has run for too long. No Exception, so that programs do not handle it with theirs."""


@contextlib.contextmanager
def time_limit(seconds):
    """Raises TimeIsUp inside the block once so many seconds have gone; None: never.

    On the main thread by the alarm signal, which wakes waiting calls, too; on any other when it comes back to Python code.
    """
    if seconds is None:
        yield
    elif threading.current_thread() is threading.main_thread():
        with _alarm(max(seconds, 1e-3)):
            yield
    else:
        with _raised_from_outside(max(seconds, 0)):
            yield


@contextlib.contextmanager
def _alarm(seconds):
    def ring(number, frame):
        raise TimeIsUp

    earlier = signal.signal(signal.SIGALRM, ring)
    began = time.monotonic()
    remaining, again = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, earlier if earlier is not None else signal.SIG_DFL)
        if remaining:
            signal.setitimer(signal.ITIMER_REAL, max(1e-3, remaining - (time.monotonic() - began)), again)


@contextlib.contextmanager
def _raised_from_outside(seconds):
    thread = ctypes.c_ulong(threading.get_ident())
    set_exception = ctypes.pythonapi.PyThreadState_SetAsyncExc
    lock, ended, sent, met = threading.Lock(), [], [], []

    def ring():
        with lock:
            if not ended:
                sent.append(True)
                set_exception(thread, ctypes.py_object(TimeIsUp))

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    except TimeIsUp:
        met.append(True)
        raise
    finally:
        with lock:
            ended.append(True)
        timer.cancel()
        if sent and not met:
            # Met here, as it cannot be called back: CPython 3.11 would go on looking for it for ever.
            try:
                while True:
                    time.sleep(1e-3)
            except TimeIsUp:
                pass
