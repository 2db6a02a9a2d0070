using System.Diagnostics;
using Heapline.Collector.Running;

namespace Heapline.Collector.Tests;

public sealed class ShortWaitTests
{
    [Fact]
    public void Waiting_for_less_than_a_millisecond_takes_that_long()
    {
        using var never = new ManualResetEvent(false);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
            Assert.False(ShortWait.For(never, 900_000));
        Assert.True(clock.Elapsed >= TimeSpan.FromMilliseconds(180), $"{clock.Elapsed}");
    }

    [Fact]
    public void An_event_that_is_set_is_not_waited_for()
    {
        using var set = new ManualResetEvent(true);
        Assert.True(ShortWait.For(set, 3_600_000_000_000));
        Assert.True(ShortWait.For(set, 0));
    }
}
