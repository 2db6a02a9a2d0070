import mmap
import sys
import unittest

from memory_profiler import LineProfiler
from support import by_text

PAGE = 4096
# docs/measuring.md: what may stand beside a neighbouring line, in MiB, before a loop is found out.
SLACK = 0.5


class ReadingsTests(unittest.TestCase):
    """Loops of lines so short that memory is not read at each. What they take is known by construction: pages of a mapping are written, and given back."""

    def profile(self, func, *arguments):
        profiler = LineProfiler()
        profiler(func)(*arguments)
        return by_text(profiler)

    def assert_only(self, lines, moving):
        for text, (increment, _, _) in lines.items():
            if text in moving:
                self.assertAlmostEqual(increment, moving[text], delta=SLACK, msg=text)
            elif not text.startswith(("def ", "area = ")):
                self.assertAlmostEqual(increment, 0, delta=SLACK, msg=text)

    def test_writing_into_a_mapping_that_was_there_shows_on_the_line_that_writes(self):
        area = mmap.mmap(-1, 3000 * PAGE)

        def work():
            at = 0
            while at < 3000 * PAGE:
                before = at
                area[at] = 1
                after = before
                at = after + PAGE

        lines = self.profile(work)
        self.assert_only(lines, {"area[at] = 1": 3000 * PAGE / 2 ** 20})
        area.close()

    def test_line_that_takes_a_page_every_thousand_visits_is_the_one_that_shows_it(self):
        area = mmap.mmap(-1, 300 * PAGE)

        def work():
            for at in range(0, 300 * PAGE, 4):
                before = at
                area[at] = 1
                after = before

        lines = self.profile(work)
        self.assert_only(lines, {"area[at] = 1": 300 * PAGE / 2 ** 20})
        area.close()

    @unittest.skipUnless(hasattr(mmap.mmap, "madvise"), "mmap.madvise() is new in 3.8")
    def test_pages_taken_and_given_back_on_short_lines_cancel_out_on_their_own_lines(self):
        area = mmap.mmap(-1, PAGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        away = mmap.MADV_DONTNEED
        rounds = 20000

        def work():
            for number in range(rounds):
                area[0] = 1
                between = number
                area.madvise(away)
                after = between

        lines = self.profile(work)
        self.assert_only(lines, {"area[0] = 1": rounds * PAGE / 2 ** 20, "area.madvise(away)": -rounds * PAGE / 2 ** 20})
        area.close()

    def test_list_that_grows_shows_on_the_lines_that_make_it_grow(self):
        def work():
            kept = []
            for number in range(100000):
                before = number
                kept.append(b"%90d" % number)
                after = before
            return kept

        lines = self.profile(work)
        # 90 characters and a header of 33 bytes in pymalloc's 128, or of 49 bytes in mimalloc's 160 without a lock, and 8 bytes in the list, whose growth is by an eighth.
        block = 128 if sys.getsizeof(b"") == 33 else 160
        self.assertAlmostEqual(lines['kept.append(b"%90d" % number)'][0], 100000 * (block + 8) / 2 ** 20, delta=1)
        for text in ("before = number", "after = before"):
            self.assertAlmostEqual(lines[text][0], 0, delta=SLACK, msg=text)

    def test_rows_of_a_call_add_up_to_what_the_process_has_when_it_ends(self):
        area = mmap.mmap(-1, 2000 * PAGE)

        def inner(at):
            area[at] = 1

        def work():
            for at in range(0, 2000 * PAGE, PAGE):
                inner(at)

        profiler = LineProfiler()
        profiler.add_function(inner)
        profiler(work)()
        lines = by_text(profiler)
        self.assertAlmostEqual(lines["area[at] = 1"][0], 2000 * PAGE / 2 ** 20, delta=0.1)
        self.assertAlmostEqual(lines["inner(at)"][0], 2000 * PAGE / 2 ** 20, delta=SLACK)
        area.close()


if __name__ == "__main__":
    unittest.main()
