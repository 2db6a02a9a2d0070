"""Collects garbage of every generation at instants that it marks, and tells what the interpreter counted."""
import gc
import json

import heapline

gc.disable()
before = gc.get_stats()
freed = []
for _ in range(5):
    for _ in range(100):
        cycle = []
        cycle.append(cycle)
    del cycle
    heapline.mark("before")
    freed.append(gc.collect())
    heapline.mark("after")
    gc.collect(0)
    gc.collect(1)
    gc.collect(0)
print(json.dumps({"before": before, "after": gc.get_stats(), "freed": freed, "callbacks": len(gc.callbacks)}))
