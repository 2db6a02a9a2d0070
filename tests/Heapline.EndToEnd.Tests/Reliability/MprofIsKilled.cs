using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>When mprof is killed, the program does not notice. The long form: ./dev torture --only mprof-dies.</summary>
public sealed class MprofIsKilled
{
    [Theory]
    [InlineData(1)]
    [InlineData(30_000)]
    [InlineData(400_000)]
    public void The_program_runs_to_its_end_and_the_capture_holds_what_it_had_done_at_some_step(int killAt)
    {
        using var round = new Round(killAt);
        Finding.None(MprofDies.RunUntilStep(round, Workshop.Newest, steps: killAt + 100_000, killAt));
    }
}
