"""heapline.Tracker, mark, span, current: a program that records itself."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import unittest

import heapline
from heapline import _home


def report(verb, capture):
    """A report of mprof on a capture, as JSON."""
    return json.loads(subprocess.check_output([_home.program(), verb, "--json", capture]).decode())


class TrackerTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="heapline-test-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.capture = os.path.join(folder.name, "out.mprofile")

    def run_program(self, text, *arguments, **options):
        path = os.path.join(self.folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return subprocess.run(
            [sys.executable, path, self.capture] + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=100,
            cwd=self.folder, **options)

    def test_a_with_block_is_recorded_and_nothing_outside_of_it(self):
        before = [bytes(10_000) for _ in range(100)]
        with heapline.Tracker(self.capture):
            within = [bytes(20_000) for _ in range(50)]
        after = [bytes(30_000) for _ in range(100)]
        alive = {}
        for line in report("lines", self.capture)["lines"]:
            if line["file"].endswith("test_tracker.py"):
                alive[line["line"]] = alive.get(line["line"], 0) + line["live_at_end_bytes"]
        here = sys._getframe().f_code.co_firstlineno
        self.assertNotIn(here + 1, alive)
        self.assertNotIn(here + 4, alive)
        self.assertGreaterEqual(alive[here + 3], 50 * 20_000)
        self.assertEqual(report("stats", self.capture)["mode"], "exact")
        self.assertEqual(len(before + within + after), 250)

    def test_it_can_be_started_again_and_each_capture_has_its_own(self):
        kept = []
        for number in range(4):
            path = os.path.join(self.folder, f"{number}.mprofile")
            tracker = heapline.Tracker(path).start()
            self.assertTrue(tracker.is_recording)
            kept.append(bytearray(1_000_000 * (number + 1)))
            heapline.mark(f"number {number}")
            tracker.stop()
            self.assertFalse(tracker.is_recording)
            stats = report("stats", path)
            self.assertIsNone(stats.get("damage"))
            self.assertEqual(stats["lost_events"], 0)
            self.assertEqual([mark["name"] for mark in stats["marks"]], [f"number {number}"])
            self.assertGreaterEqual(stats["live_at_end_bytes"], 1_000_000 * (number + 1))
            self.assertLess(stats["live_at_end_bytes"], 1_000_000 * (number + 1) + 500_000)

    def test_current_is_exact(self):
        with heapline.Tracker(self.capture):
            heapline.current()
            before = heapline.reset_peak()
            block = bytearray(3_000_000)
            middle = heapline.current()
            del block
            after = heapline.current()
        self.assertTrue(3_000_000 <= middle.live_bytes - before.live_bytes < 3_010_000, (before, middle))
        self.assertLess(after.live_bytes - before.live_bytes, 10_000)
        self.assertTrue(3_000_000 <= after.peak_bytes - before.live_bytes < 3_010_000, (before, after))
        self.assertGreater(middle.allocations, before.allocations)
        self.assertIsNone(heapline.current())

    def test_a_span_tells_its_peak_and_what_it_left(self):
        with heapline.Tracker(self.capture):
            with heapline.span("outer"):
                keep = bytearray(1_000_000)
                with heapline.span("inner"):
                    for _ in range(3):
                        bytearray(5_000_000)
        inner, outer = report("stats", self.capture)["spans"]
        self.assertEqual((inner["name"], outer["name"]), ("inner", "outer"))
        self.assertTrue(5_000_000 <= inner["peak_heap_bytes"] - inner["start_heap_bytes"] < 5_010_000, inner)
        self.assertLess(abs(inner["end_heap_bytes"] - inner["start_heap_bytes"]), 10_000)
        self.assertLess(abs(outer["end_heap_bytes"] - outer["start_heap_bytes"] - 1_000_000), 10_000)
        self.assertGreaterEqual(inner["allocations"], 3)
        self.assertEqual(len(keep), 1_000_000)

    def test_a_span_decorates_functions_and_coroutine_functions(self):
        @heapline.span("plain")
        def plain(number, *, more):
            """Its docstring."""
            return number + more

        @heapline.span("coroutine")
        async def coroutine(number):
            await asyncio.sleep(0)
            return number

        async def both():
            return await asyncio.gather(coroutine(1), coroutine(2))

        with heapline.Tracker(self.capture):
            self.assertEqual(plain(1, more=2), 3)
            loop = asyncio.new_event_loop()
            self.assertEqual(loop.run_until_complete(both()), [1, 2])
            loop.close()
        self.assertEqual(plain.__name__, "plain")
        self.assertEqual(plain.__doc__, "Its docstring.")
        self.assertEqual([span["name"] for span in report("stats", self.capture)["spans"]], ["plain", "coroutine", "coroutine"])

    def test_an_exception_ends_a_span_and_the_recording_and_goes_on(self):
        with self.assertRaises(ZeroDivisionError):
            with heapline.Tracker(self.capture):
                with heapline.span("fails"):
                    1 / 0
        self.assertEqual([span["name"] for span in report("stats", self.capture)["spans"]], ["fails"])
        self.assertIsNone(heapline.current())

    def test_other_threads_are_recorded_while_they_run(self):
        go_on, kept = threading.Event(), []

        def work():
            while not go_on.wait(0):
                kept.append(bytes(1000))
                if len(kept) > 5000:
                    kept.clear()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(5):
            with heapline.Tracker(os.path.join(self.folder, f"{number}.mprofile")):
                answers = [heapline.current() for _ in range(20)]
            self.assertEqual([answer.allocations for answer in answers], sorted(answer.allocations for answer in answers))
        go_on.set()
        for thread in threads:
            thread.join()
        for number in range(5):
            stats = report("stats", os.path.join(self.folder, f"{number}.mprofile"))
            self.assertIsNone(stats.get("damage"))
            self.assertEqual(stats["exit_code"], 0)

    @unittest.skipIf(sysconfig.get_config_var("Py_GIL_DISABLED"), "without a lock the allocator is another, and hooks stay")
    def test_when_the_collector_has_died_hooks_are_taken_out_and_a_new_recording_puts_them_back(self):
        done = self.run_program("""
