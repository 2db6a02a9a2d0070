"""Four threads that run at once: each takes blocks and frees those of another. Says whether a global lock was there."""
import sys
import threading
import warnings

warnings.simplefilter("error")
COUNT = 5_000
meeting = threading.Barrier(4)
shelves = [[] for _ in range(4)]


def exchange(number):
    mine, others = shelves[number], shelves[(number + 1) % 4]
    meeting.wait()
    for _ in range(COUNT):
        mine.append(bytes(700))  # shelved
        if others:
            others.pop()
    meeting.wait()
    mine.clear()


threads = [threading.Thread(target=exchange, args=(number,)) for number in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
kept = [bytes(1_000) for _ in range(10)]  # kept
print(sys._is_gil_enabled(), sum(map(len, shelves)))
