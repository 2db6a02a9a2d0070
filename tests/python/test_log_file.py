import logging
import re
import unittest

from memory_profiler import LogFile, profile

ITEMS_OF_50_MIB = 50 * 2 ** 17


class LogFileTests(unittest.TestCase):
    maxDiff = None

    def logged(self, **options):
        records, flushed = [], []
        logger = logging.getLogger("heapline-test")
        handler = logging.Handler()
        handler.emit, handler.flush = lambda record: records.append(record.getMessage()), lambda: flushed.append(1)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
        self.addCleanup(logger.removeHandler, handler)
        stream = LogFile("heapline-test", **options)

        @profile(stream=stream)
        def work():
            block = [0] * ITEMS_OF_50_MIB
            del block  # not a MiB

        work()
        stream.flush()
        self.assertEqual(flushed, [1])
        return [re.sub(r"-?[\d.]+ MiB", "# MiB", re.sub(r" +", " ", record)) for record in records]

    def test_every_piece_of_a_report_is_one_record(self):
        records = self.logged()
        self.assertRegex(records[0], r"^Filename: .*test_log_file\.py\n\n$")
        self.assertEqual(records[1:], [
            "Line # Mem usage Increment Occurrences Line Contents\n",
            "=" * 61 + "\n",
            " 24 # MiB # MiB 1 @profile(stream=stream)\n",
            " 25 def work():\n",
            " 26 # MiB # MiB 1 block = [0] * ITEMS_OF_50_MIB\n",
            " 27 # MiB # MiB 1 del block # not a MiB\n",
            "\n\n"])

    def test_increments_alone(self):
        records = self.logged(reportIncrementFlag=True)
        self.assertIn("Filename: ", records[0])
        self.assertEqual([record.split(" ", 2)[1] for record in records[1:]], ["#", "24", "26"])


if __name__ == "__main__":
    unittest.main()
