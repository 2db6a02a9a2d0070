"""The items of a list are one block that realloc moves: only the last size is alive."""
import os
import sys


def hold():
    items = []
    for _ in range(100_000):
        items.append(None)  # grows
    header = sys.getsizeof([])
    print(sys.getsizeof(items) - header, flush=True)
    os._exit(0)


hold()
