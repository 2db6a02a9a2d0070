import io
import sys
import unittest

from memory_profiler import LineProfiler, profile


def load_tests(loader, tests, pattern):
    """`sys.monitoring` is there from 3.12 on."""
    return tests if sys.version_info >= (3, 12) else unittest.TestSuite()


class MonitoringTests(unittest.TestCase):
    def test_tracer_of_the_program_is_untouched(self):
        seen = []

        @profile(stream=io.StringIO())
        def work():
            seen.append(sys.gettrace())

        earlier = sys.gettrace()
        work()
        self.assertEqual(seen, [earlier])

    def test_global_events_are_off_when_nothing_is_profiled(self):
        from heapline import _monitoring
        watchers = _monitoring._watchers
        profiler = LineProfiler()
        profiler.add_function(lambda: 1)
        self.assertEqual(_monitoring._watchers, watchers + 1)
        self.assertNotEqual(sys.monitoring.get_events(_monitoring._tool), 0)
        del profiler
        self.assertEqual(_monitoring._watchers, watchers)


if __name__ == "__main__":
    unittest.main()
