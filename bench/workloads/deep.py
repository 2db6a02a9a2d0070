"""Allocations at the bottom of 800 frames, where a call stack is long to walk."""
import sys

sys.setrecursionlimit(2_000)


def descend(level):
    if level == 0:
        return work()
    return descend(level - 1)


def work():
    total = 0
    kept = []
    for number in range(10_000_000):
        kept.append([number])
        if len(kept) == 1_000:
            total += sum(item[0] for item in kept)
            kept = []
    return total


print(descend(800))
