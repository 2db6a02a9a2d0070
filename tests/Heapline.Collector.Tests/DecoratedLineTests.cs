using Heapline.Capture;
using Heapline.Protocol;

namespace Heapline.Collector.Tests;

/// <summary>What the agent tells of lines of decorated functions, and of garbage collections.</summary>
public sealed class DecoratedLineTests
{
    private static ulong[] Lines(uint code, params (ulong Line, long Occurrences, long Highest, long Increment)[] rows) =>
        [Record.Head(RecordKind.Lines, HookedFunction.None, (ulong)rows.Length * 4), code, .. rows.SelectMany(row => new[] { row.Line, (ulong)row.Occurrences, (ulong)row.Highest, (ulong)row.Increment })];

    private static ulong[] Collections(int generation, ulong count, long startNs, long endNs, long freed) =>
        [Record.Head(RecordKind.Collections, (HookedFunction)generation, count), (ulong)startNs, (ulong)endNs, (ulong)freed];

    [Fact]
    public void News_of_a_line_add_up_and_the_highest_stays()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(SegmentInMemory.Code(7, 3, "app.py", "work"));
        process.Segment.Main(Lines(7, (3, 1, 1000, 1000), (5, 2, 5000, 4000)));
        process.Segment.Side(Lines(7, (5, 40, 3000, -4500)));
        process.Book.WriteLines();
        process.Segment.Main(Lines(7, (4, 1, 10, 0)));
        var figures = Assert.Single(process.Finish().LineFigures);
        Assert.Equal([new LineFigure(3, 1, 1000, 1000), new LineFigure(4, 1, 10, 0), new LineFigure(5, 42, 5000, -500)], figures.Lines);
    }

    [Fact]
    public void Collections_lie_between_two_looks()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Collections(2, 1, 5_000, 9_000, 12));
        process.Segment.Main(Collections(0, 30, 5_000, 9_000, 0));
        Assert.Equal([new Collections(0, 2, 5_000, 9_000, 1, 12), new Collections(0, 0, 5_000, 9_000, 30, 0)], process.Finish().Collections);
    }

    [Fact]
    public void Collections_of_an_interpreter_that_takes_itself_down_are_not_the_programs()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Record.Head(RecordKind.Finalizing, HookedFunction.None, 0));
        process.Segment.Main(Collections(2, 3, 5_000, 9_000, 12));
        Assert.Empty(process.Finish().Collections);
    }

    [Fact]
    public void What_no_agent_writes_is_damage_and_nothing_of_it_is_in_the_capture()
    {
        foreach (var record in new[]
        {
            Lines(9, (3, 1, 1, 1)), Lines(7, (0, 1, 1, 1)), Lines(7, (3, -1, 1, 1)), Lines(7, (3, 1, 1, long.MinValue)), Lines(7, (1UL << 31, 1, 1, 1)),
            Collections(3, 1, 0, 1, 0), Collections(2, 1, 2, 1, 0), Collections(2, 1, 0, 1, -1), Collections(2, 1, 0, long.MaxValue, 0), Collections(2, (1UL << 48) - 1, 0, 1, 1L << 56),
        })
        {
            using var process = new RecordedProcess();
            process.Segment.Main(SegmentInMemory.Code(7, 3, "app.py", "work"));
            process.Segment.Main(record);
            process.Drain();
            Assert.NotNull(process.Reader.Damage);
            var data = process.Finish();
            Assert.Empty(data.LineFigures);
            Assert.Empty(data.Collections);
        }
    }
}
