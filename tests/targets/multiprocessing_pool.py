"""A pool of two processes, started the way that is its argument, calls a function of __main__."""
import multiprocessing
import sys


def square(number):
    return number * number


if __name__ == "__main__":
    with multiprocessing.get_context(sys.argv[1]).Pool(2) as pool:
        print(pool.map(square, range(10)))
