"""concurrent.futures with two processes: each task keeps a block as long as it runs."""
import concurrent.futures


def work(number):
    kept = bytes(2_000_000)  # blocks
    return len(kept)


if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        print(sum(pool.map(work, range(6))))
