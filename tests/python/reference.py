"""Occurrences as memory_profiler counts them, by the plainest means: a Python function given to sys.settrace."""

import sys
import types


def occurrences(func, run):
    """`{line: occurrences}` of `func` (its inner code included) while `run()` runs, in the order in which lines were met."""
    codes = set()

    def collect(code):
        codes.add(code)
        for inner in code.co_consts:
            if isinstance(inner, types.CodeType):
                collect(inner)

    counts, lines = {}, []

    def trace(frame, event, argument):
        if frame.f_code in codes:
            if event == "call":
                lines.append(frame.f_lineno)
            elif event == "line":
                counts[lines[-1]] = counts.get(lines[-1], 0) + 1
                lines[-1] = frame.f_lineno
            elif event == "return":
                line = lines.pop()
                counts[line] = counts.get(line, 0) + 1
        return trace

    collect(func.__code__)
    earlier = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(earlier)
    return counts
