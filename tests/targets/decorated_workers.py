"""A decorated function in several processes: each has its own lines."""
import multiprocessing
import sys


@profile
def work(n):
    kept = [b"x" * n]
    return len(kept[0])


if __name__ == "__main__":
    work(1 << 20)
    context = multiprocessing.get_context(sys.argv[1])
    for _ in range(2):
        process = context.Process(target=work, args=(1 << 20,))
        process.start()
        process.join()
    work(1 << 20)
