"""Threads that come to be called otherwise than at their start: by themselves, by the kernel's name, by another thread."""
import ctypes
import os
import threading
import time

PR_SET_NAME = 15
kept = []


def ask():
    kept.append([bytes(900) for _ in range(20)])


def renames_itself():
    ask()
    threading.current_thread().name = "the-loader"
    ask()


def renames_for_the_kernel():
    ask()
    ctypes.CDLL(None).prctl(PR_SET_NAME, b"kernel-side", 0, 0, 0)
    ask()


def waits():
    ask()
    met.wait()
    for_ever.wait()


met, for_ever = threading.Barrier(2), threading.Event()
for work in renames_itself, renames_for_the_kernel, ask:
    thread = threading.Thread(target=work, name="was-" + work.__name__)
    thread.start()
    thread.join()
    # join() returns before the kernel's thread has ended.
    while os.path.exists("/proc/self/task/%d" % thread.native_id):
        time.sleep(0.001)
daemon = threading.Thread(target=waits, name="was-waiting", daemon=True)
daemon.start()
met.wait()
daemon.name = "the-daemon"
threading.main_thread().name = "the-boss"
ask()
