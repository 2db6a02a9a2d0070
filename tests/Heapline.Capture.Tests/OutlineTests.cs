using FsCheck.Fluent;

namespace Heapline.Capture.Tests;

public sealed class OutlineTests
{
    [Fact]
    public void Outline_of_any_capture_says_of_processes_what_the_capture_says() =>
        FsCheck.Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll<int, byte>((seed, flushEvery) =>
        {
            var read = Captures.Read(Captures.Write(RandomCapture.Of(seed), flushEvery % 7, out var outline));
            Assert.Equivalent(read.Processes, outline!.Processes, strict: true);
            Assert.Equal(read.ProcessEnds, outline.ProcessEnds);
            Assert.Equal(read.ProcessDetails, outline.ProcessDetails);
            Assert.Equal(read.ProportionalSamples, outline.ProportionalSamples);
            Captures.AssertEqual([.. read.Ticks.Select(tick => tick with { ArenaBytes = 0, Changes = [], LaterFrees = [] })], outline.Ticks);
            Assert.Equal(
                read.Processes.Select(process => read.Samples.Where(sample => sample.Process == process.Index).Select(sample => sample.ResidentBytes).DefaultIfEmpty().Max()),
                outline.Samples.Select(sample => sample.ResidentBytes));
        }));

    [Fact]
    public void There_is_none_of_a_long_run_nor_of_a_bounded_file()
    {
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, SmallCapture.Data.Run);
        writer.Add(SmallCapture.Data.Processes[0]);
        for (var number = 0; number < 100_000; number++)
        {
            writer.AddTick(0, number, number, number + 1, 0, 0, 0, [], []);
            if (number == 10_000)
                Assert.Equal(10_001, writer.Outline!.Ticks.Count);
        }
        writer.Add(new MemorySample(0, 1, 1));
        Assert.Null(writer.Outline);

        var path = Path.GetTempFileName();
        using (var bounded = CaptureWriter.Create(path, SmallCapture.Data.Run, CaptureWriter.LeastMaxBytes))
            Assert.Null(bounded.Outline);
        File.Delete(path);
    }
}
