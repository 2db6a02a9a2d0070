"""Its own handler, the default KeyboardInterrupt, and an alarm that interrupts a sleep."""
import os
import signal
import time

signal.signal(signal.SIGUSR1, lambda number, frame: print("handler", number))
signal.signal(signal.SIGALRM, lambda number, frame: print("alarm", number))
os.kill(os.getpid(), signal.SIGUSR1)
try:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)
except KeyboardInterrupt:
    print("interrupted")
signal.setitimer(signal.ITIMER_REAL, 0.01)
signal.pause()
