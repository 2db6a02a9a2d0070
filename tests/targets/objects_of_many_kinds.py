"""Strings, sets, dicts, instances and big ints, alive at the end: for the comparison with tracemalloc."""
import os


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


def build():
    strings = ["item %d" % number for number in range(20_000)]  # strings
    points = [Point(number, number) for number in range(20_000)]  # points
    unique = {number * 3 for number in range(1_000, 21_000)}  # unique
    by_name = {name: len(name) for name in strings}  # by name
    big = [1 << (number % 300 + 64) for number in range(10_000)]  # big
    blocks = [bytes(700 + number % 90) for number in range(5_000)]  # blocks
    return strings, points, unique, by_name, big, blocks


kept = build()
os._exit(0)
