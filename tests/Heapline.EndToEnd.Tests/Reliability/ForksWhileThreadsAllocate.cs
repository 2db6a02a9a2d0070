using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>Forks of every kind while other threads are inside allocations. The long form, of 10,000: ./dev torture --only hostile-forks.</summary>
public sealed class ForksWhileThreadsAllocate
{
    public static TheoryData<string> Pythons => [.. Workshop.Pythons];

    [Theory, MemberData(nameof(Pythons))]
    public void Nobody_waits_for_ever(string python)
    {
        using var round = new Round(1);
        Finding.None(HostileForks.Run(round, python, forks: 25));
    }
}
