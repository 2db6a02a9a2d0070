"""Somebody sends SIGINT to mprof alone: what it was meant for is the program."""
import os
import signal
import time

try:
    os.kill(os.getppid(), signal.SIGINT)
    time.sleep(30)
    print("not interrupted")
except KeyboardInterrupt:
    print("interrupted")
