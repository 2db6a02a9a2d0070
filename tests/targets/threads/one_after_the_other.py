"""A hundred threads, each when the one before has ended, so that it gets that one's stack; what each takes is kept."""
import threading

kept = []


def work(number):
    for _ in range(20):
        kept.append(bytes(600 + number))  # blocks


for number in range(100):
    threading.stack_size((256 if number % 2 else 1024) << 10)
    thread = threading.Thread(target=work, args=(number,), name="worker-%d" % number)
    thread.start()
    thread.join()
    work(1000)
print(len(kept))
