import contextlib
import io
import sys
import threading
import unittest

from memory_profiler import LineProfiler, profile, show_results
from support import by_text, rows


class LineProfilerTests(unittest.TestCase):
    def test_context_manager_counts_functions_added_before(self):
        def work():
            return 1

        profiler = LineProfiler()
        profiler.add_function(work)
        work()
        with profiler:
            work()
            with profiler:
                work()
            work()
        work()
        self.assertEqual(by_text(profiler)["return 1"][2], 3)

    def test_run_functions(self):
        def work(x):
            return x

        profiler = LineProfiler()
        profiler.add_function(work)
        self.assertEqual(profiler.runcall(work, x=5), 5)
        self.assertIs(profiler.runctx("y = work(2)", {"work": work}, {}), profiler)
        self.assertEqual(by_text(profiler)["return x"][2], 2)

    def test_code_map_has_lines_in_the_order_met_and_items_all_lines(self):
        def work():
            if work is None:
                return 0
            return 1

        profiler = LineProfiler()
        profiler(work)()
        first = work.__code__.co_firstlineno
        [lines] = profiler.code_map.values()
        self.assertEqual(list(lines), [first, first + 1, first + 3])
        increment, memory, occurrences = lines[first]
        self.assertEqual((increment, occurrences), (memory, 1))
        [(filename, items)] = profiler.code_map.items()
        items = list(items)
        self.assertEqual([line for line, _ in items], [first, first + 1, first + 2, first + 3])
        self.assertEqual((filename, items[2][1]), (work.__code__.co_filename, None))

    def test_a_code_map_is_a_dictionary_that_is_up_to_date_however_it_is_read(self):
        def work(times):
            for _ in range(times):
                (lambda: times)()

        profiler = LineProfiler()
        run, code, code_map = profiler(work), work.__code__, profiler.code_map
        self.assertIsInstance(code_map, dict)
        self.assertEqual((code_map[code], code_map.get(code), code_map.get(1), code in code_map, bool(code_map)), ({}, {}, None, True, True))
        for read in (
                lambda: code_map[code], lambda: code_map.get(code), lambda: list(code_map.values())[1], lambda: dict(code_map)[code], lambda: {**code_map}[code],
                lambda: code_map.copy()[code], lambda: [code_map[code] for code in code_map][-1],):
            run(2)
            known = code_map[code][code.co_firstlineno][2]
            run(2)
            self.assertEqual(read()[code.co_firstlineno][2], known + 1)
        run(2)
        self.assertIn(f"{code!r}: {code_map[code]!r}", repr(code_map))
        inner = next(const for const in code.co_consts if hasattr(const, "co_code"))
        self.assertIs(code_map[inner], code_map[code])
        other = LineProfiler()
        other.add_function(work)
        self.assertNotEqual(other.code_map, code_map)
        self.assertEqual(dict(code_map), code_map)

    def test_trace_reads_memory_for_a_line(self):
        profiler = LineProfiler()
        profiler.add_function(self.test_trace_reads_memory_for_a_line)
        code = self.test_trace_reads_memory_for_a_line.__code__
        trace, line = profiler.code_map.trace, code.co_firstlineno
        trace(code, line, None)
        held = bytearray(20 << 20)
        trace(code, line + 1, line)
        del held
        trace(code, line, line + 1)
        lines = profiler.code_map[code]
        self.assertEqual([lines[each][2] for each in lines], [2, 1])
        self.assertAlmostEqual(lines[line + 1][0], 20, delta=1)
        # What was freed is taken off; the first reading stays in.
        self.assertAlmostEqual(lines[line][1] - lines[line][0], 20, delta=1)
        self.assertEqual(lines[line + 1][1], max(figures[1] for figures in lines.values()))

    def test_inner_functions_share_the_lines(self):
        def outer():
            def inner():
                return 1
            return inner()

        profiler = LineProfiler()
        profiler(outer)()
        self.assertEqual(len(profiler.code_map), 2)
        self.assertEqual(by_text(profiler)["def inner():"][2], 2)

    def test_show_results_skips_functions_that_never_ran(self):
        stream = io.StringIO()
        profiler = LineProfiler()
        profiler(lambda: 1)
        show_results(profiler, stream=stream)
        self.assertEqual(stream.getvalue(), "")

    def test_missing_source_is_said(self):
        namespace = {}
        exec(compile("def f():\n    return 1\n", "no/such/file.py", "exec"), namespace)
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            self.assertEqual(LineProfiler()(namespace["f"])(), 1)
        self.assertEqual(output.getvalue(), "ERROR: Could not find file no/such/file.py\n")

    def test_source_that_only_linecache_knows_is_reported_as_in_notebooks(self):
        import linecache
        text = "def f():\n    return 1\n"
        linecache.cache["<ipython-input-1-abc>"] = (len(text), None, text.splitlines(True), "<ipython-input-1-abc>")
        namespace = {}
        exec(compile(text, "<ipython-input-1-abc>", "exec"), namespace)
        stream = io.StringIO()
        profile(namespace["f"], stream=stream)()
        self.assertIn("return 1", rows(stream.getvalue()))

    def test_many_profilers_of_one_function_come_and_go(self):
        def work():
            return 1

        for _ in range(300):
            profiler = LineProfiler()
            profiler.add_function(work)
            with profiler:
                work()
            self.assertEqual(by_text(profiler)["return 1"][2], 1)

    def test_profiler_given_up_while_it_is_on_goes_on_until_switched_off(self):
        def work():
            return 1

        profiler = LineProfiler()
        profiler.add_function(work)
        profiler.enable()
        handle = profiler.handle
        del profiler
        work()
        from heapline._agent import agent
        agent.disable(handle)

    def test_thread_that_ends_with_a_profiler_on_leaves_nothing_to_the_next(self):
        def work():
            return 1

        def switch_on_and_end(profiler):
            profiler.enable()

        for _ in range(20):
            profiler = LineProfiler()
            profiler.add_function(work)
            for target in (lambda: switch_on_and_end(profiler), work):
                thread = threading.Thread(target=target)
                thread.start()
                thread.join()
            self.assertEqual(by_text(profiler), {})

    def test_profiler_switched_off_in_the_midst_of_its_function(self):
        profiler, other = LineProfiler(), LineProfiler()

        def work():
            profiler.disable()
            return 1

        for each in (profiler, other):
            each.add_function(work)
            each.enable()
        work()
        other.disable()
        self.assertEqual(by_text(other)["return 1"][2], 1)
        self.assertNotIn("return 1", by_text(profiler))


