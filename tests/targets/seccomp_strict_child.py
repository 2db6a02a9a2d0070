"""A forked child that may do nothing any more but read, write and exit; it goes on allocating."""
import ctypes
import os

libc = ctypes.CDLL(None)
PR_SET_SECCOMP, STRICT, EXIT = 22, 1, 60
read, write = os.pipe()
child = os.fork()
if child == 0:
    table = {}
    libc.prctl(PR_SET_SECCOMP, STRICT, 0, 0, 0)
    for number in range(200):
        table[number] = [number]
    os.write(write, b"%d" % len(table))
    libc.syscall(EXIT, 7)
print(os.waitpid(child, 0)[1], os.read(read, 10))
kept = bytes(2_000_000)  # kept
