"""Four threads take and give back blocks; none is left, and none is missed."""
import threading


def churn():
    for _ in range(20_000):
        block = bytes(600)  # blocks
    del block


threads = [threading.Thread(target=churn) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
