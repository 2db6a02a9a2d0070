using System.Diagnostics;
using Heapline.Collector.Sampling;
using Xunit;

namespace Heapline.Collector.Tests;

public sealed class ProcessTreeTests
{
    [Fact]
    public void Sampler_is_no_child_even_before_it_runs_a_program_of_its_own()
    {
        // Each child says that it is there, and ends with its input.
        using var plain = Start("echo there; read rest");
        using var named = Start("echo heapline-sample > /proc/self/comm; echo there; read rest");
        try
        {
            var below = ProcessTree.Below(Environment.ProcessId).Select(process => process.Pid).ToList();
            Assert.Contains(plain.Id, below);
            Assert.DoesNotContain(named.Id, below);
        }
        finally
        {
            plain.StandardInput.Close();
            named.StandardInput.Close();
            plain.WaitForExit();
            named.WaitForExit();
        }
    }

    private static Process Start(string script)
    {
        var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("there", process.StandardOutput.ReadLine());
        return process;
    }
}
