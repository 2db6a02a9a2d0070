"""A service under load: THREADS workers handle REQUESTS requests; every thousandth leaves 100 bytes behind for good.

usage: service.py REQUESTS THREADS
"""
import collections
import json
import queue
import sys
import threading

REQUESTS, THREADS = int(sys.argv[1]), int(sys.argv[2])
BYTES = 100 - sys.getsizeof(b"")
leaked = []
cache = collections.OrderedDict()
lock = threading.Lock()
waiting = queue.Queue(1000)


def handle(number):
    text = json.dumps({"id": number, "user": "user-%d" % (number % 5000), "items": list(range(number % 30))})
    request = json.loads(text)
    key = request["user"]
    with lock:
        cache[key] = request["items"]
        if len(cache) > 2000:
            cache.popitem(last=False)
        if number % 1000 == 0:
            leaked.append(bytes(BYTES))  # leak
    return json.dumps({"status": "ok", "sum": sum(request["items"])})


def work():
    while True:
        numbers = waiting.get()
        if numbers is None:
            return
        for number in numbers:
            handle(number)


workers = [threading.Thread(target=work) for _ in range(THREADS)]
for worker in workers:
    worker.start()
for first in range(0, REQUESTS, 100):
    waiting.put(range(first, min(first + 100, REQUESTS)))
    if first % (REQUESTS // 20) == 0:
        print(first, flush=True)
for _ in workers:
    waiting.put(None)
for worker in workers:
    worker.join()
print("done", len(leaked))
