namespace Heapline.Capture.Tests;

public sealed class DamageTests
{
    /// <summary>The small capture with a flush after every tick, and where each flush ended with how many ticks.</summary>
    private static (byte[] Bytes, long FirstBlock, List<(long Offset, int Ticks)> Flushes) WriteInSteps()
    {
        var data = SmallCapture.Data;
        var stream = new MemoryStream();
        var flushes = new List<(long, int)>();
        using var writer = CaptureWriter.Create(stream, data.Run);
        var firstBlock = writer.BytesWritten;
        Captures.AddDefinitions(writer, data);
        foreach (var (i, tick) in data.Ticks.Index())
        {
            writer.Add(tick);
            writer.Flush();
            flushes.Add((writer.BytesWritten, i + 1));
        }

        writer.Finish(data.End!);
        return (stream.ToArray(), firstBlock, flushes);
    }

    [Fact]
    public void Capture_cut_anywhere_is_read_up_to_the_last_whole_block()
    {
        var (bytes, firstBlock, flushes) = WriteInSteps();
        for (var cut = (int)firstBlock; cut < bytes.Length; cut++)
        {
            var read = Captures.Read(bytes[..cut]);
            var whole = flushes.LastOrDefault(f => f.Offset <= cut);
            Assert.True(read.Ticks.Count >= whole.Ticks, $"cut at {cut}");
            Captures.AssertEqual(SmallCapture.Data.Ticks.Take(read.Ticks.Count).ToList(), read.Ticks);
            if (whole.Ticks > 0)
            {
                Assert.Equal(SmallCapture.Data.Stacks, read.Stacks);
                Assert.Equal(SmallCapture.Data.Sites, read.Sites);
            }

            Assert.Null(read.End);
            Assert.StartsWith("at byte ", read.Damage);
            Assert.InRange(DamageOffset(read), 0, cut);
        }
    }

    [Fact]
    public void Capture_cut_between_blocks_misses_only_the_end()
    {
        var (bytes, _, flushes) = WriteInSteps();
        var cut = (int)flushes[1].Offset;
        Assert.Equal($"at byte {cut}: expected the end of the run, found the end of the file", Captures.Read(bytes[..cut]).Damage);
        Assert.Equal($"at byte {cut}: expected a block's header of 14 bytes, found 5", Captures.Read(bytes[..(cut + 5)]).Damage);
    }

    [Fact]
    public void Capture_cut_before_the_run_is_described_is_refused()
    {
        var (bytes, firstBlock, _) = WriteInSteps();
        for (var cut = 1; cut < firstBlock; cut++)
            Assert.Equal(DiagnosticId.NoRun, Assert.Throws<CaptureException>(() => Captures.Read(bytes[..cut])).DiagnosticId);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed_and_nothing_before_it_is_lost()
    {
        var (bytes, firstBlock, flushes) = WriteInSteps();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            if (bit / 8 < firstBlock)
            {
                Assert.Throws<CaptureException>(() => Captures.Read(flipped));
                continue;
            }

            var read = Captures.Read(flipped);
            Assert.NotNull(read.Damage);
            Assert.InRange(DamageOffset(read), 0, bit / 8);
            Assert.True(read.Ticks.Count >= flushes.LastOrDefault(f => f.Offset <= bit / 8).Ticks);
            Captures.AssertEqual(SmallCapture.Data.Ticks.Take(read.Ticks.Count).ToList(), read.Ticks);
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_noticed()
    {
        var read = Captures.Read([.. SmallCapture.Bytes, 0]);
        Assert.Equal($"at byte {SmallCapture.Bytes.Length}: expected the end of the file after the end of the run, found more bytes", read.Damage);
        Assert.Equal(SmallCapture.Data.End, read.End);
    }

    [Fact]
    public void Empty_file_is_refused() => AssertRefused(DiagnosticId.Empty, "cannot read test.mprofile: it is empty: expected a Heapline capture, found 0 bytes", []);

    [Fact]
    public void Other_file_is_refused() => AssertRefused(
        DiagnosticId.NotACapture,
        "cannot read test.mprofile: it is not a Heapline capture: expected it to begin with 89 48 50 4C 0D 0A 1A 0A, found 6D 70 72 6F 66 0A",
        "mprof\n"u8.ToArray());

    [Fact]
    public void Newer_format_is_refused() => AssertRefused(
        DiagnosticId.NewerFormat, "cannot read test.mprofile: it was written by a newer Heapline: expected format 1, found 2", [.. Raw.Header(2), 1, 2, 3]);

    [Fact]
    public void Missing_file_is_refused()
    {
        var e = Assert.Throws<CaptureException>(() => CaptureReader.Read("/nowhere/x.mprofile"));
        Assert.Equal(DiagnosticId.CannotRead, e.DiagnosticId);
        Assert.Equal("CAP0002", e.Code);
        Assert.StartsWith("cannot read /nowhere/x.mprofile: ", e.Message);
    }

    private static void AssertRefused(DiagnosticId id, string message, byte[] bytes)
    {
        var e = Assert.Throws<CaptureException>(() => Captures.Read(bytes));
        Assert.Equal(id, e.DiagnosticId);
        Assert.Equal(message, e.Message);
    }

    private static long DamageOffset(CaptureData read)
    {
        var damage = read.Damage!;
        return long.Parse(damage["at byte ".Length..damage.IndexOf(':')], System.Globalization.CultureInfo.InvariantCulture);
    }
}
