using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>A service with a slow leak. The long form, of a million requests: ./dev torture --only service-load.</summary>
public sealed class LongRuns
{
    [Fact]
    public void A_slow_leak_stands_out_at_the_end()
    {
        using var round = new Round(1);
        Finding.None(ServiceLoad.Run(round, Workshop.Newest, requests: 100_000, threads: 50, maxFile: "1MiB"));
        Assert.InRange(new FileInfo(round.File("it.mprofile")).Length, 1, 1 << 20);
    }
}
