"""Line events for what the agent does not read itself (other backends, children's memory): a tracer in Python. Reading takes the time there, not tracing."""

import sys
import threading

from heapline._agent import agent
from heapline._backends import _TWO_20, _get_memory


class Tracer:
    """Tells the agent of the lines of a profiler's functions, by the rules of the agent's own events (src/Heapline.Agent/Lines/LineEvents.cs)."""

    def __init__(self, profiler):
        self._code_map, self._backend, self._include_children = profiler.code_map, profiler.backend, profiler.include_children
        self._entered = set()
        self._local = threading.local()

    def on(self):
        """Switches tracing on for the calling thread; nests."""
        local = self._local
        local.count = getattr(local, "count", 0) + 1
        if local.count == 1:
            local.visits, local.earlier = [], sys.gettrace()
            sys.settrace(self._trace)

    def off(self):
        """Takes back one `on`."""
        local = self._local
        if getattr(local, "count", 0) == 0:
            return
        local.count -= 1
        if local.count == 0:
            sys.settrace(local.earlier)
            local.visits = []

    def _read(self, code):
        memory = _get_memory(-1, self._backend, include_children=self._include_children, filename=code.co_filename)
        return round((memory or 0) * _TWO_20)

    def _trace(self, frame, event, argument):
        number = self._code_map.number_of(frame.f_code)
        if number is not None:
            visits = self._local.visits
            if event == "call":
                self._begin(frame, number, visits)
            elif visits and visits[-1].frame is frame:
                if event == "line":
                    self._end_stretch(visits[-1], self._read(frame.f_code))
                    visits[-1].line = frame.f_lineno
                elif event == "return":
                    self._end(visits.pop(), self._read(frame.f_code))
        if self._local.earlier is not None:
            self._local.earlier(frame, event, argument)
        return self._trace

    def _begin(self, frame, number, visits):
        outer = next((visit for visit in reversed(visits) if visit.number == number), None)
        now = self._read(frame.f_code) if number in self._entered else 0
        self._entered.add(number)
        if outer is not None:
            agent.settle(self._code_map.handle, number, outer.line, now - outer.begin)
            outer.begin = now
        visits.append(_Visit(frame, number, now, outer))

    def _end(self, visit, now):
        self._end_stretch(visit, now)
        if visit.outer is not None:
            visit.outer.begin = now

    def _end_stretch(self, visit, now):
        agent.count(self._code_map.handle, visit.number, visit.line, now, now - visit.begin)
        visit.begin = now


class _Visit:
    """A profiled frame that runs: its present line, and the memory when it came there, in bytes."""

    __slots__ = ("frame", "number", "line", "begin", "outer")

    def __init__(self, frame, number, begin, outer):
        self.frame, self.number, self.line, self.begin, self.outer = frame, number, frame.f_lineno, begin, outer
