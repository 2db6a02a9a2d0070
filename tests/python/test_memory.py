import unittest

from memory_profiler import LineProfiler
from support import by_text

MIB = 2 ** 20
# Above 32 MiB glibc always maps a block and unmaps it, whatever came before.
LIST_OF_50_MIB = 50 * MIB // 8
LIST_OF_40_MIB = 40 * MIB // 8


class MemoryTests(unittest.TestCase):
    """Programs whose truth is known by construction. Large blocks are mapped and unmapped, so resident memory follows them."""

    def profile(self, func, *arguments):
        profiler = LineProfiler()
        profiler(func)(*arguments)
        return by_text(profiler)

    def test_list_of_50_mib_shows_on_its_line(self):
        def work():
            before = 1
            block = [0] * LIST_OF_50_MIB
            after = 1
            del block
            return before + after

        lines = self.profile(work)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_50_MIB"][0], 50, delta=1)
        self.assertAlmostEqual(lines["del block"][0], -50, delta=1)
        for line in ("before = 1", "after = 1", "return before + after"):
            self.assertAlmostEqual(lines[line][0], 0, delta=1)
        self.assertAlmostEqual(lines["after = 1"][1] - lines["before = 1"][1], 50, delta=1)

    def test_first_row_has_the_memory_of_the_whole_process(self):
        def work():
            return 1

        lines = self.profile(work)
        increment, memory, occurrences = lines["def work():"]
        with open("/proc/self/statm") as file:
            now = int(file.read().split()[1]) * 4096 / MIB
        self.assertEqual((increment, occurrences), (memory, 1))
        self.assertAlmostEqual(memory, now, delta=2)

    def test_block_allocated_and_freed_in_a_loop_sums_up_to_nothing(self):
        def work():
            for _ in range(20):
                block = [0] * LIST_OF_50_MIB
                del block

        lines = self.profile(work)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_50_MIB"][0], 20 * 50, delta=20)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_50_MIB"][0] + lines["del block"][0], 0, delta=1)
        self.assertAlmostEqual(lines["for _ in range(20):"][0], 0, delta=1)

    def test_temporary_block_on_one_line_sums_up_to_nothing(self):
        def work():
            for _ in range(20):
                len([0] * LIST_OF_50_MIB)

        lines = self.profile(work)
        self.assertAlmostEqual(lines["len([0] * LIST_OF_50_MIB)"][0], 0, delta=1)

    def test_increments_of_all_calls_are_summed_and_the_first_row_counts_the_memory_before_once(self):
        kept = []

        def work():
            kept.append([0] * LIST_OF_40_MIB)

        profiler = LineProfiler()
        wrapped = profiler(work)
        for _ in range(3):
            wrapped()
        lines = by_text(profiler)
        self.assertAlmostEqual(lines["kept.append([0] * LIST_OF_40_MIB)"][0], 120, delta=1)
        self.assertAlmostEqual(lines["def work():"][1], lines["def work():"][0] + 80, delta=1)

    def test_line_that_calls_a_profiled_function_gets_the_difference_across_the_call_once(self):
        profiler = LineProfiler()

        @profiler
        def make():
            block = [0] * LIST_OF_50_MIB
            return block

        @profiler
        def work():
            mine = make()
            return len(mine)

        work()
        lines = by_text(profiler)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_50_MIB"][0], 50, delta=1)
        self.assertAlmostEqual(lines["return block"][0], 0, delta=1)
        self.assertAlmostEqual(lines["mine = make()"][0], 50, delta=1)

    def test_recursion_counts_every_block_once(self):
        def work(n):
            block = [0] * LIST_OF_40_MIB
            rest = work(n - 1) if n > 1 else []
            return [block, rest]

        profiler = LineProfiler()
        profiler.add_function(work)
        with profiler:
            kept = work(3)
        lines = by_text(profiler)
        self.assertEqual(len(kept), 2)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_40_MIB"][0], 120, delta=1)
        self.assertAlmostEqual(lines["rest = work(n - 1) if n > 1 else []"][0], 0, delta=1)

    def test_mutual_recursion_counts_every_block_once_in_each_report(self):
        def even(n):
            block = [0] * LIST_OF_40_MIB
            return [block, odd(n - 1)] if n else []

        def odd(n):
            return [even(n - 1)] if n else []

        profiler = LineProfiler()
        profiler.add_function(even)
        profiler.add_function(odd)
        with profiler:
            kept = even(3)
        lines = by_text(profiler)
        self.assertEqual(len(kept), 2)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_40_MIB"][0], 80, delta=1)
        # The inner even's block, as seen by odd: kept in its caller.
        self.assertAlmostEqual(lines["return [even(n - 1)] if n else []"][0], 40, delta=1)

    def test_comprehension_counts_what_it_makes_once(self):
        def work():
            blocks = [[0] * LIST_OF_40_MIB for _ in range(3)]
            return len(blocks)

        lines = self.profile(work)
        self.assertAlmostEqual(lines["blocks = [[0] * LIST_OF_40_MIB for _ in range(3)]"][0], 120, delta=1)

    def test_generator_gets_what_grows_on_its_line_after_a_resume_and_not_what_grows_outside(self):
        profiler = LineProfiler()

        @profiler
        def steps():
            block = [0] * (yield)
            yield block

        running = steps()
        next(running)
        outside = [0] * LIST_OF_50_MIB
        mine = running.send(LIST_OF_40_MIB)
        running.close()
        self.assertEqual((len(mine), len(outside)), (LIST_OF_40_MIB, LIST_OF_50_MIB))
        self.assertAlmostEqual(by_text(profiler)["block = [0] * (yield)"][0], 40, delta=1)

    def test_block_lost_by_an_exception_is_accounted_for(self):
        def fail():
            block = [0] * LIST_OF_50_MIB
            raise LookupError(len(block))

        def work():
            try:
                fail()
            except LookupError:
                return 1

        profiler = LineProfiler()
        profiler.add_function(fail)
        profiler.add_function(work)
        with profiler:
            work()
        lines = by_text(profiler)
        self.assertAlmostEqual(lines["block = [0] * LIST_OF_50_MIB"][0], 50, delta=1)
        self.assertEqual(lines["raise LookupError(len(block))"][2], 1)
        self.assertAlmostEqual(lines["fail()"][0] + lines["except LookupError:"][0] + lines["return 1"][0], 0, delta=1)

    def test_forked_child_reads_its_own_memory(self):
        import os
        from heapline._agent import agent

        agent.resident()
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            before = agent.resident()
            block = [0] * LIST_OF_50_MIB
            os.write(write, b"%d" % (agent.resident() - before))
            del block
            os._exit(0)
        os.waitpid(child, 0)
        grown = int(os.read(read, 100)) / MIB
        os.close(read)
        os.close(write)
        self.assertAlmostEqual(grown, 50, delta=1)

    def test_program_that_closes_every_descriptor_does_not_blind_the_readings(self):
        import os
        from heapline._agent import agent

        child = os.fork()
        if child == 0:
            agent.resident()
            os.closerange(3, 1024)
            # What the program opens next may get the number that was ours.
            os.dup2(os.open("/proc/self/status", os.O_RDONLY), 200)
            os._exit(0 if agent.resident() > 4 * MIB and os.read(200, 5) == b"Name:" else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)


if __name__ == "__main__":
    unittest.main()
