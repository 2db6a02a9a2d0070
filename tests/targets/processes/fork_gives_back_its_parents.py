"""A fork gives back 400 of the 1,000 blocks that it has from its parent, and the parent 300 others while the fork lives; then the fork asks for 100 of its own."""
import os

base = [bytes(5_000) for number in range(1_000)]  # base
ready, go = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    os.write(ready[1], b".")
    os.read(go[0], 1)
    del base[:400]
    own = [bytes(7_000) for number in range(100)]  # own
    # What the parent has given back meanwhile, the child has still, and gives back now.
    del base[300:600]
    os._exit(0)
os.read(ready[0], 1)
del base[700:]
os.write(go[1], b".")
os.waitpid(child, 0)
print(child)
