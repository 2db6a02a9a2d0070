"""Three forks have their parent's pages as well as it does, and one of them takes some of its own. All live until the input ends."""
import os
import sys

shared = bytearray(b"x") * (64 << 20)  # shared
ready, told = os.pipe()
waiting, over = os.pipe()


def fork(own_bytes):
    pid = os.fork()
    if pid == 0:
        os.close(over)
        own = bytearray(b"y") * own_bytes  # own
        os.write(told, b".")
        os.read(waiting, 1)
        os._exit(0 if len(own) == own_bytes else 1)
    return pid


children = [fork(32 << 20), fork(1), fork(1)]
seen = b""
while len(seen) < len(children):
    seen += os.read(ready, 1)
sys.stdin.read()
os.close(over)
print(children[0], sum(os.waitpid(child, 0)[1] for child in children))
