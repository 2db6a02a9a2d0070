"""What a program can see of how it was started, less what differs from one run to the next."""
import os
import signal
import sys
import threading
import warnings

print("argv", sys.argv, "orig", getattr(sys, "orig_argv", [])[1:])
print("main", __name__, __file__, __doc__[:4], __spec__, sys.modules["__main__"].__dict__ is globals())
print("globals", sorted(globals()))
print("path", sys.path[0], len(sys.path) == len(set(sys.path)))
print("tracing", sys.gettrace(), sys.getprofile(), threading.current_thread() is threading.main_thread())
print("threads", threading.active_count(), len(os.listdir("/proc/self/task")))
print("flags", sys.flags, sys.warnoptions, len(warnings.filters), sys.excepthook is sys.__excepthook__)
print("signals", [str(signal.getsignal(number)) for number in range(1, 32)])
print("descriptors", sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1])
print("recursion", sys.getrecursionlimit(), sys.getswitchinterval(), sys.displayhook is sys.__displayhook__)
with open("/proc/self/status") as status:
    print([line.split() for line in status if line.startswith(("SigIgn", "SigBlk", "SigCgt", "Threads"))])
