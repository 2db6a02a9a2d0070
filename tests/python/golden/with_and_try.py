import contextlib


@profile
def blocks():
    with contextlib.suppress(ValueError):
        a = 1
    with contextlib.suppress(ValueError), \
            contextlib.suppress(KeyError):
        raise KeyError(a)
    try:
        a.missing
    except (ValueError,
            TypeError):
        a = 2
    except AttributeError as error:
        text = str(error)
    else:
        a = 3
    finally:
        a = 4
    return a, text


@profile
def that_raises():
    try:
        raise LookupError
    finally:
        a = 1
        del a


blocks()
try:
    that_raises()
except LookupError:
    pass
