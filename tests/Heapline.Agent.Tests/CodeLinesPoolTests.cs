using Heapline.Agent.Stacks;
using Xunit;

namespace Heapline.Agent.Tests;

public sealed unsafe class CodeLinesPoolTests
{
    [Fact]
    public void Blocks_are_zeroed_even_when_they_were_used_before()
    {
        var pool = default(CodeLinesPool);
        var first = pool.Take(100);
        first->Units = 100;
        for (var i = 0; i < 100; i++) ((ushort*)(first + 1))[i] = 0xABCD;
        pool.Return(first);
        var second = pool.Take(90);
        Assert.True(first == second);
        for (var i = 0; i < 90; i++) Assert.Equal(0, ((ushort*)(second + 1))[i]);
    }

    [Fact]
    public void Blocks_do_not_overlap()
    {
        var pool = default(CodeLinesPool);
        var taken = new List<(long Begin, long End)>();
        for (var units = 1; units < 60_000; units = units * 3 / 2 + 1)
        {
            for (var copy = 0; copy < 5; copy++)
            {
                var block = pool.Take(units);
                Assert.True(block != null);
                taken.Add(((long)block, (long)block + CodeLines.HeaderBytes + 2 * units));
            }
        }
        taken.Sort();
        for (var i = 1; i < taken.Count; i++) Assert.True(taken[i - 1].End <= taken[i].Begin);
    }

    [Fact]
    public void A_program_that_execs_for_ever_needs_no_more_memory()
    {
        var pool = default(CodeLinesPool);
        var seen = new HashSet<nint>();
        for (var i = 0; i < 10_000; i++)
        {
            var block = pool.Take(40 + i % 3);
            block->Units = 40 + i % 3;
            seen.Add((nint)block);
            pool.Return(block);
        }
        Assert.Single(seen);
    }

    [Fact]
    public void A_line_that_is_known_is_not_asked_for()
    {
        var pool = default(CodeLinesPool);
        var lines = pool.Take(4);
        lines->Units = 4;
        lines->FirstLine = 70;
        var units = (ushort*)(lines + 1);
        units[0] = 2;
        units[1] = 2 + 5;
        units[2] = 1;
        Assert.Equal(70, CodeLines.Of(lines, 0, 0));
        Assert.Equal(75, CodeLines.Of(lines, 0, 2));
        Assert.Equal(0, CodeLines.Of(lines, 0, 4));
        Assert.Equal(70, CodeLines.Of(lines, 0, -2));
    }
}
