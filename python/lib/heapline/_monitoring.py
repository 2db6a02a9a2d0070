"""Line events from CPython 3.12 on: `sys.monitoring`, on for profiled code objects alone."""

import sys

from heapline._agent import agent

# 3 and 4 have no name. The named ones come last: cProfile, for one, insists on 2.
_PREFERRED_TOOLS = (3, 4, 5, 2, 1, 0)

_tool = None
_told = False
_watchers = 0


class Watch:
    """Somebody profiles code. While there is any, the two events are on that cannot be had for single code objects."""

    def __init__(self):
        global _watchers
        _start()
        _watchers += 1
        if _watchers == 1 and _tool is not None:
            events = sys.monitoring.events
            sys.monitoring.set_events(_tool, events.PY_UNWIND | events.PY_THROW)

    def __del__(self, monitoring=sys.monitoring):
        global _watchers
        if _watchers is None:
            # The interpreter takes itself down, and this module's names are gone already.
            return
        _watchers -= 1
        if _watchers == 0 and _tool is not None:
            monitoring.set_events(_tool, 0)

    @staticmethod
    def add(code):
        """Switches the events of a code object on."""
        monitoring, events = sys.monitoring, sys.monitoring.events
        if _tool is None:
            return
        if monitoring.get_local_events(_tool, code):
            # It was watched before, and its events may have been disabled one by one since.
            monitoring.restart_events()
        monitoring.set_local_events(
            _tool, code,
            events.LINE | events.JUMP | events.PY_START | events.PY_RESUME | events.PY_RETURN | events.PY_YIELD)


def _start():
    global _told, _tool
    if _tool is not None:
        return
    monitoring, events = sys.monitoring, sys.monitoring.events
    for tool in _PREFERRED_TOOLS:
        if monitoring.get_tool(tool) is None:
            break
    else:
        # The program goes on as it would without us, and its functions are reported without figures.
        if not _told and sys.stderr is not None:
            sys.stderr.write("mprof: lines are not measured: other tools take all six places of sys.monitoring\n")
        _told = True
        return
    monitoring.use_tool_id(tool, "heapline")
    agent.use_monitoring(monitoring.DISABLE)
    for event, callback in (
            (events.LINE, agent.on_line), (events.JUMP, agent.on_jump),
            (events.PY_START, agent.on_begin), (events.PY_RESUME, agent.on_begin), (events.PY_THROW, agent.on_begin),
            (events.PY_RETURN, agent.on_end), (events.PY_YIELD, agent.on_end), (events.PY_UNWIND, agent.on_end)):
        monitoring.register_callback(tool, event, callback)
    _tool = tool
