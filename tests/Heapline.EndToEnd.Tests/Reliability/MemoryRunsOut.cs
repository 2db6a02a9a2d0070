using Heapline.Torture;
using Heapline.Torture.Scenarios;
using Xunit;

namespace Heapline.EndToEnd.Tests.Reliability;

/// <summary>The kernel kills the program, or refuses it memory. The long form: ./dev torture --only out-of-memory.</summary>
public sealed class MemoryRunsOut
{
    [Fact]
    public void Killed_at_the_limit_of_its_cgroup_it_is_told_so_and_what_was_alive_by_line()
    {
        using (var allowed = ControlGroup.TryMake(1L << 30))
            Assert.SkipWhen(allowed is null, "no control group with a memory limit may be made here");
        using var round = new Round(1);
        Finding.None(OutOfMemory.Run(round, Workshop.Newest, mebibytes: 200));
    }

    [Theory, InlineData("AS"), InlineData("DATA")]
    public async Task Memory_that_is_refused_is_recorded_as_nothing_and_the_refusal_passed_on(string limit)
    {
        var run = await ProfiledTarget.RunAsync(Interpreters.Newest, "torture/refused_memory", limit);
        Assert.Equal("None [None, None, None] 1000000\n", run.Result.Output);
        Assert.Equal(new Amount(1_000_000 + ObjectSizes.HeaderOf(Interpreters.Newest), 1), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(default, run.Bytes("refused").Allocated);
        // Nothing of a TiB is anywhere.
        Assert.InRange(run.Reports.Stat("allocated_bytes"), 1_000_033, 1L << 36);
    }
}
