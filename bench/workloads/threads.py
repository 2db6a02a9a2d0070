"""Four threads that build and drop small objects side by side."""
import threading


def work(results, index):
    total = 0
    for number in range(1_500_000):
        pair = [number, str(number)]
        record = {"index": index, "pair": pair}
        total += len(record) + len(pair[1])
    results[index] = total


results = [0] * 4
threads = [threading.Thread(target=work, args=(results, index)) for index in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sum(results))
