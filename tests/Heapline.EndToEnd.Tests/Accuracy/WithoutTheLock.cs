using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>Builds of CPython without a global lock. Where none is installed, nothing is tested.</summary>
public sealed class WithoutTheLock
{
    public static TheoryData<string> Pythons => Interpreters.FreeThreaded();

    [Theory, MemberData(nameof(Pythons))]
    public async Task The_lock_stays_away_and_the_program_as_it_is(string python)
    {
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target("without_the_lock")])).SeeNoDifference();
        Assert.Equal("False 0\n", both.Profiled.Output);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Blocks_that_threads_free_for_each_other_are_all_counted(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "without_the_lock");
        Assert.Equal(new Amount(4 * 5_000 * (700 + HeaderOf(python)), 4 * 5_000), run.Bytes("shelved").Allocated);
        Assert.Equal(default, run.Bytes("shelved").LiveAtEnd);
        Assert.All(run.StacksOfBytes("shelved"), stack => Assert.Equal("exchange", stack[^1].Function));
        Assert.Equal(new Amount(10 * (1_000 + HeaderOf(python)), 10), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(0, run.Reports.Stat("lost_events"));
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Lines_of_a_function_in_four_threads_are_counted_exactly(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "decorated_in_four_threads");
        var occurrences = run.Result.Output.Split('\n').Where(row => row.Contains(" MiB ", StringComparison.Ordinal))
            .Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[5]);
        Assert.Equal(["4", "4", "8004", "8000", "4"], occurrences);
    }
}
