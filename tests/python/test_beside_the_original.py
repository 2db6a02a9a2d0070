import os
import subprocess
import unittest

import shapes
from support import AGENT, LIB, Folder, plain_environment, rows

# Debian's own Python, for which Debian packages the original.
DEBIAN_PYTHON = "/usr/bin/python3"

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


def has_original():
    if not os.path.exists(DEBIAN_PYTHON):
        return False
    command = [DEBIAN_PYTHON, "-c", "import sys, memory_profiler; assert sys.version_info[:2] == (3, 11) and memory_profiler.__version__ == '0.61.0'"]
    return subprocess.run(command, stderr=subprocess.DEVNULL, env=plain_environment()).returncode == 0


class BesideTheOriginalTests(unittest.TestCase):
    """The same program under memory_profiler 0.61.0 and under Heapline, on the same Python: always Debian's, whichever runs this test."""

    maxDiff = None

    def test_reports_have_the_same_lines_and_occurrences(self):
        if not has_original():
            self.skipTest("Debian's python3-memory-profiler for Python 3.11 is not installed (./dev setup)")
        tests = os.path.dirname(os.path.abspath(__file__))
        with Folder() as folder:
            folder.write("original.py", PROGRAM.format(tests=tests, end=""))
            original = subprocess.run(
                [DEBIAN_PYTHON, "-B", "-m", "memory_profiler", "original.py"], cwd=folder.path, env=plain_environment(),
                stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
            folder.write("ours.py", PROGRAM.format(tests=tests, end="show_results(profile, precision=3)"))
            with open(folder.path + "/ours.py", "r+") as file:
                text = "from memory_profiler import LineProfiler, show_results\nprofile = LineProfiler()\n" + file.read()
                file.seek(0)
                file.write(text)
            ours = subprocess.run(
                [DEBIAN_PYTHON, "-B", "ours.py"], cwd=folder.path, env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT),
                stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        self.assertGreater(len(rows(ours)), 2 * len(shapes.SHAPES))
        self.assertEqual(list(map(without_memory, ours.splitlines())), list(map(without_memory, original.splitlines())))


def without_memory(line):
    """A line of a report without its two memory cells, if it has any."""
    return line[:7] + line[32:] if " MiB " in line[7:32] else line


if __name__ == "__main__":
    unittest.main()