import ctypes, sys
import heapline

class Allocator(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in ("context", "malloc", "calloc", "realloc", "free")]

def hooked():
    allocator = Allocator()
    found = []
    for domain in (1, 2):
        ctypes.pythonapi.PyMem_GetAllocator(domain, ctypes.byref(allocator))
        with open("/proc/self/maps") as maps:
            for line in maps:
                begin, end = (int(number, 16) for number in line.split()[0].split("-"))
                if begin <= allocator.malloc < end:
                    found.append("_heapline" in line)
    return found

print(hooked())
tracker = heapline.Tracker(sys.argv[1]).start()
print(hooked())
tracker._process.kill()
tracker._process.wait()
kept = [[number] for number in range(100_000)]
print(hooked())
try:
    tracker.stop()
except RuntimeError:
    print("not whole")
with heapline.Tracker(sys.argv[1] + ".2"):
    print(hooked())
    kept.extend(bytes(1000) for _ in range(1000))
del kept[:50_000]
print(len(kept))
""")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.split("\n"), ["[False, False]", "[True, True]", "[False, False]", "not whole", "[True, True]", "51000", ""])
        stats = report("stats", self.capture + ".2")
        self.assertEqual(stats["lost_events"], 0)
        self.assertGreaterEqual(stats["live_at_end_bytes"], 1000 * 1000)

    def test_one_recording_at_a_time(self):
        with heapline.Tracker(self.capture):
            with self.assertRaisesRegex(RuntimeError, "recorded already"):
                heapline.Tracker(os.path.join(self.folder, "second.mprofile")).start()
        self.assertEqual(os.listdir(self.folder), ["out.mprofile"])

    def test_a_capture_that_cannot_be_written_is_told_and_nothing_is_recorded(self):
        with self.assertRaisesRegex(RuntimeError, "there is no folder"):
            heapline.Tracker(os.path.join(self.folder, "nowhere", "x.mprofile")).start()
        with self.assertRaisesRegex(ValueError, "interval"):
            heapline.Tracker(self.capture, interval=0)
        self.assertIsNone(heapline.current())

    def test_without_a_recording_marks_and_spans_do_nothing(self):
        heapline.mark("nothing")
        with heapline.span("nothing"):
            self.assertIsNone(heapline.current())
        self.assertIsNone(heapline.reset_peak())

    def test_a_program_that_ends_without_stop_leaves_a_whole_capture(self):
        done = self.run_program("import heapline, sys\nheapline.Tracker(sys.argv[1]).start()\nkept = bytearray(2_000_000)\nheapline.mark('here')\n")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        stats = report("stats", self.capture)
        self.assertEqual([mark["name"] for mark in stats["marks"]], ["here"])
        self.assertIsNone(stats.get("damage"))

    def test_a_program_that_is_killed_leaves_a_whole_capture(self):
        done = self.run_program(
            "import heapline, os, sys, signal\nheapline.Tracker(sys.argv[1]).start()\nkept = bytearray(2_000_000)\nheapline.current()\n"
            "os.kill(os.getpid(), signal.SIGKILL)\n")
        self.assertEqual(done.returncode, -signal.SIGKILL)
        # The collector ends by itself, a moment after its process: it holds this until then.
        while self.sessions_of(self.capture):
            pass
        stats = report("stats", self.capture)
        self.assertGreaterEqual(stats["peak_heap_bytes"], 2_000_000)
        self.assertIsNone(stats.get("damage"))

    @staticmethod
    def sessions_of(capture):
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    if capture.encode() in file.read().split(b"\0"):
                        return True
            except OSError:
                pass
        return False

    def test_a_forked_child_is_recorded_and_does_not_end_its_parents_recording(self):
        done = self.run_program(
            "import heapline, os, sys\n"
            "with heapline.Tracker(sys.argv[1]) as tracker:\n"
            "    child = os.fork()\n"
            "    if child == 0:\n"
            "        assert not tracker.is_recording\n"
            "        kept = bytearray(6_000_000)\n"
            "        heapline.mark('in the child')\n"
            "        tracker.stop()\n"
            "        os._exit(0)\n"
            "    os.waitpid(child, 0)\n"
            "    heapline.mark('in the parent')\n")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        stats = report("stats", self.capture)
        self.assertEqual(stats["processes"], 2)
        self.assertEqual(sorted(mark["name"] for mark in stats["marks"]), ["in the child", "in the parent"])

    def test_under_mprof_run_marks_go_into_its_capture_and_a_tracker_is_refused(self):
        path = os.path.join(self.folder, "program.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(
                "import heapline\nheapline.mark('one')\nprint(heapline.current() is not None)\n"
                "try:\n    heapline.Tracker('x.mprofile').start()\nexcept RuntimeError as error:\n    print(error)\n")
        done = subprocess.run(
            [_home.program(), "run", "-q", "-o", self.capture, sys.executable, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True,
            cwd=self.folder)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "True\nthis process is being recorded already, by mprof run\n", ""))
        self.assertEqual([mark["name"] for mark in report("stats", self.capture)["marks"]], ["one"])

    def test_importing_starts_and_loads_nothing(self):
        done = self.run_program(
            "import sys, threading\nbefore = set(sys.modules)\nimport heapline\nprint(sorted(set(sys.modules) - before))\n"
            "heapline.mark('x')\nprint('_heapline' in sys.modules, threading.active_count())\n")
        self.assertEqual((done.stdout, done.stderr), ("['heapline']\nFalse 1\n", ""))

    def test_names_of_any_kind_come_through(self):
        names = ["größe", "\U0001f40d" * 10, "", "a" * 5000, "\udcff lone", "two\nlines"]
        with heapline.Tracker(self.capture):
            for name in names:
                heapline.mark(name)
        marks = [mark["name"] for mark in report("stats", self.capture)["marks"]]
        self.assertEqual(marks[:3], names[:3])
        self.assertEqual(marks[3], "a" * 1000)
        self.assertEqual(len(marks), len(names))


if __name__ == "__main__":
    unittest.main()
