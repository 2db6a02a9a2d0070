"""Makes and drops blocks, one a step, and writes after every step what it has made and holds; says "done" after the last. A file of its own takes the
processor time of each thousand steps.

usage: runs_to_its_end.py LOG SEED STEPS [ACTION STEP CAPTURE]

ACTION is what it does to its parent, mprof, or to the capture after a step: kill, stop (until the last step), limit (the size of its files), delete or truncate.
"""
import os
import random
import resource
import signal
import sys
import time

LOG, SEED, STEPS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
ACTION, AT, CAPTURE = (sys.argv[4], int(sys.argv[5]), sys.argv[6]) if len(sys.argv) > 4 else ("", 0, "")
OVERHEAD = sys.getsizeof(b"")


def act():
    if ACTION == "kill":
        os.kill(os.getppid(), signal.SIGKILL)
    elif ACTION == "stop":
        os.kill(os.getppid(), signal.SIGSTOP)
    elif ACTION == "limit":
        resource.prlimit(os.getppid(), resource.RLIMIT_FSIZE, (4096, 4096))
    elif ACTION == "delete":
        os.unlink(CAPTURE)
    elif ACTION == "truncate":
        os.truncate(CAPTURE, 0)


log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.write(log, b"%d %s\n" % (os.getpid(), os.environ.get("HEAPLINE_SESSION", "-").encode()))
clock = open(LOG + ".clock", "w")
chance = random.Random(SEED)
held = [None] * 400
made_blocks = made_bytes = held_blocks = held_bytes = 0
before = time.process_time_ns()
for step in range(1, STEPS + 1):
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
    if step == AT:
        act()
    if step % 1000 == 0:
        now = time.process_time_ns()
        print(time.monotonic_ns(), now - before, file=clock)
        before = now
clock.close()
print("done", step)
if ACTION == "stop":
    os.kill(os.getppid(), signal.SIGCONT)
