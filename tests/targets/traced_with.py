"""Allocates by known amounts while a tool of Python's own, or of somebody else, watches: the tool's name is the argument."""
import sys


def work():
    kept = [bytes(100_000) for _ in range(10)]  # kept
    for _ in range(5):
        bytes(200_000)  # dropped
    return kept


def run():
    tool = sys.argv[1]
    if tool == "faulthandler":
        import faulthandler
        faulthandler.enable()
        faulthandler.dump_traceback_later(100)
        kept = work()
        faulthandler.cancel_dump_traceback_later()
    elif tool == "settrace":
        lines = []
        def tracer(frame, event, argument):
            lines.append(event)
            return tracer
        sys.settrace(tracer)
        kept = work()
        sys.settrace(None)
        print(lines.count("line") > 10)
    elif tool == "setprofile":
        calls = []
        sys.setprofile(lambda frame, event, argument: calls.append(event))
        kept = work()
        sys.setprofile(None)
        print("call" in calls)
    elif tool == "cProfile":
        import cProfile
        import pstats
        profile = cProfile.Profile()
        kept = profile.runcall(work)
        print(any(function == "work" for _, _, function in pstats.Stats(profile).stats))
    elif tool == "monitoring":
        for number in range(6):
            sys.monitoring.use_tool_id(number, "somebody else's")
        count = []
        sys.monitoring.register_callback(2, sys.monitoring.events.LINE, lambda code, line: count.append(line))
        sys.monitoring.set_events(2, sys.monitoring.events.LINE)
        kept = work()
        sys.monitoring.set_events(2, 0)
        print(len(count) > 10)
    elif tool == "coverage":
        import coverage
        measured = coverage.Coverage(data_file=None)
        measured.start()
        kept = work()
        measured.stop()
        print(len(measured.get_data().lines(__file__)) > 3)
    elif tool == "pdb":
        import io
        import pdb
        debugger = pdb.Pdb(stdin=io.StringIO("next\nnext\ncontinue\n"), stdout=io.StringIO(), nosigint=True)
        kept = debugger.runcall(work)
    return kept


all_kept = run()
print(len(all_kept))
