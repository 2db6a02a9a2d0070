import os
import re
import subprocess
import sys
import unittest

from support import AGENT, LIB, Folder, masked, plain_environment, rows

PROGRAM = """
    import sys

    @profile
    def work(n):
        block = [0] * (n * 2 ** 17)
        return len(block)

    work(50)
    work(50)
    print(sys.argv, __name__, __file__)
    sys.exit(len(sys.argv))
"""


def module(folder, *arguments, text=None, **environment):
    """`python -m memory_profiler` in a folder."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "memory_profiler", *arguments], cwd=folder.path, input=text, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT, **environment), universal_newlines=True)


class ModuleRunTests(unittest.TestCase):
    """`python -m memory_profiler`"""

    maxDiff = None

    def test_script_runs_as_main_with_its_arguments_and_exit_code_and_is_reported_at_the_end(self):
        with Folder(program=PROGRAM) as folder:
            result = module(folder, "program.py", "-o", "--precision")
        self.assertEqual((result.returncode, result.stderr), (3, ""))
        self.assertEqual(masked(result.stdout), """\
['program.py', '-o', '--precision'] __main__ program.py
Filename: program.py

Line #    Mem usage    Increment  Occurrences   Line Contents
=============================================================
     3        # MiB        # MiB           2   @profile
     4                                         def work(n):
     5        # MiB        # MiB           2       block = [0] * (n * 2 ** 17)
     6        # MiB        # MiB           2       return len(block)


