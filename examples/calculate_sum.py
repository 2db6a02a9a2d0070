from memory_profiler import profile


@profile
def calculate_sum(n):
    total = 0
    for number in range(1, n + 1):
        total += number
    return total


if __name__ == "__main__":
    print(calculate_sum(1_000_000))
