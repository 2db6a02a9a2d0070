"""Asks for more than it may have, in Python and in C, and goes on when it is refused.

usage: refused_memory.py AS|DATA
"""
import ctypes
import resource
import sys

HUGE = 1 << 40
kept = bytes(1_000_000)  # kept
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes = libc.calloc.argtypes = [ctypes.c_size_t]
libc.realloc.restype = libc.calloc.restype = ctypes.c_void_p
libc.realloc.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.calloc.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
used = int(open("/proc/self/statm").read().split()[0]) * 4096
resource.setrlimit(getattr(resource, "RLIMIT_" + sys.argv[1]), (used + (64 << 20), used + (64 << 20)))
try:
    refused = bytes(HUGE)  # refused
except MemoryError:
    refused = None
block = libc.malloc(1000)
answers = [libc.malloc(HUGE), libc.calloc(1, HUGE), libc.realloc(block, HUGE)]  # refused by C
libc.free(ctypes.c_void_p(block))
print(refused, answers, len(kept))
