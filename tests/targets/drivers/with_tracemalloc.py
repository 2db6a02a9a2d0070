"""Runs a target under tracemalloc; at os._exit prints, for each of the target's lines, the bytes and blocks alive: {"12": [bytes, blocks]}."""
import json
import os
import runpy
import sys
import tracemalloc

target = sys.argv[1]
leave = os._exit


def report(code):
    snapshot = tracemalloc.take_snapshot()
    tracemalloc.stop()
    lines = {}
    for statistic in snapshot.statistics("lineno"):
        frame = statistic.traceback[0]
        if frame.filename == target:
            lines[str(frame.lineno)] = [statistic.size, statistic.count]
    print(json.dumps(lines))
    sys.stdout.flush()
    leave(code)


os._exit = report
sys.argv = [target]
tracemalloc.start(1)
runpy.run_path(target, run_name="__main__")
