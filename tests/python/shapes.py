"""Functions of every shape, each with a way to run it. Their occurrences are compared with those that sys.settrace sees."""

import asyncio
import contextlib


def loop_of_two():
    for i in range(2):
        a = [1] * 10
        del a
    return i


def loop_on_one_line(n):
    total = 0
    for i in range(n): total += i
    while n > 0: n -= 1
    return total


def endless_loop_with_break():
    n = 0
    while True:
        n += 1
        if n == 5:
            break
        elif n % 2:
            continue
        else:
            pass
    else:
        n = -1
    return n


def comprehensions():
    a = [i for i in range(99)]
    b = {i: i * i
         for i in range(7)
         if i % 2}
    c = {i for i in a}
    d = sum(i for i in range(12))
    return [
        (x, y)
        for x in range(3)
        for y in b
    ], c, d


def multi_line_expression():
    x = (1 +
         2)
    y = max(
        len("abc"),
        x,
    )
    z = dict(
        a=x,
        b=[y,
           x],
    )
    return (
        z
    )


def with_statement():
    with contextlib.suppress(ValueError):
        x = 1
    with contextlib.suppress(ValueError), \
            contextlib.suppress(KeyError):
        raise KeyError(x)
    return x


def exceptions(depth):
    try:
        if depth:
            exceptions(depth - 1)
        raise ValueError(depth)
    except KeyError:
        pass
    except ValueError as error:
        text = str(error)
    finally:
        done = True
    try:
        text.missing
    except AttributeError:
        text = ""
    return done, text


def that_raises():
    x = []
    x.append(1)
    raise LookupError(x)


def run_that_raises():
    with contextlib.suppress(LookupError):
        that_raises()


def inner_function(n):
    def inner(x):
        y = x + 1
        return y

    class Local:
        attribute = inner(0)

        def method(self):
            return self.attribute

    return [inner(i) for i in range(n)], Local().method(), (lambda v: v)(n)


def inner_that_raises():
    def inner(x):
        raise ValueError(x)

    n = 0
    for i in range(3):
        try:
            inner(i)
        except ValueError:
            n += 1
    return n


def recursion(n):
    x = [0] * n
    if n:
        return recursion(n - 1)
    return x


def generator(n):
    for i in range(n):
        got = yield i
        if got:
            n = got
    return n


def run_generator():
    list(generator(4))
    stepping = generator(9)
    next(stepping)
    stepping.send(3)
    stepping.close()
    thrown = generator(9)
    next(thrown)
    with contextlib.suppress(KeyError):
        thrown.throw(KeyError("x"))


def generator_that_catches():
    while True:
        try:
            yield 1
        except ValueError:
            caught = 2
            yield caught
        finally:
            n = 3


def run_generator_that_catches():
    steps = generator_that_catches()
    next(steps)
    steps.throw(ValueError())
    next(steps)
    steps.close()


def delegating():
    yield from generator(3)
    x = yield from generator(2)
    return x


def run_delegating():
    list(delegating())


async def coroutine(n):
    total = 0
    for i in range(n):
        await asyncio.sleep(0)
        total += i
    async for j in async_generator(3):
        total += j
    async with manager():
        total += 1
    return total, [k async for k in async_generator(2)]


async def async_generator(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


@contextlib.asynccontextmanager
async def manager():
    yield


def run_coroutine():
    async def both():
        await asyncio.gather(coroutine(2), coroutine(3))

    asyncio.run(both())


def assertions_and_bools(a, b):
    assert a, (
        b
    )
    c = (a and
         b or
         a)
    d = a if b else \
        b
    del c, d
    return None


def nested_loops():
    count = 0
    for i in range(3):
        for j in range(2):
            count += 1
        else:
            count += 0
    return count


def docstring_only():
    """Nothing else."""


def decorated_inside():
    @contextlib.contextmanager
    def inner():
        yield 1

    with inner() as x:
        return x


SHAPES = [
    (loop_of_two, loop_of_two),
    (loop_on_one_line, lambda: loop_on_one_line(5)),
    (endless_loop_with_break, endless_loop_with_break),
    (comprehensions, comprehensions),
    (multi_line_expression, multi_line_expression),
    (with_statement, with_statement),
    (exceptions, lambda: exceptions(2)),
    (that_raises, run_that_raises),
    (inner_function, lambda: inner_function(3)),
    (inner_that_raises, inner_that_raises),
    (recursion, lambda: recursion(4)),
    (generator, run_generator),
    (generator_that_catches, run_generator_that_catches),
    (delegating, run_delegating),
    (coroutine, run_coroutine),
    (async_generator, run_coroutine),
    (assertions_and_bools, lambda: assertions_and_bools(1, 0)),
    (nested_loops, nested_loops),
    (docstring_only, docstring_only),
    (decorated_inside, decorated_inside),
]
