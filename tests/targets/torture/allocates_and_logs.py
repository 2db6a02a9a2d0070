"""Makes and drops blocks, one a step, and writes after every step what it has made and holds, until it ends in the way and at the instant it is told.

usage: allocates_and_logs.py LOG SEED ENDING MICROSECONDS NATIVE_LIBRARY
"""
import ctypes
import os
import random
import resource
import sys
import threading
import time

LOG, SEED, ENDING, MICROSECONDS, LIBRARY = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5]
OVERHEAD = sys.getsizeof(b"")  # bytes(n) asks the allocator for n bytes more than that
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
main_thread = threading.get_ident()


def end_from_python():
    time.sleep(MICROSECONDS / 1e6)
    if ENDING == "exit":
        os._exit(7)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(main_thread), ctypes.py_object(RuntimeError))


log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.write(log, b"%d %s\n" % (os.getpid(), os.environ.get("HEAPLINE_SESSION", "-").encode()))
chance = random.Random(SEED)
held = [None] * 400
made_blocks = made_bytes = held_blocks = held_bytes = 0
native = ctypes.CDLL(LIBRARY)
if ENDING in ("exit", "exception"):
    threading.Thread(target=end_from_python, daemon=True).start()
elif native.end_in(ENDING.encode(), MICROSECONDS) != 0:
    sys.exit("there is no ending " + ENDING)
while True:
    slot = chance.randrange(400)
    if held[slot] is None:
        size = chance.randrange(2, 3000)
        held[slot] = bytes(size)  # block
        made_blocks += 1
        made_bytes += size + OVERHEAD
        held_blocks += 1
        held_bytes += size + OVERHEAD
    else:
        size = len(held[slot])
        held[slot] = None
        held_blocks -= 1
        held_bytes -= size + OVERHEAD
    os.write(log, b"%d %d %d %d\n" % (made_blocks, made_bytes, held_blocks, held_bytes))
