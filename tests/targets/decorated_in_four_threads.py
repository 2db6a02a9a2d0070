"""A decorated function that four threads run at once."""
import threading


@profile
def count(numbers):
    total = 0
    for number in numbers:
        total += number
    return total


threads = [threading.Thread(target=count, args=(range(2_000),)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
