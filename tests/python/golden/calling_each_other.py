@profile
def even(n):
    a = [n] * 100
    return True if n == 0 else odd(n - 1)


@profile
def odd(n):
    b = [n] * 100
    if n == 0:
        return False
    c = even(n - 1)
    return c


@profile
def never():
    return 0


even(5)
