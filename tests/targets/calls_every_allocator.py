"""Calls the C library of its first argument, with the GIL (PyDLL) or without (CDLL) as its second says."""
import ctypes
import os
import sys

library = getattr(ctypes, sys.argv[2])(sys.argv[1])
count = library.take()  # take
os._exit(0 if count == 11 else 1)
