using Heapline.Capture;

namespace Heapline.Collector.Tests;

public sealed class CallStackMemoryTests
{
    /// <summary>Nine call stacks of ten allocate by themselves in real programs (imports: 37,127 of 40,921; a JSON benchmark: 4,322 of 4,821).</summary>
    [Fact]
    public void A_call_stack_takes_at_most_64_bytes()
    {
        const uint stacks = 100_000;
        using var process = new RecordedProcess(mainWords: 1 << 20);
        process.Segment.Main(SegmentInMemory.Code(1, 1, "a.py", "f"));
        for (var i = 0u; i < stacks; i++)
            process.Segment.Main(SegmentInMemory.Node(3 + i, i < 10 ? 0 : 3 + i / 2, 1, (int)i));
        for (var i = 0u; i < stacks; i++)
        {
            if (i % 10 != 0)
                process.Segment.Main(SegmentInMemory.Allocate(0x7F00_0000_0000UL + i * 64, 3 + i, 56));
        }
        process.Drain();

        var bytes = process.Book.CallStackBytes + process.Symbols.Bytes;

        Assert.InRange((double)bytes / stacks, 35, 64);
        Assert.Equal((int)stacks * 9 / 10, process.Finish().Sites.Count);
    }
}
