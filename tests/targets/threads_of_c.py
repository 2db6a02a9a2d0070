"""Threads that Python knows nothing of take and free blocks, the last of them as they end."""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
print(library.run())  # run
