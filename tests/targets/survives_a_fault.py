"""A fault in C that C handles itself, on a signal stack of its own; then Python goes on."""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
print(library.had_a_stack(), library.survive())
kept = bytes(2_000_000)  # kept
print(len(kept))
