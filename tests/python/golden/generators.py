@profile
def numbers(n):
    """Yields, and has something yielded."""
    for i in range(n):
        a = [i] * 1000
        yield i
        del a
    yield from more()
    return n


@profile
def more():
    x = yield 1
    if x is None:
        yield 2


list(numbers(3))
half = numbers(9)
next(half)
half.close()
