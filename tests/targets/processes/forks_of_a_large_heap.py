"""Forks of a program that holds many MiB, of small blocks and of large ones. Each child waits until its parent has given back what both had, gives some of what it has from its parent
back, asks for blocks of its own, and ends. Arguments: MiB, how many forks, how many at a time."""
import os
import sys

MIB = 1 << 20
size, forks, at_once = (int(argument) for argument in sys.argv[1:4])
small = [bytes(67) for number in range(size * MIB // 2 // 100)]  # small
large = [b"x" * MIB for number in range(size // 2)]  # large
turned_over = [bytes(300) for number in range(1_000)]  # first


def child(number):
    del small[-100 - number:]
    del large[len(large) - number % 3:]
    del turned_over[:500]
    own = [bytes(3_000) for count in range(50 + number)]  # own
    del own[:10]
    os._exit(0)


bad, pids = 0, []
for begin in range(0, forks, at_once):
    wait, go = os.pipe()
    children = []
    for number in range(begin, min(begin + at_once, forks)):
        pid = os.fork()
        if pid == 0:
            os.close(go)
            os.read(wait, 1)
            child(number)
        children.append(pid)
    turned_over = [bytes(300) for number in range(1_000)]  # next
    os.close(go)
    os.close(wait)
    pids += children
    bad += sum(os.waitpid(pid, 0)[1] != 0 for pid in children)
print(len(small), len(large), bad)
print(*pids)
