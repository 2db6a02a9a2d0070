"""Forks by the bare system call, of which no fork handler hears, and allocates on both sides."""
import ctypes
import os

libc = ctypes.PyDLL(None)
base = [bytearray(5_000) for _ in range(100)]
for _ in range(20):
    child = libc.syscall(57)
    if child == 0:
        mine = [bytearray(9_000) for _ in range(500)]
        del base[:50]
        os._exit(len(mine) & 7)
    kept = [bytearray(3_000) for _ in range(200)]  # kept
    if os.waitpid(child, 0)[1] != (500 & 7) << 8:
        raise SystemExit("the child did not come to its end")
print(len(base), len(kept))
