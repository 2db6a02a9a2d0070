"""Threads that Python knows nothing of: a crowd, one that another makes, and one that was there before Python."""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
print(library.crowd())  # crowd
print(library.nested())  # nested
print(library.wake())  # wake
