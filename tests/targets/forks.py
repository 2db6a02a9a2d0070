"""A fork whose child takes a block of its own; with -W error any warning at the fork ends the program."""
import os


def in_child():
    kept = bytes(5_000_000)  # child
    os._exit(len(kept) % 256)


pid = os.fork()
if pid == 0:
    in_child()
print(os.waitpid(pid, 0)[1] >> 8, os.listdir("/proc/self/task") == [str(os.getpid())])
