"""Four interpreters beside the first, in threads of their own; from 3.12 on each has a GIL of its own."""
import threading

try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

CODE = """
kept = []
for number in range(20_000):
    kept.append([number] * 3)
"""


def work():
    interpreter = interpreters.create()
    getattr(interpreters, "run_string", getattr(interpreters, "exec", None))(interpreter, CODE)
    interpreters.destroy(interpreter)


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
kept = [bytes(1_000) for _ in range(20_000)]  # kept
for thread in threads:
    thread.join()
