"""64 threads make blocks and give back each other's while the program forks: what each process made and has left is known.

usage: threads_and_forks.py TURNS FORKS SEED (turns are a multiple of 20, and of forks)

Prints a line for the program and one for each fork: the process id, then the name of a marked line, how many of its blocks are alive and their bytes, and so on. "made" is of all
exchanged blocks, given back or not; "shelved" the least that a fork has of them, by count alone.
"""
import os
import random
import sys
import threading
import time

THREADS = 64
TURNS, FORKS, SEED = (int(argument) for argument in sys.argv[1:4])
shelves = [[] for _ in range(THREADS)]
kept = [[None] * (TURNS // 10) for _ in range(THREADS)]
large = [[None] * 4 for _ in range(THREADS)]
mine = [bytes(700) for _ in range(2_000)]  # mine
barrier = threading.Barrier(THREADS + 1)
# Without a global lock a fork may wait for ever for a lock of CPython's that a thread had, plainly too; there all threads rest while it is made.
rest = not getattr(sys, "_is_gil_enabled", lambda: True)()
gates = [os.pipe() for _ in range(FORKS if rest else 0)]
arrived = []


def work(number):
    chance = random.Random(SEED * THREADS + number)
    barrier.wait()
    for turn in range(TURNS):
        if rest and turn % (TURNS // FORKS) == 0:
            arrived.append(number)
            os.read(gates[turn * FORKS // TURNS][0], 1)
        block = bytes(300 + number)  # exchanged
        shelves[chance.randrange(THREADS)].append(block)
        try:
            shelves[chance.randrange(THREADS)].pop()
        except IndexError:
            pass
        if turn % 10 == 9:
            kept[number][turn // 10] = bytearray(1_000 + number)  # kept
        if turn % (TURNS // 4) == 0:
            large[number][turn * 4 // TURNS] = bytes(100_000)  # large


def told(name, objects, blocks_each=1):
    return " %s %d %d" % (name, blocks_each * len(objects), sum(map(sys.getsizeof, objects)))


# Changes what no other thread had in its hands.
def child(number, taken, answer):
    own = [bytes(2_000) for _ in range(1_000 + number)]  # own
    del own[::2]
    del mine[:10 * number]
    del taken[::2]
    shelved = len(taken) + sum(map(len, shelves))
    os.write(answer, ("%d shelved %d 0%s%s\n" % (os.getpid(), shelved, told("mine", mine), told("own", own))).encode())
    os._exit(0)


threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
for thread in threads:
    thread.start()
barrier.wait()
answers, answer = os.pipe()
bad, chance, taken = 0, random.Random(SEED), []
for number in range(FORKS):
    for _ in range(50):
        try:
            taken.append(shelves[chance.randrange(THREADS)].pop())
        except IndexError:
            pass
    while rest and len(arrived) < THREADS * (number + 1):
        time.sleep(0.001)
    pid = os.fork()
    if pid == 0:
        child(number, taken, answer)
    bad += os.waitpid(pid, 0)[1] != 0
    if rest:
        os.write(gates[number][1], b"x" * THREADS)
for thread in threads:
    thread.join()
os.close(answer)
made = " made %d %d" % (THREADS * TURNS, TURNS * sum(sys.getsizeof(b"") + 300 + number for number in range(THREADS)))
shelved = [block for shelf in [taken, *shelves] for block in shelf]
print(os.getpid(), end=made + told("exchanged", shelved) + told("kept", sum(kept, []), 2) + told("large", sum(large, [])) + told("mine", mine) + "\n")
with os.fdopen(answers) as said:
    sys.stdout.write(said.read())
sys.exit(bad)
