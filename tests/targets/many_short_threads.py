"""Three hundred threads, one after the other: each takes a block and ends."""
import threading


def work():
    kept.append(bytes(5_000))  # blocks


kept = []
for _ in range(300):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
