"""A process of multiprocessing with a name of its own, started the way that is the argument."""
import multiprocessing
import sys


def work():
    kept = [bytes(3_000) for number in range(100)]  # blocks
    return kept


if __name__ == "__main__":
    process = multiprocessing.get_context(sys.argv[1]).Process(target=work, name="the-baker")
    process.start()
    process.join()
    print(process.pid, process.exitcode)
