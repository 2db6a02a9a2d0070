"""Twenty forks that each take 30 MiB and are over at once, half of them without exit handlers."""
import os
import sys

for number in range(20):
    child = os.fork()
    if child == 0:
        held = b"x" * (30 << 20)
        if number % 2:
            os._exit(0)
        sys.exit(0)
    assert os.waitpid(child, 0)[1] == 0
