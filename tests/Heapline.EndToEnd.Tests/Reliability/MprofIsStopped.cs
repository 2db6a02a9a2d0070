using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>When mprof is stopped (SIGSTOP), the program does not wait for ever. The long form: ./dev torture --only mprof-stops.</summary>
public sealed class MprofIsStopped
{
    [Fact]
    public void The_program_runs_to_its_end_and_the_capture_says_from_when_on_it_knows_nothing()
    {
        using var round = new Round(1);
        Finding.None(MprofStops.Run(round, Workshop.Newest, steps: 200_000, at: 20_000));
    }
}
