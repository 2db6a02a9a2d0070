"""The program's own tracemalloc works, and stops again."""
import tracemalloc

tracemalloc.start()
kept = bytes(3_000_000)  # kept
size = sum(s.size for s in tracemalloc.take_snapshot().statistics("lineno") if s.traceback[0].lineno == 5)
tracemalloc.stop()
more = bytes(2_000_000)  # after
print(size >= 3_000_033)
