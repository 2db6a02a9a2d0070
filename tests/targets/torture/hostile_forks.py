"""Forks in every way while other threads are inside allocations, then says "done".

usage: hostile_forks.py ROUNDS SEED NATIVE_LIBRARY
"""
import ctypes
import os
import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

ROUNDS, SEED, LIBRARY = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
native = ctypes.CDLL(LIBRARY)
chance = random.Random(SEED)
over = threading.Event()


def busy():
    kept = []
    while not over.is_set():
        kept.append(bytearray(5000))
        kept.append({number: str(number) for number in range(20)})
        if len(kept) > 200:
            kept.clear()


def child():
    try:
        made = [bytes(number) for number in range(100)]
        del made
        os._exit(0)
    except BaseException:
        os._exit(1)


def wait(pid):
    status = os.waitpid(pid, 0)[1]
    if status != 0:
        raise SystemExit("a child ended with status %d" % status)


def fork():
    pid = os.fork()
    if pid == 0:
        child()
    wait(pid)


def daemon():
    pid = os.fork()
    if pid == 0:
        os.setsid()
        if os.fork() == 0:
            child()
        os._exit(0)
    wait(pid)


def spawn():
    wait(os.posix_spawn("/bin/true", ["true"], os.environ))


def vfork():
    wait(native.vfork_true())


def in_pool():
    list(pool.map(lambda _: fork(), range(2)))


for number in range(3):
    threading.Thread(target=busy, daemon=True).start()
native.allocate_in_threads(2)
pool = ThreadPoolExecutor(4)
for number in range(ROUNDS):
    chance.choice([fork, fork, daemon, spawn, vfork, in_pool])()
over.set()
native.stop_threads()
pool.shutdown()
print("done")
