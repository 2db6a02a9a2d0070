namespace Heapline.Capture.Tests;

/// <summary>Writes captures from their data, and compares data by content.</summary>
internal static class Captures
{
    /// <summary>Writes everything, flushing after every <paramref name="flushEvery"/>-th tick (0: never before the end).</summary>
    public static byte[] Write(CaptureData data, int flushEvery = 0) => Write(data, flushEvery, out _);

    /// <summary>The same; <paramref name="outline"/> is what the writer says of it.</summary>
    public static byte[] Write(CaptureData data, int flushEvery, out CaptureData? outline)
    {
        var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, data.Run))
        {
            AddDefinitions(writer, data);
            AddMeasurements(writer, data, flushEvery);
            if (data.End is { } end)
                writer.Finish(end);
            outline = writer.Outline;
        }

        return stream.ToArray();
    }

    public static CaptureData Read(byte[] bytes) => CaptureReader.Read(new MemoryStream(bytes), "test.mprofile");

    public static void AddDefinitions(CaptureWriter writer, CaptureData data)
    {
        foreach (var process in data.Processes)
            writer.Add(process);
        foreach (var thread in data.Threads)
            writer.Add(thread);
        foreach (var (id, function) in data.Functions.Index())
            Assert.Equal(id, writer.Add(function).Value);
        foreach (var (id, node) in data.Stacks.Index())
            Assert.Equal(id, writer.Add(node).Value);
        foreach (var (id, site) in data.Sites.Index())
            Assert.Equal(id, writer.Add(site).Value);
        foreach (var (file, text) in data.Sources)
            writer.AddSource(file, text);
    }

    /// <summary>All lists but those of the definitions must be equal, entry by entry.</summary>
    public static void AssertEqual(CaptureData expected, CaptureData actual)
    {
        Assert.Equal(expected.Damage, actual.Damage);
        Assert.Equal(expected.Run with { Command = [] }, actual.Run with { Command = [] });
        Assert.Equal(expected.Run.StartedAt.Offset, actual.Run.StartedAt.Offset);
        Assert.Equal(expected.Run.Command, actual.Run.Command);
        Assert.Equal(expected.End, actual.End);
        Assert.Equivalent(expected.Processes, actual.Processes, strict: true);
        Assert.Equal(expected.Threads, actual.Threads);
        Assert.Equal(expected.Functions, actual.Functions);
        Assert.Equal(expected.Stacks, actual.Stacks);
        Assert.Equal(expected.Sites, actual.Sites);
        Assert.Equal(expected.Sources.OrderBy(s => s.Key, StringComparer.Ordinal), actual.Sources.OrderBy(s => s.Key, StringComparer.Ordinal));
        Assert.Equal(expected.Samples, actual.Samples);
        Assert.Equal(expected.Spans, actual.Spans);
        Assert.Equal(expected.ProcessEnds, actual.ProcessEnds);
        Assert.Equal(expected.ProcessDetails, actual.ProcessDetails);
        Assert.Equal(expected.ProportionalSamples, actual.ProportionalSamples);
        Assert.Equal(expected.ThreadDetails, actual.ThreadDetails);
        Assert.Equal(expected.Modules, actual.Modules);
        Assert.Equal(expected.Sampling.Seed, actual.Sampling.Seed);
        Assert.Equal(expected.Sampling.Rates, actual.Sampling.Rates);
        Assert.Equal(expected.Sampling.Weights, actual.Sampling.Weights);
        Assert.Equal(expected.ProcessCosts, actual.ProcessCosts);
        Assert.Equal(expected.CollectorCost, actual.CollectorCost);
        Assert.Equivalent(expected.InheritedFrees, actual.InheritedFrees, strict: true);
        AssertEqual(expected.Ticks, actual.Ticks);
        Assert.Equal(expected.Peaks.Count, actual.Peaks.Count);
        foreach (var (e, a) in expected.Peaks.Zip(actual.Peaks))
        {
            Assert.Equal(e with { Blocks = [] }, a with { Blocks = [] });
            Assert.Equal(e.Blocks, a.Blocks);
        }
    }

    public static void AssertEqual(IReadOnlyList<Tick> expected, IReadOnlyList<Tick> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (e, a) in expected.Zip(actual))
        {
            Assert.Equal(e with { Changes = [], LaterFrees = [] }, a with { Changes = [], LaterFrees = [] });
            Assert.Equal(e.Changes, a.Changes);
            Assert.Equal(e.LaterFrees, a.LaterFrees);
        }
    }

    private static void AddMeasurements(CaptureWriter writer, CaptureData data, int flushEvery)
    {
        foreach (var (function, module) in data.Modules)
            writer.Add(new FunctionModule(function, module));
        foreach (var details in data.ProcessDetails)
            writer.Add(details);
        foreach (var frees in data.InheritedFrees)
            writer.Add(frees);
        foreach (var sample in data.ProportionalSamples)
            writer.Add(sample);
        foreach (var details in data.ThreadDetails)
            writer.Add(details);
        if (data.Sampling.Rates.Count > 0)
            writer.AddSamplingSeed(data.Sampling.Seed);
        foreach (var rate in data.Sampling.Rates)
            writer.Add(rate);
        foreach (var weight in data.Sampling.Weights)
            writer.Add(weight);
        foreach (var cost in data.ProcessCosts)
            writer.Add(cost);
        if (data.CollectorCost is { } collector)
            writer.Add(collector);
        foreach (var (i, tick) in data.Ticks.Index())
        {
            writer.Add(tick);
            if (flushEvery > 0 && i % flushEvery == 0)
                writer.Flush();
        }

        foreach (var sample in data.Samples)
            writer.Add(sample);
        foreach (var peak in data.Peaks)
            writer.Add(peak);
        foreach (var span in data.Spans)
            writer.Add(span);
        foreach (var end in data.ProcessEnds)
            writer.Add(end);
    }
}
