import asyncio
import contextlib
import dataclasses
import functools
import inspect
import io
import pickle
import threading
import unittest
import warnings

from memory_profiler import LineProfiler, profile
from support import by_text, rows


def reported(decorate):
    """The report of a function that is decorated to write it to a stream; `decorate(stream)` gives the call."""
    stream = io.StringIO()
    result = decorate(stream)()
    return stream.getvalue(), result


@profile
def pickled(x):
    return x + 1


class DecoratorTests(unittest.TestCase):
    def test_bare_decorator_prints_to_standard_output_after_every_call(self):
        @profile
        def add(a, b):
            return a + b

        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            self.assertEqual(add(1, b=2), 3)
            first = output.getvalue()
            add(3, 4)
        self.assertEqual(first.count("Filename: "), 1)
        self.assertEqual(output.getvalue().count("Filename: "), 2)
        self.assertEqual(rows(first)["return a + b"][2], 1)

    def test_factory_without_arguments(self):
        output = io.StringIO()

        @profile()
        def one():
            return 1

        with contextlib.redirect_stdout(output):
            self.assertEqual(one(), 1)
        self.assertIn("return 1", rows(output.getvalue()))

    def test_stream_and_precision(self):
        stream = io.StringIO()

        @profile(stream=stream, precision=4, backend="psutil")
        def one():
            return 1

        one()
        self.assertRegex(stream.getvalue(), r"(?m)^ +\d+ +\d+\.\d{4} MiB +\d+\.\d{4} MiB +1   ")

    def test_wrapper_keeps_what_the_function_is_called(self):
        self.assertEqual(pickled.__name__, "pickled")
        self.assertEqual(pickled.__module__, __name__)
        self.assertEqual(str(inspect.signature(pickled)), "(x)")
        self.assertIs(pickle.loads(pickle.dumps(pickled)), pickled)

    def test_methods_static_and_class_methods_and_properties(self):
        stream = io.StringIO()

        class Account:
            rate = 3

            @profile(stream=stream)
            def method(self):
                return self, "method"

            @staticmethod
            @profile(stream=stream)
            def static(x):
                return x

            @profile(stream=stream)
            @staticmethod
            def static_below(x):
                return x + 1

            @classmethod
            @profile(stream=stream)
            def of_class(cls):
                return cls.rate

            @property
            @profile(stream=stream)
            def value(self):
                return 9

        account = Account()
        self.assertEqual(account.method(), (account, "method"))
        self.assertEqual((Account.static(5), Account.static_below(5), Account.of_class(), account.value), (5, 6, 3, 9))
        self.assertEqual(stream.getvalue().count("Filename: "), 5)

    def test_what_a_decorator_has_generated_in_a_class_is_left_out(self):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            @profile
            @dataclasses.dataclass
            class Point:
                x: int

                def double(self):
                    return 2 * self.x

            self.assertEqual((Point(4).double(), Point(1) == Point(1), repr(Point(2)).endswith("Point(x=2)")), (8, True, True))
        self.assertEqual(list(rows(output.getvalue())), ["def double(self):", "return 2 * self.x"])
        self.assertNotIn("ERROR", output.getvalue())

    def test_function_without_source_runs_and_each_call_says_what_is_missing(self):
        namespace, output = {}, io.StringIO()
        exec("def made():\n    return 10\n", namespace)
        with contextlib.redirect_stdout(output):
            made = profile(namespace["made"])
            self.assertEqual((made(), made()), (10, 10))
        self.assertEqual(output.getvalue(), 2 * "ERROR: Could not find file <string>\n")

    def test_decorated_class_stays_a_class_and_its_functions_are_profiled(self):
        stream = io.StringIO()

        @profile(stream=stream)
        class Box:
            def __init__(self):
                self.content = [1]

            def get(self):
                return self.content

        self.assertIsInstance(Box, type)
        self.assertEqual(Box().get(), [1])
        self.assertIn("self.content = [1]", rows(stream.getvalue()))
        self.assertIn("return self.content", rows(stream.getvalue()))

    def test_what_has_no_python_code_is_left_as_it_is_with_a_warning(self):
        with self.assertWarnsRegex(UserWarning, "Could not extract a code object for the object <built-in function len>"):
            self.assertIs(profile(len), len)

    def test_function_behind_a_cache_is_profiled(self):
        stream = io.StringIO()

        @profile(stream=stream)
        @functools.lru_cache(maxsize=None)
        def square(n):
            return n * n

        self.assertEqual((square(3), square(3)), (9, 9))
        self.assertEqual(rows(stream.getvalue())["return n * n"][2], 1)

    def test_exception_passes_and_the_report_is_written(self):
        stream = io.StringIO()

        @profile(stream=stream)
        def fail():
            before = 1
            raise LookupError(before)

        with self.assertRaises(LookupError):
            fail()
        self.assertEqual(rows(stream.getvalue())["raise LookupError(before)"][2], 1)

    def test_generator_is_reported_when_it_ends(self):
        stream = io.StringIO()

        @profile(stream=stream)
        def count(n):
            for i in range(n):
                yield i

        self.assertTrue(inspect.isgeneratorfunction(count))
        steps = count(3)
        next(steps)
        self.assertEqual(stream.getvalue(), "")
        self.assertEqual(list(steps), [1, 2])
        self.assertEqual(rows(stream.getvalue())["yield i"][2], 6)

    def test_generator_takes_what_is_sent_and_thrown(self):
        @profile(stream=io.StringIO())
        def echo():
            got = yield "first"
            try:
                yield got
            except KeyError:
                yield "caught"
            return "returned"

        steps = echo()
        self.assertEqual((next(steps), steps.send("sent"), steps.throw(KeyError())), ("first", "sent", "caught"))
        with self.assertRaises(StopIteration) as stop:
            next(steps)
        self.assertEqual(stop.exception.value, "returned")

    def test_abandoned_generator_is_closed_and_reported(self):
        stream, closed = io.StringIO(), []

        @profile(stream=stream)
        def endless():
            try:
                while True:
                    yield 1
            finally:
                closed.append(True)

        next(endless())
        self.assertEqual(closed, [True])
        self.assertIn("yield 1", rows(stream.getvalue()))

    def test_coroutine_is_reported_when_it_ends_and_counts_its_awaits_twice(self):
        stream = io.StringIO()

        @profile(stream=stream)
        async def work(n):
            for _ in range(n):
                await asyncio.sleep(0)
            return n

        self.assertTrue(inspect.iscoroutinefunction(work))

        async def main():
            return await asyncio.gather(work(2), work(2))

        self.assertEqual(asyncio.run(main()), [2, 2])
        self.assertEqual(stream.getvalue().count("Filename: "), 2)
        self.assertEqual(rows(stream.getvalue())["await asyncio.sleep(0)"][2], 4)

    def test_async_generator(self):
        stream = io.StringIO()

        @profile(stream=stream)
        async def numbers(n):
            for i in range(n):
                await asyncio.sleep(0)
                got = yield i
                if got:
                    yield got

        async def main():
            plain = [i async for i in numbers(3)]
            steps = numbers(3)
            await steps.asend(None)
            sent = await steps.asend("sent")
            await steps.aclose()
            return plain, sent

        self.assertTrue(inspect.isasyncgenfunction(numbers))
        self.assertEqual(asyncio.run(main()), ([0, 1, 2], "sent"))
        self.assertEqual(stream.getvalue().count("Filename: "), 2)

    def test_threads_in_one_function_count_each_their_own_lines(self):
        profiler = LineProfiler()
        barrier = threading.Barrier(4)

        @profiler
        def work(n):
            barrier.wait()
            total = 0
            for i in range(n):
                total += i
            return total

        threads = [threading.Thread(target=work, args=(1000,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        figures = by_text(profiler)
        self.assertEqual(figures["for i in range(n):"][2], 4 * 1001)
        self.assertEqual(figures["total += i"][2], 4 * 1000)
        self.assertEqual(figures["return total"][2], 4)

    def test_nothing_is_counted_on_threads_where_it_is_not_on(self):
        profiler = LineProfiler()

        def work():
            return 1

        profiler.add_function(work)
        with profiler:
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        self.assertEqual(by_text(profiler), {})

    def test_functions_called_by_a_profiled_one_are_not_measured(self):
        def inner():
            x = 1
            return x

        stream = io.StringIO()

        @profile(stream=stream)
        def outer():
            return inner()

        outer()
        self.assertEqual(list(rows(stream.getvalue()))[1:], ["return inner()"])

    def test_decorated_functions_that_call_each_other_have_a_report_each(self):
        stream = io.StringIO()

        @profile(stream=stream)
        def even(n):
            return True if n == 0 else odd(n - 1)

        @profile(stream=stream)
        def odd(n):
            return False if n == 0 else even(n - 1)

        self.assertTrue(even(4))
        # The inner calls' reports come first; the outermost even was on for all three calls.
        self.assertEqual(stream.getvalue().count("Filename: "), 5)
        self.assertEqual(rows(stream.getvalue().rpartition("Filename: ")[2])["return True if n == 0 else odd(n - 1)"][2], 3)

    def test_unknown_backend_is_an_error(self):
        with self.assertRaises(KeyError):
            profile(backend="nonsense")(lambda: 1)

    def test_no_warning_anywhere(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            report, _ = reported(lambda stream: profile(lambda: 1, stream=stream))
        self.assertIn("profile(lambda: 1, stream=stream)", report)


if __name__ == "__main__":
    unittest.main()
