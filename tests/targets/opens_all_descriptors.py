"""Opens files until there is no number left, allocates, forks, and starts a thread then."""
import os
import threading

files = []
try:
    while True:
        files.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error:
    print(error.errno, files[-1])
kept = bytes(2_000_000)  # kept
thread = threading.Thread(target=lambda: kept and bytes(3_000_000))
thread.start()
thread.join()
child = os.fork()
if child == 0:
    os._exit(len(bytes(4_000_000)) % 100 + 5)
print(os.waitpid(child, 0)[1])
