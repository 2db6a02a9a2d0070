import io
import linecache
import os
import sys
import unittest

from memory_profiler import LineProfiler, profile, show_results
from support import Folder, masked

LOOP = '''
    # The program of which a report was taken from memory_profiler 0.61.0.




    from memory_profiler import profile


    @profile(stream=stream)
    def test_2():
        a = [1] * (10 ** 6)
        b = [2] * (2 * 10 ** 7)
        del b

        for i in range(2):
            a = [1] * (10 ** 6)
            b = [2] * (2 * 10 ** 7)
            del b
        return a
'''

GOLDEN = '''\
Filename: {path}

Line #    Mem usage    Increment  Occurrences   Line Contents
=============================================================
     9        # MiB        # MiB           1   @profile(stream=stream)
    10                                         def test_2():
    11        # MiB        # MiB           1       a = [1] * (10 ** 6)
    12        # MiB        # MiB           1       b = [2] * (2 * 10 ** 7)
    13        # MiB        # MiB           1       del b
    14                                         
    15        # MiB        # MiB           3       for i in range(2):
    16        # MiB        # MiB           2           a = [1] * (10 ** 6)
    17        # MiB        # MiB           2           b = [2] * (2 * 10 ** 7)
    18        # MiB        # MiB           2           del b
    19        # MiB        # MiB           1       return a


'''


def run_file(folder, name, text, **names):
    """Runs a program of a folder here; its namespace."""
    path = folder.write(name, text)
    namespace = dict(names, __name__="program")
    with open(path) as file:
        exec(compile(file.read(), path, "exec"), namespace)
    return path, namespace


class ReportTests(unittest.TestCase):
    def test_loop_program_as_the_original_reports_it(self):
        stream = io.StringIO()
        with Folder() as folder:
            path, program = run_file(folder, "loop.py", LOOP, stream=stream)
            program["test_2"]()
            self.assertEqual(masked(stream.getvalue()), GOLDEN.format(path=path))

    def test_cells_are_python_s_fixed_point_in_the_original_s_columns(self):
        def work():
            block = [0] * 700_001
            return len(block)

        profiler = LineProfiler()
        profiler(work)()
        [lines] = profiler.code_map.values()
        with open(__file__) as file:
            source = file.read().splitlines(True)
        for precision in (0, 1, 2, 3, 4, 5, 8, 12, 25):
            stream = io.StringIO()
            show_results(profiler, stream=stream, precision=precision)
            def cell(value):
                # What rounds to nothing has no sign.
                return f"{value if round(value, precision) else 0.0:{precision + 4}.{precision}f} MiB"

            expected = [
                f"{line:>6} {cell(memory):>12} {cell(increment):>12}  {occurrences:>10}   {source[line - 1]}"
                for line, (increment, memory, occurrences) in lines.items()]
            self.assertEqual(stream.getvalue().split("=\n")[1][:-2], "".join(expected))

    def test_last_line_without_its_end_runs_into_the_blank_lines(self):
        stream = io.StringIO()
        text = "def f():\n    return 1"
        linecache.cache["<cell 1>"] = (len(text), None, text.splitlines(True), "<cell 1>")
        namespace = {}
        exec(compile(text, "<cell 1>", "exec"), namespace)
        profile(namespace["f"], stream=stream)()
        self.assertTrue(stream.getvalue().endswith("    return 1\n\n"))
        self.assertFalse(stream.getvalue().endswith("\n\n\n"))

    def test_source_in_any_script_is_kept(self):
        stream = io.StringIO()
        with Folder() as folder:
            path, program = run_file(folder, "schön.py", "@profile(stream=stream)\ndef f():\n    return 'żółw 🐢 \\t'\n", profile=profile, stream=stream)
            program["f"]()
        self.assertIn("    return 'żółw 🐢 \\t'\n", stream.getvalue())
        self.assertTrue(stream.getvalue().startswith(f"Filename: {path}\n\n"))

    def test_file_name_that_is_no_text_is_kept(self):
        stream = io.StringIO()
        with Folder() as folder:
            name = os.fsdecode(b"odd\xff.py")
            _, program = run_file(folder, name, "@profile(stream=stream)\ndef f():\n    return 1\n", profile=profile, stream=stream)
            program["f"]()
        self.assertIn(name, stream.getvalue())

    def test_lines_reach_a_stream_one_by_one(self):
        written = []

        class Stream:
            write = staticmethod(written.append)

        with Folder() as folder:
            _, program = run_file(folder, "loop.py", LOOP, stream=Stream)
            program["test_2"]()
        self.assertEqual(len(written), 1 + 2 + 11 + 1)
        self.assertEqual(written[-1], "\n\n")
        self.assertTrue(written[0].startswith("Filename: ") and written[0].endswith("\n\n"))
        self.assertTrue(all(line.endswith("\n") and line.count("\n") == 1 for line in written[1:-1]))

    def test_file_that_is_no_python_any_more_is_reported_as_far_as_it_ran(self):
        stream = io.StringIO()
        with Folder() as folder:
            _, program = run_file(folder, "gone.py", "def f(x):\n    y = x\n    return y\n")
            folder.write("gone.py", "(((\n'''\n")
            linecache.checkcache()
            profile(program["f"], stream=stream)(1)
        self.assertEqual(stream.getvalue().count(" MiB "), 6)

    def test_comprehension_counts_by_version(self):
        stream = io.StringIO()

        @profile(stream=stream)
        def work():
            return [i for i in range(99)]

        work()
        # Up to 3.11 a comprehension is a function of its own, entered and left on the same line.
        expected = 102 if sys.version_info < (3, 12) else 100
        row = next(line for line in stream.getvalue().splitlines() if "for i in range(99)" in line)
        self.assertEqual(int(row[34:46]), expected)


if __name__ == "__main__":
    unittest.main()
