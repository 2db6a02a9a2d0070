"""Does the same known work at each rate that a budget leads to, and waits for the next one by allocating: then gives back what was made at earlier rates, once itself and once in a fork.
Prints how many blocks it made while it waited, and the fork's process id."""
import mmap
import os
import threading

# SampleLevel of the session's page: which rate is in force.
RATE = 256
page = mmap.mmap(os.open(os.environ["HEAPLINE_SESSION"] + "/session", os.O_RDONLY), 4096, prot=mmap.PROT_READ)


def wait_for(rate):
    made = 0
    # Once at least: where the work took long, the rate has changed during it.
    while made == 0 or page[RATE] < rate:
        for count in range(10_000):
            bytes(300)  # waited
        made += 10_000
    return made


def work():
    kept = [bytes(400) for count in range(40_000)]  # kept
    for count in range(40_000):
        bytes(900)  # dropped
    large = [bytes(100_000) for count in range(30)]  # large
    return kept, large


def exactly():
    return work()


def finely():
    return work()


def coarsely():
    return work()


def in_thread(results):
    results.append([bytes(2_000) for count in range(10_000)])  # threaded


waited = 0
first = exactly()
waited += wait_for(1)
second = finely()
waited += wait_for(2)
third = coarsely()
results = []
thread = threading.Thread(target=in_thread, args=(results,), name="the-kneader")
thread.start()
thread.join()
peak = [bytes(1_000_000) for count in range(100)]  # peak
del peak
child = os.fork()
if child == 0:
    del first[0][:10_000], second[0][:10_000], third[0][:10_000], first[1][:10]
    own = [bytes(200) for count in range(50_000)]  # own
    os._exit(0)
bad = os.waitpid(child, 0)[1]
del first[0][20_000:], second[0][10_000:], third[0][10_000:], second[1][:5]
print(waited, child, bad)
