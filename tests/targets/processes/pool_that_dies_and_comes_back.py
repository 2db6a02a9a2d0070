"""Four workers that each die after a task and come back: 400 tasks."""
import multiprocessing


def work(number):
    kept = [bytes(1_000 + number % 3) for count in range(50)]  # blocks
    return len(kept)


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(4, maxtasksperchild=1) as pool:
        total = sum(pool.map(work, range(400), chunksize=1))
        pool.close()
        pool.join()
    # Not before: a worker that is forked with text in the buffer writes it once more when it ends.
    print(total)
