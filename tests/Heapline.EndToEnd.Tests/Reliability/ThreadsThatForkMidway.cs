using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>64 threads that free each other's blocks, and forks in between. The long form: ./dev torture --only threads-and-forks.</summary>
public sealed class ThreadsThatForkMidway
{
    public static TheoryData<string, string> Runs => new(
        from python in Interpreters.Among("3.8", Interpreters.Newest, "3.13t", "3.14t")
        from mode in ThreadsAndForks.Modes
        select (python, mode));

    [Theory, MemberData(nameof(Runs))]
    public void Nothing_is_lost_and_nobody_waits_for_ever(string python, string mode)
    {
        using var round = new Round(1);
        Finding.None(ThreadsAndForks.Run(round, Interpreters.PathOf(python), mode, turns: 1_000, forks: 5));
    }
}
