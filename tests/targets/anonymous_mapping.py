"""Sixteen MiB mapped and kept, eight mapped and closed."""
import mmap
import os


def map_both():
    kept = mmap.mmap(-1, 16 << 20)  # kept
    mmap.mmap(-1, 8 << 20).close()  # closed
    os._exit(0 if kept else 1)


map_both()
