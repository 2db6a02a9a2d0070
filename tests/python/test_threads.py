import io
import sys
import threading
import unittest

from memory_profiler import LineProfiler, profile
from support import by_text


class ManyThreadsTests(unittest.TestCase):
    """Everything at once on eight threads that are interrupted as often as can be."""

    THREADS, ROUNDS = 8, 60

    def setUp(self):
        self._interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)

    def tearDown(self):
        sys.setswitchinterval(self._interval)

    def run_on_all(self, work):
        errors = []

        def guarded():
            try:
                for _ in range(self.ROUNDS):
                    work()
            except BaseException as error:  # told below, on the test's own thread
                errors.append(error)

        threads = [threading.Thread(target=guarded) for _ in range(self.THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def test_functions_generators_recursion_and_exceptions_of_one_profiler_are_all_counted(self):
        shared = LineProfiler()

        @shared
        def steps(n):
            for i in range(n):
                yield i

        @shared
        def recursive(n):
            if n:
                return recursive(n - 1)
            raise LookupError(n)

        @shared
        def work():
            total = sum(x for x in steps(5))
            try:
                recursive(3)
            except LookupError:
                total += 1
            return total

        self.run_on_all(work)
        calls = self.THREADS * self.ROUNDS
        figures = by_text(shared)
        self.assertEqual(figures["total += 1"][2], calls)
        self.assertEqual(figures["yield i"][2], calls * 10)
        self.assertEqual(figures["for i in range(n):"][2], calls * 6)
        self.assertEqual(figures["raise LookupError(n)"][2], calls)
        self.assertEqual(figures["return recursive(n - 1)"][2], calls * 3)
        self.assertEqual(figures["return total"][2], calls)

    def test_profilers_that_come_and_go_do_not_disturb_each_other(self):
        def one(n):
            total = 0
            for i in range(n):
                total += i
            return total

        def work():
            own = LineProfiler()
            own.add_function(one)
            with own:
                one(7)
            figures = by_text(own)
            self.assertEqual((figures["total += i"][2], figures["return total"][2]), (7, 1))

        self.run_on_all(work)

    def test_reports_are_taken_while_other_threads_run(self):
        shared = LineProfiler()

        @shared
        def busy(n):
            values = []
            for i in range(n):
                values.append([i])
            return values

        stream = io.StringIO()

        @profile(stream=stream)
        def reported():
            busy(3)
            return by_text(shared)

        self.run_on_all(reported)
        self.assertEqual(stream.getvalue().count("Filename: "), self.THREADS * self.ROUNDS)
        self.assertEqual(by_text(shared)["values.append([i])"][2], self.THREADS * self.ROUNDS * 3)


if __name__ == "__main__":
    unittest.main()
