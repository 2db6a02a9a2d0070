"""joblib's own worker processes (loky)."""
from joblib import Parallel, delayed


def work(number):
    kept = bytes(1_500_000)  # blocks
    return len(kept)


if __name__ == "__main__":
    print(sum(Parallel(n_jobs=2)(delayed(work)(number) for number in range(4))))
