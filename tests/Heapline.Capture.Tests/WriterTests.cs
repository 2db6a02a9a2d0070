namespace Heapline.Capture.Tests;

public sealed class WriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static CaptureWriter Writer(Stream stream)
    {
        var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run);
        Captures.AddDefinitions(writer, SmallCapture.Data);
        return writer;
    }

    [Fact]
    public void File_is_its_owners_alone_and_reads_while_it_is_written()
    {
        var path = Path.Combine(_folder, "x.mprofile");
        using var writer = CaptureWriter.Create(path, SmallCapture.Data.Run);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(writer.BytesWritten, new FileInfo(path).Length);
        Assert.NotNull(CaptureReader.Read(path).Damage);
        writer.Finish(SmallCapture.Data.End!);
        Assert.Null(CaptureReader.Read(path).Damage);
        Assert.Equivalent(SmallCapture.Data.Run, CaptureReader.ReadRun(path), strict: true);
    }

    [Fact]
    public void What_was_run_is_told_by_the_first_block_alone()
    {
        var path = Path.Combine(_folder, "x.mprofile");
        File.WriteAllBytes(path, [.. Raw.Header(), .. Raw.Run, 1, 2, 3]);
        Assert.Equal("exact", CaptureReader.ReadRun(path).Mode);
        File.WriteAllBytes(path, Raw.Header());
        Assert.Equal(
            $"cannot read {path}: it ends before it says what was run: at byte 16: expected the end of the run, found the end of the file",
            Assert.Throws<CaptureException>(() => CaptureReader.ReadRun(path)).Message);
        File.WriteAllBytes(path, []);
        Assert.Equal(DiagnosticId.Empty, Assert.Throws<CaptureException>(() => CaptureReader.ReadRun(path)).DiagnosticId);
    }

    [Fact]
    public void File_that_is_there_already_has_nothing_of_its_own_left()
    {
        var path = Path.Combine(_folder, "x.mprofile");
        File.WriteAllBytes(path, new byte[100_000]);
        using (var writer = CaptureWriter.Create(path, SmallCapture.Data.Run))
            writer.Finish(SmallCapture.Data.End!);
        Assert.InRange(new FileInfo(path).Length, 100, 1_000);
        Assert.Null(CaptureReader.Read(path).Damage);
    }

    [Fact]
    public void File_that_cannot_be_made_is_said_so()
    {
        var path = Path.Combine(_folder, "no", "x.mprofile");
        var e = Assert.Throws<CaptureException>(() => CaptureWriter.Create(path, SmallCapture.Data.Run));
        Assert.Equal(DiagnosticId.CannotWrite, e.DiagnosticId);
        Assert.StartsWith($"cannot write {path}: ", e.Message);
    }

    [Fact]
    public void Full_disk_is_said_so_at_the_first_flush_and_every_later_one()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("This system has no /dev/full.");
        var e = Assert.Throws<CaptureException>(() => CaptureWriter.Create("/dev/full", SmallCapture.Data.Run));
        Assert.StartsWith("cannot write /dev/full: ", e.Message);

        using var writer = Writer(new FullAfter(200));
        Assert.Throws<CaptureException>(writer.Flush);
        writer.Add(new MemorySample(0, 1, 1));
        Assert.Throws<CaptureException>(writer.Flush);
    }

    /// <summary>Half of it written, it would have spoiled its block.</summary>
    [Fact]
    public void Span_at_impossible_times_is_refused_whole()
    {
        var stream = new MemoryStream();
        using (var writer = Writer(stream))
        {
            Assert.Throws<ArgumentException>(() => writer.Add(new Phase(0, "span", false, long.MinValue + 1, long.MaxValue, 0, 0, 0, 0)));
            writer.Add(new Phase(0, "mark", true, 5, 5, 0, 0, 0, 0));
        }
        var read = Captures.Read(stream.ToArray());
        Assert.Equal("mark", Assert.Single(read.Phases).Name);
        Assert.EndsWith("expected the end of the run, found the end of the file", read.Damage);
    }

    [Fact]
    public void Writer_that_is_disposed_unfinished_keeps_what_was_added()
    {
        var stream = new MemoryStream();
        using (var writer = Writer(stream))
            writer.Add(new MemorySample(0, 1, 4096));
        var read = Captures.Read(stream.ToArray());
        Assert.Equal([new MemorySample(0, 1, 4096)], read.Samples);
        Assert.EndsWith("expected the end of the run, found the end of the file", read.Damage);
    }

    [Fact]
    public void Later_peak_of_a_process_takes_the_place_of_the_earlier()
    {
        var stream = new MemoryStream();
        using var writer = Writer(stream);
        var last = new Peak(0, 30, 5, [new LiveBlocks(new SiteId(1), 1, 5)]);
        writer.Add(new Peak(0, 10, 3, [new LiveBlocks(new SiteId(0), 1, 3)]));
        writer.Flush();
        writer.Add(new Peak(0, 20, 4, [new LiveBlocks(new SiteId(0), 1, 4)]));
        writer.Add(last);
        writer.Finish(SmallCapture.Data.End!);
        Assert.Equivalent(last, Assert.Single(Captures.Read(stream.ToArray()).Peaks), strict: true);
    }

    [Fact]
    public void What_contradicts_the_model_throws_and_leaves_the_capture_whole()
    {
        var stream = new MemoryStream();
        using var writer = Writer(stream);
        writer.Add(SmallCapture.Data.Ticks[0]);
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(SmallCapture.Data.Ticks[0]));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(SmallCapture.Data.Processes[0]));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new ProcessInfo(2, 1, -1, [], "", 0)));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new ThreadInfo(2, 9, 0, "")));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new StackNode(new StackId(4), new FunctionId(0), 1)));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new Site(2, StackId.None, AllocatorKind.Malloc)));
        Assert.ThrowsAny<ArgumentException>(() => writer.Add(new MemorySample(0, 1, -1)));
        Assert.ThrowsAny<ArgumentException>(() => AddTick(writer, [new SiteChange(new SiteId(3), 1, 1, 0, 0, 0)], []));
        Assert.ThrowsAny<ArgumentException>(() => AddTick(writer, [new SiteChange(new SiteId(0), 1, 1, -1, 0, 0)], []));
        Assert.ThrowsAny<ArgumentException>(() => AddTick(writer, [new SiteChange(new SiteId(0), 1, 1, 0, 0, 0), new SiteChange(new SiteId(0), 1, 1, 0, 0, 0)], []));
        Assert.ThrowsAny<ArgumentException>(() => AddTick(writer, [], [new LaterFree(new SiteId(0), 9, 1, 1, 0)]));
        writer.Finish(SmallCapture.Data.End!);
        Assert.Throws<InvalidOperationException>(() => writer.Add(new MemorySample(0, 1, 1)));
        var read = Captures.Read(stream.ToArray());
        Assert.Null(read.Damage);
        Assert.Single(read.Ticks);
        Assert.Equal(2, read.Processes.Count);
    }

    [Fact]
    public void Ticks_are_added_without_allocating()
    {
        using var writer = Writer(Stream.Null);
        SiteChange[] changes = [new(new SiteId(1), 5, 280, 0, 0, 0), new(new SiteId(0), 3, 100, 3, 100, 3)];
        for (var i = 0; i < 20_000; i++)
            writer.AddTick(0, i, i, i, i, i, 0, changes, []);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 20_000; i < 60_000; i++)
            writer.AddTick(0, i, i, i, i, i, 0, changes, []);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Two_seconds_of_two_hundred_ticks_with_three_hundred_sites_each_stay_under_half_a_megabyte()
    {
        var random = new Random(1);
        var stream = new MemoryStream();
        using var writer = Writer(stream);
        for (var i = SmallCapture.Data.Sites.Count; i < 1000; i++)
            writer.Add(new Site(0, new StackId(i % 4), AllocatorKind.PyObjectMalloc));
        for (var tick = 0; tick < 200; tick++)
        {
            var changes = Enumerable.Range(0, 1000).Where(_ => random.Next(10) < 3).Select(s =>
            {
                var (size, blocks) = (16 + s % 64 * 8, random.Next(1, 3000));
                var freed = s % 3 == 0 ? 0 : s % 3 == 1 ? blocks : blocks * 9 / 10;
                return new SiteChange(new SiteId(s), blocks, (long)blocks * size, freed, (long)freed * size, freed / 3);
            }).ToArray();
            var frees = Enumerable.Range(0, tick == 0 ? 0 : 40).Select(k => new LaterFree(new SiteId(k * 25), random.Next(tick), k + 1, (k + 1) * 56, 0)).ToArray();
            writer.AddTick(0, tick, tick * 10_000_000L, (tick + 1) * 10_000_000L, random.Next(), int.MaxValue, 0, changes, frees);
        }

        writer.Finish(SmallCapture.Data.End!);
        Assert.InRange(writer.BytesWritten, 100_000, 500_000);
        Assert.Equal(200, Captures.Read(stream.ToArray()).Ticks.Count);
    }

    private static void AddTick(CaptureWriter writer, SiteChange[] changes, LaterFree[] laterFrees) =>
        writer.AddTick(0, 9, 0, 1, 0, 0, 0, changes, laterFrees);

    /// <summary>A disk with room for so many bytes.</summary>
    private sealed class FullAfter(long room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
