using Heapline.Collector.Sampling;

namespace Heapline.Collector.Tests;

/// <summary>Looking for children again may be left out only where nothing has changed by which there could be others.</summary>
public sealed class ProcessWatchTests
{
    [Theory]
    [InlineData("a child comes", "echo; read x; sleep 1000 & echo; read x; kill $!")]
    [InlineData("a child goes", "sleep 1000 & echo; read x; kill $!; wait; echo; read x")]
    [InlineData("another program takes its place", "echo; read x; exec /bin/sh -c 'echo; read x'")]
    public void What_changes_is_seen_and_what_stays_is_not(string what, string script)
    {
        using var process = new ShellProcess(script);
        using var watch = new ProcessWatch(process.Pid);
        var before = watch.Fingerprint();
        Assert.NotEqual(ProcessWatch.Unknown, before);
        Assert.Equal(before, watch.Fingerprint());
        process.GoOn();
        var after = watch.Fingerprint();
        Assert.False(before == after, what);
        Assert.Equal(after, watch.Fingerprint());
    }

    [Fact]
    public void Thread_that_comes_is_seen_and_so_are_its_children()
    {
        // A thread of this very process: other tests' threads come and go beside it, so only that the two differ can be told.
        using var watch = new ProcessWatch(Environment.ProcessId);
        var before = watch.Fingerprint();
        using var mayEnd = new ManualResetEvent(false);
        using var hasBegun = new ManualResetEvent(false);
        var thread = new Thread(() =>
        {
            hasBegun.Set();
            mayEnd.WaitOne();
        });
        thread.Start();
        hasBegun.WaitOne();
        var during = watch.Fingerprint();
        mayEnd.Set();
        thread.Join();
        Assert.True(before != during || before == ProcessWatch.Unknown);
    }

    [Fact]
    public void Nothing_is_known_of_a_process_that_is_over()
    {
        using var process = new ShellProcess("echo; read x");
        using var watch = new ProcessWatch(process.Pid);
        process.End();
        Assert.Equal(ProcessWatch.Unknown, watch.Fingerprint());
        using var never = new ProcessWatch(int.MaxValue);
        Assert.Equal(ProcessWatch.Unknown, never.Fingerprint());
    }
}
