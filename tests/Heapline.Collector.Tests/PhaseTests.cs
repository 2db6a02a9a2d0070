using System.Text;
using Heapline.Capture;
using Heapline.Collector.Events;
using Heapline.Protocol;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

/// <summary>Marks, spans and questions stand among the records of a program's allocations, and mean what was alive there.</summary>
public sealed class PhaseTests
{
    private sealed class Answers : IAnswerBoard
    {
        public List<(ulong Question, long Live, long Peak, long Allocations)> All { get; } = [];

        public void Answer(ulong question, long liveBytes, long peakBytes, long allocations) => All.Add((question, liveBytes, peakBytes, allocations));
    }

    private static ulong[] Phase(int kind, uint number, uint root, long timeNs, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var record = new ulong[4 + (bytes.Length + 7) / 8];
        record[0] = Record.Head(RecordKind.Phase, (HookedFunction)kind, (ulong)record.Length - 4);
        record[1] = (ulong)timeNs;
        record[2] = Record.Pair(number, root);
        record[3] = (ulong)bytes.Length;
        bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(record.AsSpan(4)));
        return record;
    }

    private static ulong Question(ulong number, bool anew = false) => Record.Head(RecordKind.Question, anew ? (HookedFunction)1 : 0, number);

    [Fact]
    public void A_mark_tells_what_is_alive_where_it_stands()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 100));
        process.Segment.Main(Phase(0, 0, 1, 5_000, "zwei Größen"));
        process.Segment.Main(Allocate(0x2000, 0, 50));
        var mark = Assert.Single(process.Finish().Phases);
        Assert.Equal(("zwei Größen", true, 5_000L, 100L), (mark.Name, mark.IsMark, mark.StartNs, mark.StartHeapBytes));
    }

    [Fact]
    public void A_span_knows_its_own_peak_though_the_tick_was_higher_before_and_after()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 1000));
        process.Segment.Main(Free(0x1000));
        process.Segment.Main(Phase(1, 7, 0, 10, "inner"));
        process.Segment.Main(Allocate(0x2000, 0, 300));
        process.Segment.Main(Free(0x2000));
        process.Segment.Main(Allocate(0x3000, 0, 20));
        process.Segment.Main(Phase(2, 7, 0, 20, ""));
        process.Segment.Main(Allocate(0x4000, 0, 5000));
        var data = process.Finish();
        Assert.Equal(new Phase(0, "inner", false, 10, 20, 0, 20, 300, 2), Assert.Single(data.Phases) with { Thread = 0 });
        Assert.Equal(5020, Assert.Single(data.Ticks).HeapBytesHigh);
        Assert.Equal(5020, Assert.Single(data.Peaks).HeapBytes);
    }

    [Fact]
    public void A_cut_within_a_tick_does_not_lower_the_ticks_highest()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Allocate(0x1000, 0, 1000));
        process.Segment.Main(Free(0x1000));
        process.Segment.Main(Question(1));
        process.Segment.Main(Allocate(0x2000, 0, 10));
        Assert.Equal(1000, Assert.Single(process.Finish().Ticks).HeapBytesHigh);
    }

    [Fact]
    public void Spans_over_ticks_and_in_one_another_keep_their_peaks()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Phase(1, 1, 0, 10, "outer"));
        process.Segment.Main(Allocate(0x1000, 0, 400));
        process.NextTick();
        process.Segment.Main(Free(0x1000));
        process.Segment.Main(Phase(1, 2, 1, 20, "other thread"));
        process.NextTick();
        process.Segment.Main(Allocate(0x2000, 0, 70));
        process.Segment.Main(Phase(2, 1, 0, 30, ""));
        process.Segment.Main(Allocate(0x3000, 0, 1));
        var phases = process.Finish().Phases; // the second is open at the end
        Assert.Equal([("outer", 400L, 70L, 2L), ("other thread", 71L, 71L, 2L)], phases.Select(p => (p.Name, p.HighestHeapBytes, p.EndHeapBytes, p.Allocations)));
        Assert.NotEqual(phases[0].Thread, phases[1].Thread);
    }

    [Fact]
    public void Questions_are_answered_as_of_where_they_stand_and_the_peak_begins_anew_on_request()
    {
        var answers = new Answers();
        using var process = new RecordedProcess { Answers = answers };
        process.Segment.Main(Allocate(0x1000, 0, 100));
        process.Segment.Main(Allocate(0x2000, 0, 400));
        process.Segment.Main(Free(0x2000));
        process.Segment.Main(Question(1));
        process.Segment.Main(Question(2, anew: true));
        process.NextTick();
        process.Segment.Main(Allocate(0x3000, 0, 50));
        process.Segment.Main(Free(0x3000));
        process.Segment.Main(Question(3));
        process.Segment.Main(Allocate(0x4000, 0, 9999));
        process.Drain();
        Assert.Equal([(1UL, 100L, 500L, 2L), (2UL, 100L, 500L, 2L), (3UL, 100L, 150L, 3L)], answers.All);
        process.Finish();
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 9)]
    public void A_phase_that_cannot_be_is_damage(int kind, int tooLong)
    {
        using var process = new RecordedProcess();
        var record = Phase(kind, 0, 0, 0, "12345678");
        record[3] += (ulong)tooLong;
        process.Segment.Main(record);
        process.Drain();
        Assert.NotNull(process.Reader.Damage);
    }

    [Fact]
    public void The_end_of_a_span_whose_begin_was_not_seen_leaves_nothing()
    {
        using var process = new RecordedProcess();
        process.Segment.Main(Phase(2, 5, 0, 20, ""));
        Assert.Empty(process.Finish().Phases);
    }
}
