"""Changes its call stack in every way Python knows, allocating all along: what is remembered of a stack must never be wrong."""
import gc
import sys

if hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled():
    # Without a global lock it is collected by how much memory is resident, so what free lists still have, and with it what is allocated, differs from run to run.
    gc.disable()

import asyncio
import contextlib
import functools
import json
import random

choice = random.Random(7)
kept = []


def note(tag):
    kept.append([tag] * choice.randrange(1, 9))
    if len(kept) > 50:
        kept.clear()


def deep(level):
    note(1)
    if level:
        deep(level - 1)
        note(2)
        deep(level - 2 if level > 1 else 0)
    note(3)


def raises(level):
    note(4)
    if level == 0:
        raise ValueError(level)
    try:
        raises(level - 1)
    finally:
        note(5)


def catches(level):
    try:
        raises(level)
    except ValueError:
        note(6)
        deep(2)
    note(7)


def numbers(count, fails=False):
    for number in range(count):
        note(8)
        yield number
    if fails:
        raise KeyError(count)


def delegates(count):
    yield from numbers(count)
    yield from numbers(count, fails=True)


def loops_first(values):
    for value in values:
        note(9)


def loops_second(values):
    for value in values:
        note(10)


def over_generators():
    for body in (loops_first, loops_second, loops_first):
        with contextlib.suppress(KeyError):
            body(delegates(3))
        with contextlib.suppress(KeyError):
            body(numbers(2, fails=True))
    suspended = numbers(5)
    next(suspended)
    loops_first(suspended)
    return sum(number for number in numbers(4)) + sum([item for item in numbers(3)])


class Thing:
    def __init__(self, level):
        note(11)
        self.inner = Thing(level - 1) if level else None

    @property
    def size(self):
        note(12)
        return 1 + (self.inner.size if self.inner else 0)

    def __getitem__(self, index):
        note(13)
        return index

    def __lt__(self, other):
        note(14)
        return False

    def __del__(self):
        note(15)


def through_c():
    note(16)
    sorted([Thing(2) for _ in range(4)], key=lambda thing: thing.size)
    sorted(Thing(1) for _ in range(3))
    list(map(deep, [1, 2]))
    functools.reduce(lambda a, b: (note(17), a + b)[1], range(4))
    json.dumps([object()], default=lambda thing: note(18))
    thing = Thing(1)
    return thing[1] + thing[2] + thing.size


def executes():
    for number in range(20):
        exec("\n" * number + "note(19)\ndef inner():\n    note(20)\ninner()\n", globals())
        eval("note(21)")


async def waits(level):
    note(22)
    await asyncio.sleep(0)
    if level:
        await asyncio.gather(waits(level - 1), waits(level - 1))
    note(23)
    async for number in counts():
        note(24)


async def counts():
    for number in range(2):
        note(25)
        yield number
        await asyncio.sleep(0)


@contextlib.contextmanager
def managed():
    note(26)
    try:
        yield note(27)
    finally:
        note(28)


def main():
    for turn in range(choice.randrange(20, 30)):
        step = choice.choice([lambda: deep(5), lambda: catches(choice.randrange(6)), over_generators, through_c, executes,
                              lambda: asyncio.run(waits(2))])
        with managed():
            step()


main()
