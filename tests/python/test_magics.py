import os
import re
import subprocess
import sys
import unittest

from support import AGENT, LIB, Folder, is_debian_python, masked, plain_environment

SHELL = """
    import sys
    from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell.instance(colors="NoColor")
    for cell in [{}]:
        shell.run_cell(cell)
        sys.stdout.flush()
"""

DEFINITION = "def work(n):\n    block = [0] * n\n    return len(block)\n"
REPORT = """\
Filename: <ipython-input>

Line #    Mem usage    Increment  Occurrences   Line Contents
=============================================================
     1        # MiB        # MiB           {0}   def work(n):
     2        # MiB        # MiB           {0}       block = [0] * n
     3        # MiB        # MiB           {0}       return len(block)
"""


def load_tests(loader, tests, pattern):
    """IPython is there for Debian's Python alone (./dev setup)."""
    return tests if is_debian_python() else unittest.TestSuite()


class MagicsTests(unittest.TestCase):
    """The magics, in a real IPython."""

    maxDiff = None

    def cells(self, *cells, folder=None):
        """What a shell prints for cells, the extension loaded."""
        if folder is None:
            with Folder() as folder:
                return self.cells(*cells, folder=folder)
        folder.write("shell.py", SHELL.format(", ".join(map(repr, ("%load_ext memory_profiler",) + cells))))
        result = subprocess.run(
            [sys.executable, "-B", "shell.py"], cwd=folder.path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True,
            env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT, IPYTHONDIR=folder.path))
        return re.sub(r"<ipython-input[^>]*>", "<ipython-input>", result.stdout)

    def test_memit_on_a_line(self):
        said = self.cells("%memit -i5 [0] * (200 * 2 ** 17)")
        match = re.fullmatch(r"peak memory: (\d+\.\d\d) MiB, increment: (\d+\.\d\d) MiB\n", said)
        self.assertIsNotNone(match, said)
        self.assertAlmostEqual(float(match.group(2)), 200, delta=4)

    def test_memit_on_a_cell_does_not_measure_its_first_line(self):
        said = self.cells("%%memit big = [0] * (200 * 2 ** 17)\nsmall = len(big)\nprint(small)")
        self.assertTrue(said.startswith("26214400\n"), said)
        self.assertAlmostEqual(float(re.search(r"increment: (\S+)", said).group(1)), 0, delta=4)

    def test_memit_s_options(self):
        said = self.cells(
            "r = %memit -o -q -c -r3 -t60 -i0.01 1 + 1\nprint(len(r.mem_usage), r.repeat, r.timeout, r.interval, r.include_children)", "r",
            "%memit -q 1", "%memit -t1 import threading; threading.Event().wait(600)")
        self.assertRegex(said, r"^3 3 60\.0 0\.01 True\nOut\[1\]: <MemitResult : peak memory: \S+ MiB, increment: \S+ MiB>\npeak memory: .* MiB\n$")

    def test_mprun_on_a_line_profiles_functions_of_the_notebook(self):
        self.assertEqual(masked(self.cells(DEFINITION, "%mprun -f work work(3)")), REPORT.format(1) + "\n")

    def test_mprun_on_a_cell(self):
        self.assertEqual(masked(self.cells(DEFINITION, "%%mprun -f work work(1)\nwork(2)\nwork('x'.count('x'))")), REPORT.format(3) + "\n")

    def test_mprun_writes_a_file_and_gives_the_profiler(self):
        with Folder() as folder:
            said = self.cells(DEFINITION, "p = %mprun -r -c -f work -T report.txt work(3)\nprint(type(p).__name__, p.include_children)", folder=folder)
            with open(os.path.join(folder.path, "report.txt")) as file:
                self.assertEqual(masked(re.sub(r"<ipython-input[^>]*>", "<ipython-input>", file.read())), REPORT.format(1).rstrip("\n"))
        self.assertTrue(said.endswith("\n\n*** Profile printout saved to text file report.txt. \nLineProfiler True\n"), said)

    def test_mprun_survives_exits_and_puts_the_builtin_back(self):
        said = self.cells(DEFINITION, "%mprun -f work import sys; work(1); sys.exit(3)", "import builtins; print(hasattr(builtins, 'profile'))")
        self.assertEqual(masked(said), REPORT.format(1) + "*** SystemExit exception caught in code being profiled.\nFalse\n")

    def test_function_that_is_not_there(self):
        self.assertEqual(self.cells("%mprun -f nonsense 1"), "UsageError: Could not find function 'nonsense'.\nNameError: name 'nonsense' is not defined\n")


if __name__ == "__main__":
    unittest.main()
