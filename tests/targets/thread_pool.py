"""A hundred tasks of a thread pool, each of which keeps one block."""
from concurrent.futures import ThreadPoolExecutor


def work(number):
    return bytes(100_000 + number)  # blocks


with ThreadPoolExecutor(max_workers=4) as pool:
    kept = list(pool.map(work, range(100)))
