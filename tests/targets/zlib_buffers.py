"""Inflating ten million bytes: the result is one bytes object of that size."""
import os
import zlib


def inflate(packed):
    return zlib.decompress(packed, bufsize=10_000_000)  # inflate


kept = inflate(zlib.compress(bytes(10_000_000)))
os._exit(0 if kept else 1)
