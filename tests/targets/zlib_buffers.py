"""Inflating ten million bytes: the result is one bytes object of that size."""
import zlib


def inflate(packed):
    return zlib.decompress(packed, bufsize=10_000_000)  # inflate


packed = zlib.compress(bytes(10_000_000))
kept = inflate(packed)
