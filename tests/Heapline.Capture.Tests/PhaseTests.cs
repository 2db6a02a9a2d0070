namespace Heapline.Capture.Tests;

/// <summary>Marks and spans of the program, block kind 20.</summary>
public sealed class PhaseTests
{
    private static readonly Phase s_mark = new(0, "load", true, 3_250_000, 3_250_000, 1584, 1584, 1584, 0);
    private static readonly Phase s_span = new(0, "bär", false, -5, 1_000_000_000, 100, 40, 5000, 12);

    private static CaptureData Read(string hex) => Captures.Read([.. Raw.Header(), .. Raw.Run, .. Raw.Definitions, .. Raw.Block(20, Raw.Bytes(hex))]);

    [Fact]
    public void A_mark_is_as_drawn() => Assert.Equal([s_mark], Read("00 00   04 6C 6F 61 64   A0 DD 8C 03   B0 0C").Phases);

    [Fact]
    public void Marks_and_spans_come_back_as_they_were_written()
    {
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run))
        {
            writer.Add(SmallCapture.Data.Processes[0]);
            writer.Add(SmallCapture.Data.Threads[0]);
            writer.Add(s_mark);
            writer.Add(s_span);
            writer.Finish(SmallCapture.Data.End!);
        }
        var read = CaptureReader.Read(new MemoryStream(stream.ToArray()));
        Assert.Null(read.Damage);
        Assert.Equal([s_mark, s_span], read.Phases);
    }

    [Theory]
    [InlineData("09 00   00   00   00", "expected one of")]
    [InlineData("00 02   00   00   00", "expected a mark (0) or a span (1), found 2")]
    [InlineData("00 01   00   00   00   00   01   00   00", "expected bytes alive from 0 up, found -1")]
    [InlineData("00 00   05 6C", "expected a text of 5 bytes")]
    public void What_cannot_be_is_damage_and_no_mark(string hex, string problem)
    {
        var read = Read(hex);
        Assert.Contains(problem, read.Damage, StringComparison.Ordinal);
        Assert.Empty(read.Phases);
    }

    [Fact]
    public void A_writer_refuses_what_contradicts_itself()
    {
        using var writer = CaptureWriter.Create(new MemoryStream(), SmallCapture.Data.Run);
        writer.Add(SmallCapture.Data.Processes[0]);
        writer.Add(SmallCapture.Data.Threads[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(s_span with { EndNs = -6 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(s_span with { HighestHeapBytes = 99 }));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(s_mark with { Thread = 1 }));
    }
}
