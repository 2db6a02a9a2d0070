"""Allocates in a file and a folder with names that shall not be told; so does the module beside it."""
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "beside-hidden"))
import clandestine


@profile
def confidential_function():
    kept = bytes(2_000_000)  # a-comment-in-the-source
    return kept, clandestine.make()


confidential_function()
thread = threading.Thread(target=confidential_function, name="worker")
thread.start()
thread.join()
if os.fork() == 0:
    os._exit(len(bytes(1_000_000)) % 7)
os.wait()