class EarlierTracerTests(unittest.TestCase):
    def test_earlier_tracer_is_called_and_put_back(self):
        events = []

        def tracer(frame, event, argument):
            if frame.f_code.co_name in ("work", "called"):
                events.append((frame.f_code.co_name, event))
            return tracer

        def called():
            return 1

        @profile(stream=io.StringIO())
        def work():
            return called()

        earlier = sys.gettrace()
        sys.settrace(tracer)
        try:
            work()
            self.assertIs(sys.gettrace(), tracer)
        finally:
            sys.settrace(earlier)
        self.assertEqual(events, [
            ("work", "call"), ("work", "line"), ("called", "call"), ("called", "line"), ("called", "return"), ("work", "return")])

    def test_tracer_that_the_function_sets_stays(self):
        def tracer(frame, event, argument):
            return None

        @profile(stream=io.StringIO())
        def work():
            sys.settrace(tracer)

        earlier = sys.gettrace()
        try:
            work()
            self.assertIs(sys.gettrace(), tracer)
        finally:
            sys.settrace(earlier)

    def test_debugger_that_breaks_into_a_function_called_by_a_profiled_one_can_step(self):
        lines = []

        def stepper(frame, event, argument):
            if event == "line":
                lines.append(frame.f_lineno - called.__code__.co_firstlineno)
            return stepper

        def called():
            frame = sys._getframe()
            frame.f_trace = stepper
            sys.settrace(stepper)
            one = 1
            two = 2
            sys.settrace(None)
            return one + two

        @profile(stream=io.StringIO())
        def work():
            return called()

        earlier = sys.gettrace()
        try:
            self.assertEqual(work(), 3)
        finally:
            sys.settrace(earlier)
        self.assertEqual(lines, [4, 5, 6])

    def test_what_gettrace_gives_can_be_set(self):
        profiler = LineProfiler()

        @profiler
        def work():
            own = sys.gettrace()
            sys.settrace(None)
            sys.settrace(own)
            return inner()

        @profiler
        def inner():
            return 2

        work()
        self.assertEqual(by_text(profiler)["return 2"][2], 1)
        self.assertIsNone(sys.gettrace())


class OtherUsersTests(unittest.TestCase):
    def test_other_users_of_monitoring_find_their_places(self):
        import cProfile

        @profile(stream=io.StringIO())
        def work():
            run = cProfile.Profile()
            return run.runcall(len, "abc")

        self.assertEqual(work(), 3)

    def test_function_profiled_again_after_its_events_were_disabled(self):
        def work():
            return 1

        for _ in range(2):
            profiler = LineProfiler()
            profiler.add_function(work)
            with profiler:
                work()
            self.assertEqual(by_text(profiler)["return 1"][2], 1)
            del profiler
            work()


if __name__ == "__main__":
    unittest.main()
