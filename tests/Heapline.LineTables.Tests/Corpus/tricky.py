"""Source whose line tables are hard: compiled, never run."""


def multi_line_expression(a, b):
    return (
        a
        + b
        * (
            a
            - b
        )
    )


def call_over_lines(f):
    return f(
        1,
        x=f(
            2,
        ),
        *[
            3
        ],
    )


def try_finally(f):
    try:
        f()
    except (
        ValueError,
        KeyError,
    ) as error:
        raise RuntimeError from error
    except OSError:
        pass
    else:
        f(1)
    finally:
        f(2)
        if f:
            return 3
    return 4


def loops(items):
    for item in items:
        if item:
            continue
        while item:
            item -= 1
            if item == 3:
                break
        else:
            del item
    else:
        return
    with items as a, \
            items as b:
        pass


def comprehensions(rows):
    return [
        {
            key: value
            for key, value in row
            if key
        }
        for row
        in rows
    ], (x
        for x in rows), {y for y in rows}


def first(function): return function


@first
@decorator(
    lambda: (
        1),
)
@first
def decorated(
    a=[
        1
    ],
    *,
    b: int = (
        2
    ),
):
    def inner():
        nonlocal a
        a = b
    return inner


class Body(
    object,
):
    """A class body."""
    field: int = 1

    @property
    def prop(self):
        return lambda: (
            self.
            field.
            real)

    async def coroutine(self, other):
        async with other as a:
            async for b in other:
                await a(
                    b
                )
        return [c async for c in other]


def generator(n):
    while n:
        n = yield (
            n
        )
        yield from range(
            n)
    return f"""{
        n
    } and {n!r}"""


def short_circuit(a, b, c):
    if (a
            and b
            or not c
            and (a if b
                 else c)):
        assert (
            a
        ), b
    return a < \
        b < \
        c


def far_apart(a):
    x = a(



































































































































































        1,
        a(2),
    ); y = x
    return y


def global_and_delete():
    global module_level
    import os.path as p, \
        sys
    from os import (
        path,
        sep,
    )
    module_level = p, sys, path, sep
    del module_level; a = b = 1; return a, b
