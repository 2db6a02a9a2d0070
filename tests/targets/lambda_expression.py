"""A lambda is a function named <lambda>."""

make = lambda size: bytes(size)  # blocks
kept = [make(100_000) for _ in range(10)]
