namespace Heapline.Capture.Tests;

/// <summary>Garbage collections, block kind 21.</summary>
public sealed class CollectionTests
{
    private static readonly Collections s_full = new(0, 2, 10_000_000, 20_000_000, 1, 100);

    private static CaptureData Read(string hex) => Captures.Read([.. Raw.Header(), .. Raw.Run, .. Raw.Definitions, .. Raw.Block(21, Raw.Bytes(hex))]);

    [Fact]
    public void Collections_are_as_drawn() => Assert.Equal([s_full], Read("00   02   80 DA C4 09   80 AD E2 04   01   64").Collections);

    [Fact]
    public void They_come_back_as_they_were_written()
    {
        Collections[] written = [s_full, new(1, 0, 0, 5, 300, 0), new(0, 1, 20_000_000, 20_000_000, 2, 7)];
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run))
        {
            foreach (var process in SmallCapture.Data.Processes)
                writer.Add(process);
            writer.Add(written[0]);
            writer.Flush();
            writer.Add(written[1]);
            writer.Add(written[2]);
            writer.Finish(SmallCapture.Data.End!);
        }
        var read = CaptureReader.Read(new MemoryStream(stream.ToArray()));
        Assert.Null(read.Damage);
        Assert.Equal(written, read.Collections);
    }

    [Theory]
    [InlineData("09   02   00   00   01   00", "expected one of")]
    [InlineData("00   03   00   00   01   00", "expected a generation from 0 to 2, found 3")]
    [InlineData("00   02   00   80 80 80 80 80 80 80 80 10   01   00", "within 2^60 ns")]
    [InlineData("00   02   00   00   80 80 80 80 80 80 80 80 10   00", "below 2^60")]
    [InlineData("00   02   00   00   01", "expected")]
    public void What_cannot_be_is_damage(string hex, string problem)
    {
        var read = Read(hex);
        Assert.Contains(problem, read.Damage, StringComparison.Ordinal);
        Assert.Empty(read.Collections);
    }

    [Fact]
    public void A_writer_refuses_what_contradicts_itself()
    {
        using var writer = CaptureWriter.Create(new MemoryStream(), SmallCapture.Data.Run);
        writer.Add(SmallCapture.Data.Processes[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(s_full with { EndNs = 9 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add(s_full with { Generation = 3 }));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(s_full with { Count = -1 }));
    }
}
