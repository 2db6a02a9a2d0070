import glob
import os
import subprocess
import sys
import unittest

import shapes
from support import AGENT, LIB, Folder, is_debian_python, plain_environment, rows
from test_goldens import GOLDEN, masked_in_place, report_of

PROGRAM = """
    import sys
    # Under `python -m memory_profiler` the path of this script comes first.
    sys.path.insert(0, {tests!r})
    import shapes

    profiled = [profile(func) for func, _ in shapes.SHAPES]
    for func, run in shapes.SHAPES:
        with profile:
            run()
    {end}
"""


def load_tests(loader, tests, pattern):
    """There is nothing to compare under other Pythons: the original is there for Debian's alone."""
    return tests if is_debian_python() else unittest.TestSuite()


class BesideTheOriginalTests(unittest.TestCase):
    """The same program under memory_profiler 0.61.0 and under Heapline, on Debian's Python (./dev setup installs the original)."""

    maxDiff = None

    def test_reports_have_the_same_lines_and_occurrences(self):
        tests = os.path.dirname(os.path.abspath(__file__))
        with Folder() as folder:
            folder.write("original.py", PROGRAM.format(tests=tests, end=""))
            original = subprocess.run(
                [sys.executable, "-B", "-m", "memory_profiler", "original.py"], cwd=folder.path, env=plain_environment(),
                stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
            folder.write("ours.py", PROGRAM.format(tests=tests, end="show_results(profile, precision=3)"))
            with open(folder.path + "/ours.py", "r+") as file:
                text = "from memory_profiler import LineProfiler, show_results\nprofile = LineProfiler()\n" + file.read()
                file.seek(0)
                file.write(text)
            ours = subprocess.run(
                [sys.executable, "-B", "ours.py"], cwd=folder.path, env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT),
                stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        self.assertGreater(len(rows(ours)), 2 * len(shapes.SHAPES))
        self.assertEqual(list(map(without_memory, ours.splitlines())), list(map(without_memory, original.splitlines())))

    def test_code_maps_have_the_same_codes_and_lines_in_the_same_order(self):
        program = """
            import sys
            sys.path.insert(0, {tests!r})
            import shapes
            from memory_profiler import LineProfiler

            profiler = LineProfiler()
            for func, _ in shapes.SHAPES:
                profiler.add_function(func)
            for _, run in shapes.SHAPES:
                with profiler:
                    run()
            code_map = profiler.code_map
            print(isinstance(code_map, dict), len(code_map), type(code_map.values()), type(code_map.keys()))
            for code, lines in zip(list(code_map), code_map.values()):
                print(code.co_name, code.co_firstlineno, code_map[code] is lines, code_map.get(code) is lines, type(lines), [(line, lines[line][2]) for line in lines])
                assert all(type(figures) is tuple and len(figures) == 3 for figures in lines.values()), lines
            for filename, lines in code_map.items():
                print(filename, [(line, figures and figures[2]) for line, figures in lines])
        """.format(tests=os.path.dirname(os.path.abspath(__file__)))
        with Folder(maps=program) as folder:
            original = self.original("maps.py", cwd=folder.path)
            ours = subprocess.run(
                [sys.executable, "-B", "maps.py"], cwd=folder.path, env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT),
                stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        self.assertEqual(ours.splitlines(), original.splitlines())

    def test_goldens_are_the_original_s_but_for_what_it_does_not_report(self):
        # It reports no generators, and functions on other threads only while no profiled function runs on this one.
        for path in sorted(set(glob.glob(GOLDEN + "/*.py")) - {GOLDEN + "/generators.py", GOLDEN + "/threads.py"}):
            program = os.path.basename(path)
            with self.subTest(program):
                self.assertEqual(masked_in_place(report_of(program)), masked_in_place(self.original("-m", "memory_profiler", program, cwd=GOLDEN)))

    def test_every_name_has_the_original_s_signature(self):
        program = """
            import inspect, memory_profiler, mprof
            names = "profile memory_usage LineProfiler TimeStamper CodeMap MemTimer MemitResult LogFile show_results choose_backend exec_with_profiler"
            names += " run_module_with_profiler MemoryProfilerMagics load_ipython_extension has_tracemalloc __version__ _get_memory _get_child_memory"
            names += " _func_exec _find_script _CLEAN_GLOBALS _TWO_20"
            of_mprof = "run_action plot_action list_action rm_action clean_action attach_action peak_action main read_mprofile_file function_labels"
            of_mprof += " get_profile_filenames get_profiles filter_mprofile_mem_usage_by_function add_brackets get_cmd_line plot_file flame_plotter"
            for module, names in (memory_profiler, names), (mprof, of_mprof):
                for name in names.split():
                    value = getattr(module, name)
                    print(name, inspect.signature(value) if callable(value) else type(value), value if name in ("has_tracemalloc", "__version__", "_TWO_20") else "")
            for owner, names in ((memory_profiler.LineProfiler, "add_function enable enable_by_count disable disable_by_count runctx wrap_function"),
                                 (memory_profiler.TimeStamper, "timestamp add_function wrap_function show_results"),
                                 (memory_profiler.CodeMap, "add items"), (memory_profiler.LogFile, "write flush"),
                                 (memory_profiler.MemoryProfilerMagics, "mprun memit register_magics")):
                for name in names.split():
                    print(owner.__name__, name, inspect.signature(getattr(owner, name)))
        """
        with Folder(names=program) as folder:
            original = self.original("names.py", cwd=folder.path)
            ours = subprocess.run(
                [sys.executable, "-B", "names.py"], cwd=folder.path, env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT),
                stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        # What is more here comes last, or has a default of its own.
        ours = ours.replace(", include_children=False) \nmemory_usage", ") \nmemory_usage").replace("CodeMap (include_children=False, backend=None)", "CodeMap (include_children, backend)")
        self.assertEqual(ours, original)

    def original(self, *arguments, cwd):
        return subprocess.run(
            [sys.executable, "-B", *arguments], cwd=cwd, env=plain_environment(PYTHONIOENCODING="utf-8"), stdout=subprocess.PIPE, encoding="utf-8",
            check=True).stdout


def without_memory(line):
    """A line of a report without its two memory cells, if it has any."""
    return line[:7] + line[32:] if " MiB " in line[7:32] else line


if __name__ == "__main__":
    unittest.main()
