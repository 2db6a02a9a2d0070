import io
import os
import signal
import subprocess
import sys
import threading
import time
import types
import unittest
import unittest.mock

from memory_profiler import _get_child_memory, _get_memory, memory_usage
from support import AGENT, LIB, Folder, plain_environment

MIB = 2 ** 20
# Always mapped, and unmapped when it is freed.
ITEMS_OF_50_MIB = 50 * MIB // 8


def hold(megabytes=50, seconds=0.25):
    block = [0] * (megabytes * MIB // 8)
    time.sleep(seconds)
    return len(block)


def hold_until_read(megabytes=50, seconds=.1):
    """Holds a block until the sampler has gone to sleep three times since: so it has read meanwhile, however busy the machine is. Where it is no process, for so many seconds."""
    block = [0] * (megabytes * MIB // 8)
    samplers = [pid for pid in pids_of_children() if status(pid, "Name") == "heapline-sample"]
    slept = [int(status(pid, "voluntary_ctxt_switches")) for pid in samplers]
    time.sleep(seconds)
    while any(int(status(pid, "voluntary_ctxt_switches")) < before + 3 for pid, before in zip(samplers, slept)):
        time.sleep(.01)
    return len(block)


def pids_of_children():
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children") as file:
            yield from file.read().split()


def status(pid, key):
    with open(f"/proc/{pid}/status") as file:
        return next(line.split(":", 1)[1].strip() for line in file if line.startswith(key + ":"))


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


class ChildTests(unittest.TestCase):
    """With a child process that waits."""

    def setUp(self):
        self.child = subprocess.Popen([sys.executable, "-S", "-c", "import sys; block = [0] * 5000000; print(1, flush=True); sys.stdin.read()"],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.child.stdout.readline()

    def tearDown(self):
        self.child.kill()
        self.child.communicate()

    def test_another_process_by_number_and_by_text(self):
        for pid in (self.child.pid, str(self.child.pid)):
            [memory] = memory_usage(pid)
            self.assertGreater(memory, 38)

    def test_popen_until_the_timeout(self):
        self.assertEqual(len(memory_usage(self.child, interval=.01, timeout=.05)), 5)
        self.assertGreater(memory_usage(self.child, interval=.01, timeout=.05, max_usage=True), 38)

    def test_children_are_added_or_stand_beside(self):
        [alone] = memory_usage()
        [together] = memory_usage(include_children=True)
        self.assertAlmostEqual(together - alone, memory_usage(self.child.pid)[0], delta=2)
        [[own, child]] = memory_usage(multiprocess=True)
        self.assertAlmostEqual(own + child, together, delta=2)
        self.assertEqual([pid for pid, _ in _get_child_memory(-1)], [self.child.pid])
        self.assertGreater(dict(_get_child_memory(os.getpid(), memory_metric="uss"))[self.child.pid], 38)

    def test_children_of_a_function_s_process_without_the_sampler(self):
        during = memory_usage((hold, (0,)), include_children=True, interval=.02)
        child = memory_usage(self.child.pid)[0]
        self.assertAlmostEqual(max(during), resident() + child, delta=4)

    def test_sampler_has_its_name_from_its_first_moment_and_we_have_ours_again(self):
        from heapline import _processes

        own = status("thread-self", "Name")
        with _processes.named_as_sampler():
            child = os.fork()
            if child == 0:
                os._exit(status("self", "Name") != _processes.SAMPLER)
        self.assertEqual(0, os.waitpid(child, 0)[1])
        self.assertEqual(own, status("thread-self", "Name"))

    def test_stream_gets_lines_of_the_process_and_its_children(self):
        stream = io.StringIO()
        self.assertIsNone(memory_usage(-1, interval=.01, timeout=.02, stream=stream, multiprocess=True))
        self.assertRegex(stream.getvalue(), rf"^(MEM \d+\.\d{{6}} \d+\.\d{{4}}\nCHLD {self.child.pid} \d+\.\d{{6}} \d+\.\d{{4}}\n){{2}}$")

    def test_function_that_fails_leaves_the_program_s_children_alone(self):
        with self.assertRaises(ZeroDivisionError):
            memory_usage(lambda: 1 // 0)
        self.assertIsNone(self.child.poll())
        self.assertEqual([pid for pid, _ in _get_child_memory(-1)], [self.child.pid])


class ProcessTests(unittest.TestCase):
    def test_this_process_once_or_until_the_timeout(self):
        [memory] = memory_usage()
        self.assertAlmostEqual(memory, resident(), delta=2)
        self.assertEqual(len(memory_usage(-1, interval=.01, timeout=.04)), 4)
        self.assertIsInstance(memory_usage(max_usage=True), float)
        [(memory, moment)] = memory_usage(timestamps=True)
        self.assertLess(abs(moment - time.time()), 10)

    def test_popen_until_it_ends(self):
        # It lives until this process has slept ten times.
        process = subprocess.Popen([sys.executable, "-S", "-c", "; ".join((
            "import os, time", "slept = lambda: int(open('/proc/%d/status' % os.getppid()).read().split('voluntary_ctxt_switches:')[1].split()[0])", "before = slept()",
            "any(slept() >= before + 10 or time.sleep(.005) for _ in iter(int, 1))"))])
        readings = memory_usage(process, interval=.02, timestamps=True)
        self.assertEqual(process.returncode, 0)
        self.assertGreater(len(readings), 3)
        self.assertGreater(max(readings)[0], 3)

    def test_what_is_no_process_says_so(self):
        for wrong in ("x = 1", 1.5, None):
            with self.assertRaisesRegex(TypeError, "pid"):
                memory_usage(wrong)
        with self.assertRaisesRegex(ProcessLookupError, "there is no process 4194310"):
            memory_usage(4194310)
        psutil = types.ModuleType("psutil")
        psutil.NoSuchProcess = type("NoSuchProcess", (Exception,), {})
        with unittest.mock.patch.dict(sys.modules, psutil=psutil), self.assertRaisesRegex(psutil.NoSuchProcess, "there is no process 4194310") as raised:
            memory_usage(4194310, stream=io.StringIO())
        self.assertEqual((raised.exception.pid, isinstance(raised.exception, ProcessLookupError)), (4194310, True))
        with self.assertRaises(KeyError):
            memory_usage(backend="nonsense")
        with self.assertRaises(ValueError):
            memory_usage((hold, (), {}, 1))


class FunctionTests(unittest.TestCase):
    def test_each_way_to_name_a_call(self):
        for call in (hold_until_read, (hold_until_read,), [hold_until_read, (50,)], (hold_until_read, (50,), {"seconds": .2})):
            readings, returned = memory_usage(call, interval=.02, retval=True)
            self.assertEqual(returned, ITEMS_OF_50_MIB)
            self.assertAlmostEqual(max(readings) - readings[0], 50, delta=4)

    def test_call_that_is_quickly_over_comes_again_until_there_are_five_readings(self):
        calls = []
        self.assertGreaterEqual(len(memory_usage(lambda: calls.append(1) or time.sleep(.01))), 3)
        self.assertGreater(len(calls), 1)
        del calls[:]
        memory_usage(lambda: calls.append(1), max_iterations=1)
        self.assertEqual(calls, [1])

    def test_highest_is_seen_although_it_falls_between_two_readings(self):
        before = memory_usage()[0]
        highest = memory_usage((lambda: len([0] * (4 * ITEMS_OF_50_MIB)),), max_usage=True, max_iterations=1, interval=5)
        self.assertAlmostEqual(highest - before, 200, delta=4)

    def test_stream_gets_the_readings(self):
        stream = io.StringIO()
        self.assertIsNone(memory_usage(hold, interval=.02, stream=stream))
        self.assertRegex(stream.getvalue(), r"^(MEM \d+\.\d{6} \d+\.\d{4}\n){5,}$")

    def test_timeout_ends_a_function_that_waits_and_one_that_never_ends(self):
        def endless():
            while True:
                pass

        for call in ((threading.Event().wait, (60,)), endless):
            before = time.monotonic()
            readings, returned = memory_usage(call, timeout=.2, interval=.02, retval=True)
            self.assertLess(time.monotonic() - before, 30)
            self.assertIsNone(returned)
            self.assertGreater(len(readings), 1)
        self.assertEqual(signal.getsignal(signal.SIGALRM), signal.SIG_DFL)
        self.assertEqual(signal.getitimer(signal.ITIMER_REAL), (0, 0))

    def test_timeout_on_another_thread(self):
        results = []

        def endless():
            while True:
                pass

        thread = threading.Thread(target=lambda: results.append(memory_usage(endless, timeout=.2, interval=.02, retval=True)))
        thread.start()
        thread.join(60)
        self.assertIsNone(results[0][1])

    def test_function_that_ends_in_time_keeps_its_value(self):
        self.assertEqual(memory_usage((hold, (1, .1)), timeout=60, interval=.02, retval=True)[1], MIB // 8)

    def test_every_start_method_and_no_guard(self):
        program = """
            import multiprocessing, time
            multiprocessing.set_start_method({!r})
            from memory_profiler import memory_usage
            print(len(memory_usage((time.sleep, (.3,)), interval=.05)) > 4, multiprocessing.active_children())
        """
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method), Folder(program=program.format(method)) as folder:
                result = subprocess.run(
                    [sys.executable, "-W", "error", "program.py"], cwd=folder.path, env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT),
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
                self.assertEqual((result.stdout, result.stderr), ("True []\n", ""))

    def test_psutil_is_not_needed(self):
        program = "import sys\nsys.modules['psutil'] = None\nfrom memory_profiler import *\nprint(len(memory_usage()))"
        with Folder(program=program) as folder:
            result = subprocess.run(
                [sys.executable, "program.py"], cwd=folder.path, env=plain_environment(PYTHONPATH=LIB, HEAPLINE_AGENT=AGENT), stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual((result.stdout, result.stderr), ("1\n", ""))


class BackendTests(unittest.TestCase):
    def test_resident_proportional_and_unique_memory(self):
        block = [0] * ITEMS_OF_50_MIB
        rss, pss, uss = (memory_usage(backend=backend)[0] for backend in ("psutil", "psutil_pss", "psutil_uss"))
        # Three readings, one after the other: the interpreter may take a little in between.
        self.assertGreaterEqual(rss + 1, pss)
        self.assertGreaterEqual(pss + 1, uss)
        self.assertGreater(uss, 50)
        self.assertAlmostEqual(memory_usage(backend="posix")[0], rss, delta=1)
        del block

    def test_functions_under_every_backend(self):
        for backend in ("psutil", "psutil_pss", "psutil_uss", "posix", "tracemalloc"):
            with self.subTest(backend):
                readings = memory_usage((hold_until_read, (50,)), backend=backend, interval=.01, max_iterations=1)
                # The sampler shares pages of the interpreter that are this process's alone, before.
                self.assertAlmostEqual(max(readings) - readings[0], 50, delta=8 if backend in ("psutil_pss", "psutil_uss") else 2)

    def test_tracemalloc_of_one_file(self):
        import tracemalloc

        tracemalloc.start()
        try:
            before = _get_memory(-1, "tracemalloc", filename=__file__)
            block = [0] * ITEMS_OF_50_MIB
            self.assertAlmostEqual(_get_memory(-1, "tracemalloc", filename=__file__) - before, 50, delta=.1)
            self.assertLess(_get_memory(-1, "tracemalloc", filename=os.__file__), 1)
            del block
        finally:
            tracemalloc.stop()


if __name__ == "__main__":
    unittest.main()
