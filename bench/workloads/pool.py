"""A pool of four processes: tasks of small objects, and results that go back to the parent. 192 tasks take as long as the other workloads do."""
import multiprocessing
import sys


def work(seed):
    total = 0
    for turn in range(30):
        rows = [{"id": number, "name": "row-%d" % number, "tags": [number, seed, turn]} for number in range(1_000)]
        total += sum(len(row["name"]) for row in rows)
    return total


if __name__ == "__main__":
    tasks = int(sys.argv[1]) if len(sys.argv) > 1 else 192
    with multiprocessing.get_context("fork").Pool(4) as pool:
        print(sum(pool.map(work, range(tasks), chunksize=1)))
        pool.close()
        pool.join()
