"""What is alive when the process ends without tidying up."""
import os


def keep():
    kept = [bytes(10_000) for _ in range(300)]  # kept
    gone = [bytes(20_000) for _ in range(50)]  # gone
    del gone
    os._exit(0 if kept else 1)


keep()
