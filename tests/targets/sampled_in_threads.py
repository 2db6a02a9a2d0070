"""Four threads that keep and drop blocks, and a fork that does the same in the child: 400 lists of 10,000 bytes each are kept in each."""
import os
import threading


def work(kept):
    for i in range(400):
        kept.append(bytes(10_000))  # kept
        for _ in range(50):
            bytes(1_000)  # dropped


held = [[] for _ in range(4)]
threads = [threading.Thread(target=work, args=(kept,)) for kept in held]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
pid = os.fork()
if pid == 0:
    held.clear()
    mine = []
    work(mine)
    os._exit(0)
print(os.waitpid(pid, 0)[1])
