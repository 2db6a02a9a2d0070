"""Fills /dev/shm to its last byte, and then makes and drops 100,000 blocks, of which it keeps 1,000."""
import os

with open("/dev/shm/junk", "wb", buffering=0) as junk:
    for size in (1 << 20, 1 << 12):
        try:
            while True:
                junk.write(bytes(size))
        except OSError:
            pass

kept = []
for number in range(100_000):
    block = bytearray(1_000)  # each
    if number % 100 == 0:
        kept.append(block)
del block
os.remove("/dev/shm/junk")
print(len(kept))
