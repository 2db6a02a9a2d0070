"""Daemon threads still run, in Python and waiting, when the interpreter ends: it makes them end where they are."""
import threading
import time


def spin():
    while True:
        kept = [bytes(100) for number in range(10)]
        del kept


def wait():
    time.sleep(1_000)


for number in range(4):
    threading.Thread(target=spin, daemon=True).start()
    threading.Thread(target=wait, daemon=True).start()
print("done")
