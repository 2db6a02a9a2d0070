using Heapline.Capture.Format;
using Heapline.Capture.Merging;

namespace Heapline.Capture.Tests;

public sealed class MergingTests : IDisposable
{
    private static readonly RunInfo s_run = new("1", ["python"], "/", "exact", DateTimeOffset.UnixEpoch, 10_000_000);

    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "it.mprofile");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<int, double> SeedsAndGoals()
    {
        var data = new TheoryData<int, double>();
        for (var seed = 1; seed <= 40; seed++)
            data.Add(seed, new[] { double.MaxValue, 0.7, 0.4, 0 }[seed % 4]);
        return data;
    }

    [Theory, MemberData(nameof(SeedsAndGoals))]
    public void Merged_ticks_give_every_total_that_the_ticks_gave(int seed, double goal)
    {
        var program = new SimulatedProgram(seed, processes: 1 + seed % 3, sites: 20);
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, s_run);
        program.Begin(writer);
        for (var step = 0; step < 200; step++)
            program.Step(writer, 30);
        writer.Flush();
        var whole = writer.BytesWritten;
        // What is written on while the old part is merged is appended as it is.
        for (var step = 0; step < 60; step++)
            program.Step(writer, 30);
        writer.Finish(new RunEnd(1, 0, 0, ""));
        var original = stream.ToArray();

        var made = new List<MemoryStream>();
        BlockSource Open()
        {
            var source = new BlockSource(new MemoryStream(original), "it");
            source.ReadHeader();
            return source;
        }
        BlockSink Make()
        {
            made.Add(new MemoryStream());
            return new BlockSink(made[^1], "it");
        }
        var (copy, remaining) = CaptureMerge.Run(Open, whole, goal > 1 ? long.MaxValue : (long)(goal * whole), Make, TestContext.Current.CancellationToken);
        CaptureMerge.Append(copy, remaining, original.Length);

        var (before, after) = (Captures.Read(original), Captures.Read(made[^1].ToArray()));
        Assert.True(after.Ticks.Count < before.Ticks.Count, $"{after.Ticks.Count} of {before.Ticks.Count} ticks");
        if (goal == 0)
            Assert.True(made[^1].Length < original.Length);
        Merged.AssertSame(before, after);
    }

    [Fact]
    public void Capped_file_never_has_more_bytes_and_says_the_same()
    {
        const long cap = CaptureWriter.LeastMaxBytes;
        var largest = 0L;
        using var unbounded = new MemoryStream();
        using (var capped = CaptureWriter.Create(Path, s_run, cap))
        using (var free = CaptureWriter.Create(unbounded, s_run))
        {
            var (one, other) = (new SimulatedProgram(5, 2, 3000), new SimulatedProgram(5, 2, 3000));
            one.Begin(capped);
            other.Begin(free);
            for (var step = 0; step < 600; step++)
            {
                one.Step(capped, 2500);
                other.Step(free, 2500);
                largest = Math.Max(largest, new FileInfo(Path).Length);
            }
            capped.Finish(new RunEnd(1, 0, 0, ""));
            free.Finish(new RunEnd(1, 0, 0, ""));
        }
        largest = Math.Max(largest, new FileInfo(Path).Length);
        Assert.True(unbounded.ToArray().Length > 2 * cap, $"only {unbounded.ToArray().Length} bytes without a cap: nothing had to be merged");
        Assert.InRange(largest, 1, cap);
        Assert.Equal([Path], Directory.GetFiles(_folder));
        Merged.AssertSame(Captures.Read(unbounded.ToArray()), CaptureReader.Read(Path));
    }

    [Fact]
    public void Names_that_fill_the_file_alone_end_it_with_one_clear_sentence()
    {
        using var writer = CaptureWriter.Create(Path, s_run, CaptureWriter.LeastMaxBytes);
        var chance = new Random(1);
        var failure = Assert.Throws<CaptureException>(() =>
        {
            for (var i = 0; i < 200_000; i++)
                writer.Add(new Function("a.py", $"{chance.NextInt64():x}{chance.NextInt64():x}", 1));
        });
        Assert.Equal(DiagnosticId.CannotWrite, failure.DiagnosticId);
        Assert.Contains("1048576 bytes at most", failure.Message);
        Assert.Same(failure, Assert.Throws<CaptureException>(writer.Flush));
        Assert.InRange(new FileInfo(Path).Length, CaptureWriter.LeastMaxBytes / 2, CaptureWriter.LeastMaxBytes);
        Assert.NotEmpty(CaptureReader.Read(Path).Functions);
    }
}
