"""The article's function, decorated."""
from memory_profiler import profile


@profile
def calculate_sum(n):
    total = 0
    for number in range(1, n + 1):
        total += number
    return total


print(calculate_sum(100))
