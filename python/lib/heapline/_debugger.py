"""Stepping into the debugger where memory grows beyond a limit."""

import pdb
import sys
import threading

from heapline._backends import _get_memory


class MemoryBreakpoint:
    """Looks at memory at each line of a profiler's functions; at the first that finds `max_mem` MiB or more, pdb takes over in that frame."""

    def __init__(self, profiler):
        self._code_map, self._backend, self._most = profiler.code_map, profiler.backend, profiler.max_mem
        self._include_children = profiler.include_children
        self._local = threading.local()

    def on(self):
        """Switches it on for the calling thread; nests."""
        local = self._local
        local.count = getattr(local, "count", 0) + 1
        if local.count == 1:
            local.earlier = sys.gettrace()
            sys.settrace(self._trace)

    def off(self):
        """Takes back one `on`. The debugger, once it has taken over, stays."""
        local = self._local
        if getattr(local, "count", 0) == 0:
            return
        local.count -= 1
        if local.count == 0 and sys.gettrace() == self._trace:
            sys.settrace(local.earlier)

    def _trace(self, frame, event, argument):
        if event in ("line", "return") and self._code_map.number_of(frame.f_code) is not None:
            memory = _get_memory(-1, self._backend, include_children=self._include_children, filename=frame.f_code.co_filename)
            if memory is not None and memory >= self._most:
                sys.stdout.write(f"Current memory {memory:.2f} MiB exceeded the maximum of {self._most:.2f} MiB\n")
                sys.stdout.write("Stepping into the debugger \n")
                debugger = pdb.Pdb()
                debugger.set_trace(frame)
                return debugger.trace_dispatch(frame, event, argument)
        if self._local.earlier is not None:
            self._local.earlier(frame, event, argument)
        return self._trace
