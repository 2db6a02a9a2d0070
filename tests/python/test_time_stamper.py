import asyncio
import io
import re
import threading
import unittest

from memory_profiler import TimeStamper


class TimeStamperTests(unittest.TestCase):
    """When calls begin and end, and at which level."""

    def setUp(self):
        self.stamper = TimeStamper("psutil")

    def marks(self):
        stream = io.StringIO()
        self.stamper.show_results(stream)
        pattern = re.compile(r"FUNC (\S+) (\S+) (\S+) (\S+) (\S+) (\d+)\n")
        self.assertEqual(pattern.sub("", stream.getvalue()), "")
        return [(name.rpartition(".")[2], float(begin), float(end), int(level)) for name, _, begin, _, end, level in pattern.findall(stream.getvalue())]

    def test_calls_within_calls_have_the_next_level_and_exceptions_leave_none_behind(self):
        @self.stamper
        def inner():
            raise LookupError

        @self.stamper(precision=2)
        def outer():
            self.assertRaises(LookupError, inner)

        outer()
        outer()
        self.assertEqual([(name, level) for name, _, _, level in self.marks()], [("inner", 1), ("inner", 1), ("outer", 0), ("outer", 0)])
        self.assertEqual(self.stamper.current_stack_level, -1)
        self.assertEqual(inner.__name__, "inner")

    def test_coroutines_and_generators_are_timed_to_their_end(self):
        order = []

        @self.stamper
        async def wait(release):
            await release.wait()
            order.append(len(self.stamper.functions))

        @self.stamper
        def numbers():
            yield 1
            inside()
            yield 2

        @self.stamper
        def inside():
            pass

        async def main():
            release = asyncio.Event()
            task = asyncio.ensure_future(wait(release))
            await asyncio.sleep(0)
            self.assertEqual(self.marks(), [])
            list(numbers())
            release.set()
            await task

        asyncio.run(main())
        marks = {name: (begin, end) for name, begin, end, _ in self.marks()}
        for outer, inner in (("wait", "numbers"), ("numbers", "inside")):
            self.assertLessEqual(marks[outer][0], marks[inner][0])
            self.assertGreaterEqual(marks[outer][1], marks[inner][1])

    def test_each_thread_has_its_own_levels(self):
        begun, release = threading.Event(), threading.Event()

        @self.stamper
        def slow():
            begun.set()
            release.wait()

        @self.stamper
        def quick():
            pass

        thread = threading.Thread(target=slow)
        thread.start()
        begun.wait()
        quick()
        release.set()
        thread.join()
        self.assertEqual([(name, level) for name, _, _, level in self.marks()], [("slow", 0), ("quick", 0)])

    def test_methods_and_what_cannot_be_called(self):
        @self.stamper
        class Thing:
            def method(self):
                return 1

        self.assertEqual(Thing().method(), 1)
        self.assertEqual([mark[0] for mark in self.marks()], ["method"])
        self.assertRaises(ValueError, self.stamper, 3)


if __name__ == "__main__":
    unittest.main()
