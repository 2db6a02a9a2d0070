"""Five mistakes, each on a line of its own, that a checker has to find."""

import heapline
from memory_profiler import profile


@profile
def twice(n: int) -> int:
    return 2 * n


twice("two")
heapline.mark(2)
heapline.Tracker(3)
heapline.current().live_bytes
heapline.nothing()
