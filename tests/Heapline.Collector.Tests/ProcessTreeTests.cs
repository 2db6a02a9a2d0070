using Heapline.Collector.Sampling;

namespace Heapline.Collector.Tests;

public sealed class ProcessTreeTests
{
    [Fact]
    public void Sampler_is_no_child_even_before_it_runs_a_program_of_its_own()
    {
        using var plain = new ShellProcess("echo there; read rest");
        using var named = new ShellProcess("echo heapline-sample > /proc/self/comm; echo there; read rest");
        var below = ProcessTree.Below(Environment.ProcessId).Select(process => process.Pid).ToList();
        Assert.Contains(plain.Pid, below);
        Assert.DoesNotContain(named.Pid, below);
    }
}
