"""zlib and hashlib give the GIL away while C code allocates and works in four threads at once."""
import hashlib
import threading
import zlib


def work():
    data = bytes(300_000)
    for _ in range(25):
        zlib.decompress(zlib.compress(data))  # zlib
        hashlib.sha256(data).digest()


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
