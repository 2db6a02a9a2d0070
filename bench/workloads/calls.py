"""Calls and nothing else: the recursive Fibonacci function."""


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


print(fibonacci(36))
