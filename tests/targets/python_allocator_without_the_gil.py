"""C that calls CPython's allocator without the GIL: wrong, and it works where malloc stands behind it (PYTHONMALLOC=malloc)."""
import ctypes
import threading

library = ctypes.CDLL(None)
library.PyMem_Malloc.restype = ctypes.c_void_p
library.PyMem_Malloc.argtypes = [ctypes.c_size_t]
library.PyMem_Free.argtypes = [ctypes.c_void_p]


def work():
    for _ in range(10_000):
        library.PyMem_Free(library.PyMem_Malloc(12_345))  # blocks


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for number in range(200_000):
    kept = [number] * 3
for thread in threads:
    thread.join()
