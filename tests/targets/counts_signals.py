"""Says each signal that it gets, and at SIGHUP how often each came."""
import collections
import os
import signal
import time

came = collections.Counter()


def count(number, frame):
    came[number] += 1
    # Not by print, which it may have come in the midst of.
    os.write(1, b"got %d\n" % number)


for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
    signal.signal(number, count)
print("ready", flush=True)
while not came[signal.SIGHUP]:
    time.sleep(.05)
for number in sorted(came):
    print(int(number), came[number])
