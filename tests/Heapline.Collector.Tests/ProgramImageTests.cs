using Heapline.Collector.Running;

namespace Heapline.Collector.Tests;

public sealed class ProgramImageTests
{
    private static readonly ProgramImage s_python = new("/usr/bin/python3.11", 0x7FFD_1000);

    [Fact]
    public void Another_executable_or_another_stack_is_another_program()
    {
        Assert.True(s_python.HasGivenWayTo(new ProgramImage("/usr/bin/true", 0x7FFD_1000)));
        Assert.True(s_python.HasGivenWayTo(s_python with { StackStart = 0x7FFD_2000 }));
        Assert.False(s_python.HasGivenWayTo(s_python));
    }

    /// <summary>The kernel tells the executable of a process that ends for a moment longer than where its stack was.</summary>
    [Fact]
    public void A_process_that_is_just_ending_has_not_become_another_program()
    {
        Assert.False(s_python.HasGivenWayTo(s_python with { StackStart = 0 }));
        Assert.False(s_python.HasGivenWayTo(default));
        Assert.False(default(ProgramImage).HasGivenWayTo(s_python));
    }

    [Fact]
    public void What_runs_here_is_known_and_stays_the_same()
    {
        var own = ProgramImage.Of(Environment.ProcessId);
        Assert.NotEqual(0UL, own.StackStart);
        Assert.Equal(own, ProgramImage.Of(Environment.ProcessId));
    }

    [Fact]
    public void Of_a_process_that_is_gone_nothing_is_known()
    {
        var gone = ProgramImage.Of(int.MaxValue);
        Assert.Equal((false, false, 0UL), (gone.IsPython, s_python.HasGivenWayTo(gone), gone.StackStart));
    }
}
