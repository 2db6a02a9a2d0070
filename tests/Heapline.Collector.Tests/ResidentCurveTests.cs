using Heapline.Capture;
using Heapline.Collector.Sampling;
using Heapline.Collector.Sessions;

namespace Heapline.Collector.Tests;

public sealed class ResidentCurveTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_level_stretch_keeps_its_two_ends() =>
        Assert.Equal([(0, 5), (30, 5), (40, 9)], Curve((0, 5, 0), (10, 5, 1), (20, 5, 2), (30, 5, 3), (40, 9, 4)));

    [Fact]
    public void A_long_level_stretch_has_a_point_a_second() =>
        Assert.Equal([(0, 5), (Second, 5), (2 * Second, 5)], Curve([.. Enumerable.Range(0, 201).Select(i => (i * Second / 100, 5L, i))]));

    [Fact]
    public void Of_a_tick_with_many_readings_the_highest_and_the_last_remain() =>
        Assert.Equal([(20, 9), (40, 3), (50, 4)], Curve((10, 1, 0), (20, 9, 0), (30, 2, 0), (40, 3, 0), (50, 4, 1)));

    [Fact]
    public void A_high_water_mark_that_is_read_with_a_lower_level_remains_and_stands_before_it()
    {
        Assert.Equal([(19, 9), (20, 3)], Curve((20, 9, 0), (20, 3, 0)));
        Assert.Equal([(10, 1), (19, 9), (20, 3), (30, 4)], Curve((10, 1, 0), (20, 9, 1), (20, 3, 1), (30, 4, 2)));
    }

    [Fact]
    public void Ticks_grow_with_the_logarithm_of_the_run()
    {
        var clock = new TickClock(Second / 100);
        while (clock.NextNs < 3600 * Second)
            clock.Begin(clock.NextNs);
        Assert.InRange(clock.Current, 12_000, 13_000);
        Assert.Equal(1999, clock.At(20 * Second - 1));
        Assert.Equal(clock.Current, clock.At(long.MaxValue));
        Assert.Equal(0, clock.At(-5));
    }

    private static List<(long, long)> Curve(params (long TimeNs, long Bytes, int Tick)[] readings)
    {
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, new RunInfo("1", [], "/", "time", DateTimeOffset.UnixEpoch, 1));
        var curve = new ResidentCurve(writer);
        foreach (var (timeNs, bytes, tick) in readings)
            curve.Add(timeNs, bytes, tick);
        writer.Add(new ProcessInfo(0, 1, 0, [], "", 0));
        curve.Open(0);
        curve.Finish();
        Assert.Equal(readings.Max(reading => reading.Bytes), curve.PeakBytes);
        writer.Finish(new RunEnd(0, 0, 0, ""));
        return [.. CaptureReader.Read(new MemoryStream(stream.ToArray())).Samples.Select(sample => (sample.TimeNs, sample.ResidentBytes))];
    }
}
