using Xunit;

namespace Heapline.EndToEnd.Tests.Libraries;

/// <summary>Programs that answer: what an answer takes is given back, what a view keeps adds up.</summary>
public sealed class Servers
{
    [Fact]
    public async Task Views_of_django_behind_its_test_client()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/django_client");
        Assert.Equal("50 404 50\n", run.Result.Output);
        Assert.Equal(new Amount(50 * 10_033, 50), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(new Amount(50 * 20_033, 50), run.Bytes("body").Allocated);
        Assert.Equal(default, run.Bytes("body").LiveAtEnd);
    }

    [Fact]
    public async Task Views_of_flask_under_a_short_load_of_four_clients()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/flask_load");
        Assert.Equal("[50, 50, 50, 50] 200\n", run.Result.Output);
        Assert.Equal(new Amount(200 * 10_033, 200), run.Bytes("kept").LiveAtEnd);
        Assert.Equal(new Amount(200 * 20_033, 200), run.Bytes("body").Allocated);
        Assert.Equal(default, run.Bytes("body").LiveAtEnd);
        // A thread for each request, beside the clients', the server's and the first.
        Assert.True(run.Reports.Stat("threads") >= 206, $"{run.Reports.Stat("threads")} threads");
    }

    [Fact]
    public async Task Workers_of_a_distributed_cluster_are_in_one_capture()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/distributed_cluster");
        Assert.Equal("[5000000, 5000000]\n4000780\n[0, 0, 0]\n", run.Result.Output);
        // The client, the scheduler and the workers, and what they start that is no Python.
        Assert.True(run.Reports.Stat("processes") >= 4, $"{run.Reports.Stat("processes")} processes");
        var kept = run.Reports.Rows.Where(row => row.Allocator == "PyObject_Calloc" && run.IsMarked(row.Stack[^1], "kept")).ToList();
        Assert.Equal(2, kept.Select(row => row.Process).Distinct().Count());
        Assert.All(kept, row => Assert.Equal(new Amount(5_000_033, 1), row.Figures.LiveAtEnd));
        Assert.Equal(new Amount(4_000_780 + 40 * 33, 40), run.Bytes("passing").Allocated);
        Assert.Equal(default, run.Bytes("passing").LiveAtEnd);
    }
}
