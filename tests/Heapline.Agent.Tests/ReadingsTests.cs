using FsCheck;
using FsCheck.Fluent;
using Heapline.Agent.Lines;
using Xunit;

namespace Heapline.Agent.Tests;

/// <summary>The rule of docs/measuring.md, in a world where the truth is known.</summary>
public sealed unsafe class ReadingsTests
{
    private const long Page = 4096;
    private const ulong Short = 100, Long = Readings<SimulatedReadings>.LongestNs;

    public ReadingsTests()
    {
        SimulatedReadings.NowNs = 1_000_000;
        SimulatedReadings.Bytes = 10 << 20;
        SimulatedReadings.Count = 0;
        Readings<SimulatedReadings>.Forget();
    }

    [Fact]
    public void Short_lines_that_leave_memory_alone_share_readings()
    {
        using var function = Entered();
        SimulatedReadings.Count = 0;
        for (var i = 0; i < 10_000; i++) function.Run(2 + i % 2, Short, 0, 2 + (i + 1) % 2);
        AssertFew(10_000);
        Assert.Equal(5_000, function.Hits(2));
    }

    [Fact]
    public void A_line_that_takes_the_longest_time_is_read_where_it_ends()
    {
        using var function = Entered();
        for (var i = 0; i < 10; i++)
        {
            function.Run(2, Long, 50 << 20, 3);
            function.Run(3, Long, -50 << 20, 2);
        }
        Assert.Equal(500 << 20, function.Increment(2));
        Assert.Equal(-500 << 20, function.Increment(3));
        Assert.Equal(60 << 20, function.Highest(2));
        Assert.Equal(10 << 20, function.Highest(3));
    }

    [Fact]
    public void What_is_missed_is_made_up_for_within_the_longest_time()
    {
        using var function = Entered();
        function.Run(2, Short, 3 * Page, 3);
        Assert.Equal(0, function.Increment(2));
        for (ulong passed = 0; passed < Long; passed += Short) function.Run(3, Short, 0, 3);
        Assert.Equal(3 * Page, function.Increment(3));
    }

    [Fact]
    public void Rows_of_a_call_add_up_to_what_it_left_however_short_it_is()
    {
        using var function = new SimulatedFunction();
        function.Enter(1);
        function.RunLast(1, Short, 0);
        var before = SimulatedReadings.Bytes;
        for (var i = 0; i < 100; i++)
        {
            // What goes on between the calls is not the function's.
            SimulatedReadings.Bytes += 7 * Page;
            function.Enter(2);
            function.Run(2, Short, 2 * Page, 3);
            function.RunLast(3, Short, -Page);
        }
        Assert.Equal(100 * Page, function.Increment(2) + function.Increment(3));
        Assert.Equal(before + 100 * 8 * Page, SimulatedReadings.Bytes);
    }

    [Fact]
    public void A_loop_that_takes_and_gives_back_on_short_lines_is_told_apart_within_a_hundred_rounds()
    {
        using var function = Entered();
        const int rounds = 100_000;
        for (var i = 0; i < rounds; i++)
        {
            function.Run(2, Short, 0, 3);
            function.Run(3, Short, 4 * Page, 4);
            function.Run(4, Short, 0, 5);
            function.Run(5, Short, -4 * Page, 6);
            function.Run(6, Short, 0, 2);
        }
        // A reading comes every eight to ten rounds, and the first few may fall where nothing is to be seen.
        var misplaced = 100 * 4 * Page;
        Assert.InRange(function.Increment(3), rounds * 4 * Page - misplaced, rounds * 4 * Page);
        Assert.InRange(function.Increment(5), -rounds * 4 * Page, -rounds * 4 * Page + misplaced);
        Assert.InRange(function.Increment(2) + function.Increment(4) + function.Increment(6), -misplaced, misplaced);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(4_096)]
    [InlineData(LineRecord.LongestWatch)]
    public void A_line_that_takes_a_page_now_and_then_is_found_however_many_lines_stand_around_it(int visitsAPage)
    {
        using var function = Entered();
        const int pages = 200;
        for (var i = 0; i < pages * visitsAPage; i++)
        {
            for (var line = 2; line < 8; line++)
                function.Run(line, Short, line == 4 && i % visitsAPage == visitsAPage - 1 ? Page : 0, line < 7 ? line + 1 : 2);
        }
        Assert.InRange(function.Increment(4), (pages - 45) * Page, pages * Page);
    }

    [Fact]
    public void A_line_is_not_watched_for_ever()
    {
        using var function = Entered();
        function.Run(2, Long, Page, 2);
        for (var i = 0; i < LineRecord.FirstWatch; i++) function.Run(2, Short, 0, 2);
        SimulatedReadings.Count = 0;
        for (var i = 0; i < 1_000; i++) function.Run(2, Short, 0, 2);
        AssertFew(1_000);
    }

    [Fact]
    public void Whatever_the_lines_do_their_rows_add_up_and_are_off_by_no_more_than_short_lines_can_move()
    {
        var steps = Gen.ListOf(Gen.Zip(Gen.Choose(2, 9), Gen.Zip(Gen.Choose(10, 8_000), Gen.Choose(-3, 5))));
        Prop.ForAll(Arb.From(steps), program =>
        {
            using var function = Entered();
            var start = SimulatedReadings.Bytes;
            long moved = 0;
            foreach (var (line, (nanoseconds, pages)) in program)
            {
                // As the kernel has it: memory takes time to move.
                var possible = Math.Sign(pages) * Math.Min(Math.Abs(pages), nanoseconds / 1_000);
                if ((ulong)nanoseconds < Long) moved += Math.Abs(possible) * Page;
                function.Run(1, 0, 0, line);
                function.Run(line, (ulong)nanoseconds, possible * Page, 1);
            }
            function.RunLast(1, 0, 0);
            var rows = Enumerable.Range(1, 9).Where(line => line == 1 || function.Truth.ContainsKey(line)).ToList();
            var sum = rows.Sum(line => line == 1 ? function.Increment(1) - start : function.Increment(line));
            var off = rows.Where(line => line != 1).Sum(line => Math.Abs(function.Increment(line) - function.Truth[line]));
            return sum == SimulatedReadings.Bytes - start && off <= 2 * moved;
        }).QuickCheckThrowOnFailure();
    }

    private static void AssertFew(int shortLines) => Assert.InRange(
        SimulatedReadings.Count, shortLines * (int)Short / (int)Long, shortLines * (int)Short / (int)Readings<SimulatedReadings>.ShortestNs);

    /// <summary>A function on its line 2, entered at line 1, which took what the process had.</summary>
    private static SimulatedFunction Entered()
    {
        var function = new SimulatedFunction();
        function.Enter(1);
        function.Run(1, Long, 0, 2);
        return function;
    }
}
