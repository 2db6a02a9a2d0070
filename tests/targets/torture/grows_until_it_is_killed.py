"""Takes a MiB a step and writes after every step what it holds, until somebody stops it.

usage: grows_until_it_is_killed.py LOG
"""
import ctypes
import os
import sys

OVERHEAD = sys.getsizeof(b"")
SIZE = 1 << 20
log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.write(log, b"%d %s\n" % (os.getpid(), os.environ.get("HEAPLINE_SESSION", "-").encode()))
held = []
while True:
    held.append(bytes(SIZE))  # block
    # Zeroed pages are only promised: written to, they are taken.
    ctypes.memset(id(held[-1]) + OVERHEAD - 1, 1, SIZE)
    count = len(held)
    os.write(log, b"%d %d %d %d\n" % (count, count * (SIZE + OVERHEAD), count, count * (SIZE + OVERHEAD)))
