using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>Blocks of several threads, with the GIL and without it.</summary>
public sealed class Threads
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Tasks_of_a_pool(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "thread_pool");
        // 100,000 + 0 … 100,000 + 99
        Assert.Equal(new Amount(100 * (100_000 + HeaderOf(python)) + 4_950, 100), run.Bytes("blocks").AtPeak);
        Assert.All(run.StacksOfBytes("blocks"), stack => Assert.Equal("work", stack[^1].Function));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Four_that_allocate_and_free(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "four_threads_allocate_and_free");
        Assert.Equal(new Amount(80_000 * (600 + HeaderOf(python)), 80_000), run.Bytes("blocks").Allocated);
        Assert.Equal(default, run.Bytes("blocks").LiveAtEnd);
        Assert.Equal(0, run.Reports.Stat("lost_events"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Four_that_allocate_without_the_GIL(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "threads_without_the_gil");
        // Each of the hundred turns makes one bytes object of 300,000 by decompressing, besides what zlib itself takes.
        Assert.True(run.Line("zlib").Allocated.Bytes >= 100 * 300_033, run.Line("zlib").ToString());
        Assert.Equal(default, run.By("malloc", "zlib").LiveAtEnd);
        Assert.Equal(0, run.Reports.Stat("lost_events"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Three_hundred_one_after_the_other(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "many_short_threads");
        Assert.Equal(new Amount(300 * (5_000 + HeaderOf(python)), 300), run.Bytes("blocks").Allocated);
    }

    public static TheoryData<string> PythonsWithMalloc => Interpreters.WithTheLock("PYTHONMALLOC=malloc is not there without a global lock");

    [Theory, MemberData(nameof(PythonsWithMalloc))]
    public async Task Python_allocator_called_without_the_GIL(string python)
    {
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        var result = await Mprof.RunAsync(
            ["run", "-o", capture, Interpreters.PathOf(python), SourceTree.Target("python_allocator_without_the_gil")], workplace.Folder,
            environment: new Dictionary<string, string> { ["PYTHONMALLOC"] = "malloc" });
        Assert.True(result.ExitCode == 0, result.ToString());
        var reports = await Reports.ReadAsync(capture, ["python_allocator_without_the_gil.py"]);
        var blocks = reports.Rows.Where(row => row.Allocator == "PyMem_Malloc" && row.Stack is [.., { Function: "work" }])
            .Aggregate(Figures.None, (sum, row) => sum + row.Figures);
        Assert.Equal(new Amount(4 * 10_000 * 12_345, 4 * 10_000), blocks.Allocated);
        Assert.Equal(default, blocks.LiveAtEnd);
        Assert.Equal(0, reports.Stat("lost_events"));
    }
}
