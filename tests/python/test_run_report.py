import os
import subprocess
import sys
import unittest

from support import Folder, Session, environment, masked, rows, run_program

WORK = """
    from memory_profiler import profile

    @profile
    def work(n):
        return n

"""


class ReportAtTheEndTests(unittest.TestCase):
    """Under `mprof run`: one report of all calls, when the program ends."""

    def test_all_calls_are_reported_once_after_what_the_program_prints(self):
        result = run_program(WORK + """
    for i in range(3):
        print(work(i))
        """)
        self.assertEqual(result.stderr, "")
        self.assertEqual(masked(result.stdout), """\
0
1
2
Filename: program.py

Line #    Mem usage    Increment  Occurrences   Line Contents
=============================================================
     3        # MiB        # MiB           3   @profile
     4                                         def work(n):
     5        # MiB        # MiB           3       return n


""")

    def test_after_an_exception(self):
        result = run_program(WORK + "\n    work(1)\n    raise LookupError('the program')")
        self.assertEqual(result.returncode, 1)
        self.assertTrue(result.stderr.startswith("Traceback") and result.stderr.endswith("LookupError: the program\n"))
        self.assertIn("return n", rows(result.stdout))

    def test_after_an_exception_in_the_function_itself(self):
        result = run_program("""
            @profile
            def fail():
                raise LookupError("inside")
            fail()
        """)
        self.assertEqual(result.returncode, 1)
        self.assertEqual(rows(result.stdout)['raise LookupError("inside")'][2], 1)

    def test_after_sys_exit(self):
        result = run_program(WORK + "\n    work(1)\n    import sys\n    sys.exit(3)")
        self.assertEqual((result.returncode, result.stderr), (3, ""))
        self.assertIn("return n", rows(result.stdout))

    def test_function_never_called_prints_nothing(self):
        self.assertEqual(run_program(WORK).stdout, "")

    def test_functions_come_in_the_order_decorated(self):
        result = run_program("""
            @profile
            def first():
                return second()

            @profile
            def second():
                return 2

            first()
        """)
        self.assertEqual(list(rows(result.stdout)), ["@profile", "return second()", "return 2"])
        self.assertLess(result.stdout.index("def first"), result.stdout.index("def second"))
        self.assertEqual(result.stdout.count("Filename: "), 2)

    def test_builtin_and_imported_decorator_share_one_profiler(self):
        result = run_program("""
            import memory_profiler

            @profile
            def builtin():
                return imported()

            @memory_profiler.profile
            def imported():
                return 1

            builtin()
        """)
        one, two = result.stdout.split("Filename: ")[1:]
        self.assertRegex(one, r"\d\.\d{3} MiB +\d+\.\d{3} MiB")
        self.assertRegex(two, r"\d\.\d MiB +\d+\.\d MiB")

    def test_builtin_takes_every_argument_of_either(self):
        result = run_program("""
            import sys

            @profile(precision=2)
            def two():
                return 1

            @profile(stream=sys.stderr, precision=1, backend="psutil")
            def streamed():
                return 2

            @profile()
            def plain():
                return 3

            with profile:
                two()
            streamed()
            plain()
            profile.enable_by_count()
            profile.disable_by_count()
            with profile.timestamp("block"):
                pass
        """)
        self.assertRegex(result.stdout, r"\d\.\d\d MiB +-?\d+\.\d\d MiB +1       return 1")
        self.assertRegex(result.stdout, r"\d\.\d{3} MiB +-?\d+\.\d{3} MiB +1       return 3")
        self.assertNotIn("return 2", result.stdout)
        self.assertEqual(list(rows(result.stderr)), ['@profile(stream=sys.stderr, precision=1, backend="psutil")', "return 2"])

    def test_generators_and_coroutines_are_in_it(self):
        result = run_program("""
            import asyncio

            @profile
            def numbers():
                yield 1

            @profile
            async def wait():
                await asyncio.sleep(0)

            list(numbers())
            asyncio.run(wait())
        """)
        self.assertEqual(rows(result.stdout)["yield 1"][2], 2)
        self.assertEqual(rows(result.stdout)["await asyncio.sleep(0)"][2], 2)

    def test_calls_on_threads_that_outlive_the_main_one_are_in_it(self):
        result = run_program(WORK + """
    import threading
    release = threading.Event()
    def late():
        release.wait()
        work(2)
    threading.Thread(target=late).start()
    work(1)
    release.set()
        """)
        self.assertEqual(rows(result.stdout)["return n"][2], 2)

    def test_forked_child_does_not_print_what_it_inherited(self):
        result = run_program(WORK + """
    import os, sys
    work(1)
    child = os.fork()
    if child == 0:
        work(2)
        sys.exit(7)
    print(os.waitpid(child, 0)[1] >> 8, flush=True)
        """)
        self.assertEqual(result.stdout.count("Filename: "), 1)
        self.assertTrue(result.stdout.startswith("7\n"))
        self.assertEqual(rows(result.stdout)["return n"][2], 1)

    def test_pool_of_forked_workers_takes_decorated_functions(self):
        result = run_program(WORK + """
    import multiprocessing
    if __name__ == "__main__":
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(work, [1, 2, 3]))
        work(0)
        """)
        self.assertEqual((result.stdout.split("\n")[0], result.stdout.count("Filename: ")), ("[1, 2, 3]", 1))

    def test_goes_to_the_standard_output_of_that_time(self):
        result = run_program("""
            import atexit, io, sys

            # Registered before the first decoration, so called after the report.
            atexit.register(lambda: sys.__stdout__.write(str("return n" in sys.stdout.getvalue())))

            @profile
            def work(n):
                return n

            work(1)
            sys.stdout = io.StringIO()
        """)
        self.assertEqual((result.stdout, result.stderr), ("True", ""))

    def test_standard_output_that_is_closed_or_gone_does_not_lose_it(self):
        for end in ("import io; sys.stdout = io.StringIO(); sys.stdout.close()", "sys.stdout = None"):
            with self.subTest(end):
                result = run_program(WORK + f"\n    import sys\n    work(1)\n    {end}")
                self.assertIn("return n", rows(result.stdout))
                self.assertEqual(result.returncode, 0)

    def test_standard_output_that_cannot_say_every_letter(self):
        with Folder() as folder, Session() as session:
            folder.write("program.py", "@profile\ndef f():\n    return 'żółw'\nf()\n")
            env = environment(session, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
            result = subprocess.run([sys.executable, "program.py"], cwd=folder.path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertIn(rb"return '\u017c\xf3\u0142w'", result.stdout)

    def test_reader_that_has_gone_changes_neither_exit_code_nor_standard_error(self):
        with Folder() as folder, Session() as session:
            import textwrap
            folder.write("program.py", textwrap.dedent(WORK) + "work(1)\nimport sys\nsys.exit(4)\n")
            read, write = os.pipe()
            os.close(read)
            result = subprocess.run(
                [sys.executable, "program.py"], cwd=folder.path, env=environment(session), stdout=write, stderr=subprocess.PIPE)
            os.close(write)
        self.assertEqual((result.returncode, result.stderr), (4, b""))

    def test_no_warning(self):
        result = run_program(WORK + "\n    work(1)", "-W", "error", "-X", "dev")
        self.assertEqual((result.returncode, result.stderr), (0, ""))


class MarksTests(unittest.TestCase):
    """Calls of decorated functions in the recording. A mark's words: code id, time, resident bytes, level and thread."""

    MARK = 12

    def marks(self, program):
        result = run_program(program, exact=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        [records] = result.lanes
        names = {}
        for record in records:
            if record[0] & 0xFF == 10:
                text = b"".join(word.to_bytes(8, "little") for word in record[3:])
                file, name = record[2] & 0xFFFFFFFF, record[2] >> 32
                names[record[1] & 0xFFFFFFFF] = text[file:file + name].decode()
        found = [record for record in records if record[0] & 0xFF == self.MARK]
        self.assertEqual([record[1] for record in found], sorted(record[1] for record in found), "time goes back")
        self.assertTrue(all(2 ** 20 < record[2] < 2 ** 32 for record in found))
        return [(names[record[0] >> 16], "leave" if record[0] >> 8 & 0xFF else "enter", record[3] >> 32) for record in found]

    def test_calls_are_marked_with_their_level_exceptions_included(self):
        marks = self.marks("""
            from memory_profiler import profile

            @profile
            def outer():
                try:
                    inner()
                except LookupError:
                    inner_again()

            @profile
            def inner():
                raise LookupError

            @profile
            def inner_again():
                pass

            outer()
            outer()
        """)
        once = [("outer", "enter", 0), ("inner", "enter", 1), ("inner", "leave", 1),
                ("inner_again", "enter", 1), ("inner_again", "leave", 1), ("outer", "leave", 0)]
        self.assertEqual(marks, once * 2)

    def test_generators_and_coroutines_are_marked_from_their_first_step_to_their_end(self):
        marks = self.marks("""
            import asyncio

            @profile
            def numbers():
                yield 1
                inside()
                yield 2

            @profile
            def inside():
                pass

            @profile
            async def wait(n):
                await asyncio.sleep(0)
                await asyncio.sleep(0)

            async def main():
                await asyncio.gather(wait(1), wait(2))

            for each in numbers():
                pass
            asyncio.run(main())
        """)
        self.assertEqual(marks, [
            ("numbers", "enter", 0), ("inside", "enter", 1), ("inside", "leave", 1), ("numbers", "leave", 0),
            ("wait", "enter", 0), ("wait", "enter", 1), ("wait", "leave", 0), ("wait", "leave", 1)])

    def test_blocks_are_marked_by_their_names(self):
        marks = self.marks("""
            with profile.timestamp("loading"):
                with profile.timestamp("parsing"):
                    pass
        """)
        self.assertEqual(marks, [("loading", "enter", 0), ("parsing", "enter", 1), ("parsing", "leave", 1), ("loading", "leave", 0)])


if __name__ == "__main__":
    unittest.main()
