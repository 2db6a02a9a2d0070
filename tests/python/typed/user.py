"""What a typed program makes of the two packages: it has to pass a strict checker."""

import sys
from typing import List, Optional

import heapline
from memory_profiler import LineProfiler, memory_usage, profile, show_results


@profile
def plain(n: int) -> int:
    return n


@profile(precision=2, stream=sys.stdout)
def with_arguments(text: str) -> List[str]:
    return [text]


@heapline.profile
def ours(n: int) -> float:
    return n / 2


@heapline.span("load")
def spanned(path: str) -> bytes:
    return path.encode()


def measured() -> Optional[int]:
    total: int = plain(3) + len(with_arguments("x")) + len(spanned("y"))
    half: float = ours(total)
    with heapline.Tracker("out.mprofile", interval=0.1) as tracker:
        running: bool = tracker.is_recording
        heapline.mark("phase two")
        with heapline.span("work"):
            now = heapline.current()
    profiler = LineProfiler()
    wrapped = profiler(plain)
    show_results(profiler, stream=sys.stderr, precision=1)
    usage = memory_usage((plain, (wrapped(int(half)),)), interval=0.1, max_usage=True)
    print(running, usage, heapline.__version__)
    return now.live_bytes if now is not None else None
