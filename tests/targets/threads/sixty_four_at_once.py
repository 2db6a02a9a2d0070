"""64 named threads begin at once and each asks for 500 blocks, every second of which it gives back."""
import threading

THREADS = 64
barrier = threading.Barrier(THREADS)
kept = []


def work(number):
    barrier.wait()
    mine = []
    for count in range(500):
        mine.append(bytes(600 + number))  # blocks
    del mine[::2]
    kept.append(mine)


threads = [threading.Thread(target=work, args=(number,), name="worker-%d" % number) for number in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sum(len(mine) for mine in kept))
