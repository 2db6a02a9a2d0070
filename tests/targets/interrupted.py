"""Waits to be interrupted; takes its time to clean up, unless it is interrupted once more."""
import time

kept = bytes(2_000_000)  # kept
try:
    print("ready", flush=True)
    time.sleep(60)
finally:
    print("cleaning", flush=True)
    time.sleep(60 if "slow" in __import__("sys").argv else 0)
    print("clean", flush=True)
