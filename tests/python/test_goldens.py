import glob
import os
import re
import subprocess
import sys
import unittest

from support import AGENT, LIB, plain_environment

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
EXPECTED = os.path.join(GOLDEN, "%d.%d" % sys.version_info[:2])


def masked_in_place(report):
    """The report with the two memory cells of each row masked, every column where it was."""
    def mask(row):
        return row[1] + "#".rjust(len(row[2])) + " MiB" + "#".rjust(len(row[3])) + " MiB" + row[4]

    return re.sub(r"(?m)^( *\d+)( +-?[\d.]+) MiB( +-?[\d.]+) MiB( +\d+   )", mask, report)


def report_of(program, *options):
    """What `python -m memory_profiler` prints of a program in the folder."""
    return subprocess.run(
        [sys.executable, "-B", "-m", "memory_profiler", *options, program], cwd=GOLDEN, check=True, stdout=subprocess.PIPE,
        env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT, PYTHONIOENCODING="utf-8")).stdout.decode("utf-8")


class GoldenTests(unittest.TestCase):
    """What is printed of the programs in golden/, per Python version. HEAPLINE_ACCEPT=1 (./dev accept) takes what comes as what is expected."""

    maxDiff = None

    def compare(self, name, text):
        path = os.path.join(EXPECTED, name + ".txt")
        # A release within a version may tell more lines than the first did: the newest then has a golden of its own.
        later = os.path.join(EXPECTED, name + ".later.txt")
        if os.path.exists(later) and not os.environ.get("HEAPLINE_ACCEPT"):
            with open(later, encoding="utf-8", newline="") as file:
                if text == file.read():
                    return
        if os.environ.get("HEAPLINE_ACCEPT"):
            os.makedirs(EXPECTED, exist_ok=True)
            with open(path, "w", encoding="utf-8", newline="") as file:
                file.write(text)
        with open(path, encoding="utf-8", newline="") as file:
            self.assertEqual(text, file.read())

    def test_reports(self):
        programs = sorted(glob.glob(os.path.join(GOLDEN, "*.py")))
        self.assertGreater(len(programs), 9)
        for path in programs:
            program = os.path.basename(path)
            with self.subTest(program):
                self.compare(program[:-3], masked_in_place(report_of(program)))

    def test_every_precision(self):
        self.compare("precisions", "".join(masked_in_place(report_of("unicode_source.py", "--precision", str(decimals))) for decimals in range(7)))


if __name__ == "__main__":
    unittest.main()