""")
        self.assertRegex(result.stdout, r"     3 +\d+\.\d{3} MiB")

    def test_workers_that_multiprocessing_starts_anew_have_the_builtin(self):
        program = """
            import multiprocessing, sys

            @profile
            def work(x):
                return x + 1

            @profile(precision=1)
            def more(x):
                with profile:
                    return [each + 1 for each in x]

            if __name__ == "__main__":
                for method in "spawn", "forkserver":
                    with multiprocessing.get_context(method).Pool(1) as pool:
                        print(pool.map(work, [1, 2]), pool.map(more, [[3]]))
        """
        with Folder(program=program) as folder:
            for arguments in (["program.py"], ["program"], ["--include-children", "--backend", "psutil_pss", "program.py"]):
                result = module(folder, *arguments)
                self.assertEqual((result.returncode, result.stderr), (0, ""))
                self.assertEqual(result.stdout, "[2, 3] [[4]]\n[2, 3] [[4]]\n")

    def test_report_is_appended_to_a_file(self):
        with Folder(program=PROGRAM) as folder:
            for _ in range(2):
                result = module(folder, "--precision", "1", "-o", "report.txt", "program.py")
            with open(os.path.join(folder.path, "report.txt")) as file:
                report = file.read()
        self.assertEqual(result.stdout, "['program.py'] __main__ program.py\n")
        self.assertEqual(report.count("Filename: program.py\n"), 2)
        self.assertRegex(report, r"     3 +\d+\.\d MiB")

    def test_file_that_cannot_be_written_is_one_clear_line(self):
        with Folder(program="pass") as folder:
            result = module(folder, "-o", "missing/report.txt", "program.py")
        self.assertEqual((result.returncode, result.stderr), (1, "the results cannot be written to missing/report.txt: No such file or directory\n"))

    def test_time_stamps(self):
        with Folder(program=PROGRAM) as folder:
            result = module(folder, "--timestamp", "-o", "marks.dat", "program.py")
            with open(os.path.join(folder.path, "marks.dat")) as file:
                marks = file.read()
        self.assertEqual(result.returncode, 1)
        self.assertRegex(marks, r"^(FUNC __main__\.work \d+\.\d{4} \d+\.\d{4} \d+\.\d{4} \d+\.\d{4} 0\n){2}$")

    def test_blocks_are_stamped_by_their_names(self):
        program = """
            with profile.timestamp("outer"):
                with profile.timestamp():
                    pass
        """
        with Folder(program=program) as folder:
            result = module(folder, "--timestamp", "program.py")
        self.assertEqual(re.findall(r"FUNC (\S+) .* (\d+)\n", result.stdout), [(".outer", "0"), (".<block>", "1")])

    def test_module_runs_as_main(self):
        with Folder() as folder:
            folder.write("package/__main__.py", "import sys\n@profile\ndef f():\n    return 1\nf()\nprint(sys.argv[1:], __name__)\n")
            result = module(folder, "package", "x")
        self.assertTrue(result.stdout.startswith("['x'] __main__\nFilename: "), result.stdout + result.stderr)
        self.assertIn("return 1", rows(result.stdout))

    def test_script_is_found_on_the_path(self):
        with Folder() as folder:
            folder.write("bin/tool.py", "@profile\ndef f():\n    return 1\nf()\n")
            result = module(folder, "tool.py", PATH=os.path.join(folder.path, "bin"))
            missing = module(folder, "other.py")
        self.assertIn("return 1", rows(result.stdout))
        self.assertEqual((missing.returncode, missing.stderr, missing.stdout), (1, "Could not find script other.py\n", ""))

    def test_report_comes_after_an_exception_too(self):
        with Folder(program="@profile\ndef f():\n    raise LookupError(1)\nf()\n") as folder:
            result = module(folder, "program.py")
        self.assertEqual(result.returncode, 1)
        self.assertIn("raise LookupError(1)", rows(result.stdout))
        self.assertTrue(result.stderr.endswith("LookupError: 1\n"))

    def test_nothing_to_run_unknown_backends_and_version(self):
        with Folder() as folder:
            nothing, wrong, version = module(folder), module(folder, "--backend", "x", "a.py"), module(folder, "--version")
        self.assertEqual((nothing.returncode, nothing.stdout), (1, "A program to run must be provided. Use -h for help\n"))
        self.assertEqual((wrong.returncode, "invalid choice" in wrong.stderr), (2, True))
        self.assertEqual((version.returncode, version.stdout), (0, "0.61.0\n"))

    def test_every_backend_sees_a_block(self):
        with Folder(program=PROGRAM) as folder:
            for backend in ("psutil", "psutil_pss", "psutil_uss", "posix", "tracemalloc"):
                with self.subTest(backend):
                    lines = rows(module(folder, "--backend", backend, "program.py").stdout)
                    self.assertEqual(lines["return len(block)"][2], 2)
                    self.assertAlmostEqual(lines["block = [0] * (n * 2 ** 17)"][1], 100, delta=2)
                    self.assertAlmostEqual(lines["return len(block)"][1], 0, delta=2)

    def test_children_are_included_when_asked_for(self):
        program = """
            import subprocess, sys

            @profile
            def work():
                child = subprocess.Popen([sys.executable, "-c", "block = [0] * (50 * 2 ** 17); input()"], stdin=-1, stdout=-1)
                wait()
                child.communicate(b"x")

            def wait():
                from memory_profiler import memory_usage
                while memory_usage(include_children=True)[0] - memory_usage()[0] < 55:
                    pass

            work()
        """
        with Folder(program=program) as folder:
            without, included = (rows(module(folder, *options, "program.py").stdout) for options in ([], ["--include-children"]))
        self.assertLess(without["wait()"][0], 30)
        self.assertGreater(included["wait()"][1] - without["wait()"][1], 50)
        self.assertLess(included['child.communicate(b"x")'][1], -50)

    def test_debugger_takes_over_where_memory_exceeds_the_limit(self):
        with Folder(program=PROGRAM) as folder:
            result = module(folder, "--pdb-mmem", "60", "program.py", text="p 'n is', n\nq\n")
        self.assertRegex(result.stdout, r"^Current memory \d+\.\d\d MiB exceeded the maximum of 60\.00 MiB\nStepping into the debugger \n> .*program.py\(6\)work\(\)\n")
        self.assertIn("('n is', 50)", result.stdout)
        self.assertEqual((result.returncode, result.stderr), (1, ""))

    def test_decorator_takes_a_stream(self):
        with Folder(program="import sys\n@profile(stream=sys.stderr)\ndef f():\n    return 1\nf()\n") as folder:
            result = module(folder, "program.py")
        self.assertEqual(result.stdout, "")
        self.assertIn("return 1", rows(result.stderr))

    def test_decorated_functions_are_pickled_to_workers(self):
        program = """
            import multiprocessing

            @profile
            def work(n):
                return n + 1

            if __name__ == "__main__":
                with multiprocessing.get_context("fork").Pool(2) as pool:
                    print(pool.map(work, [1, 2]))
        """
        with Folder(program=program) as folder:
            result = module(folder, "program.py")
        self.assertTrue(result.stdout.startswith("[2, 3]\n"), result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
