"""A thousand blocks that are freed before the thread allocates again."""


def churn():
    for _ in range(1_000):
        bytes(5_000)  # temporary


churn()
