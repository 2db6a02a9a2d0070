using Xunit;

namespace Heapline.EndToEnd.Tests.Libraries;

/// <summary>Data in many small blocks: a tree's nodes, a table's rows.</summary>
public sealed class TreesAndRows
{
    [Fact]
    public async Task Every_node_of_lxml_is_counted_and_a_tree_let_go_is_gone()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/lxml_trees");
        Assert.Equal("20000 20000 item text\n", run.Result.Output);
        // For each of the elements: itself, its text, its attribute, and the attribute's text.
        var kept = run.By("malloc", "kept").LiveAtEnd;
        Assert.InRange(kept.Blocks, 80_000, 80_100);
        Assert.True(kept.Bytes > 80_000 * 96, $"{kept}");
        Assert.True(run.By("malloc", "dropped").Allocated.Blocks >= 80_000, $"{run.By("malloc", "dropped")}");
        Assert.Equal(default, run.By("malloc", "dropped").LiveAtEnd);
    }

    [Fact]
    public async Task Rows_of_sqlite3_are_bytes_in_tuples_and_a_pass_over_them_leaves_nothing()
    {
        const long Blobs = 10_000 * (1_000 + 33), OneTuple = 48;
        var run = await ProfiledTarget.OfLibraryAsync("libraries/sqlite3_rows");
        Assert.Equal("10000 10000000\n", run.Result.Output);
        // Some of the tuples come out of the interpreter's own list of free ones.
        Assert.InRange(run.By("PyObject_Malloc", "fetchall").LiveAtEnd.Bytes, Blobs + 9_000 * OneTuple, Blobs + 10_000 * OneTuple + 1_000);
        Assert.InRange(run.By("malloc", "insert").LiveAtEnd.Bytes, 10_000_000, 12_000_000);
        Assert.True(run.By("PyObject_Malloc", "passing").Allocated.Bytes >= Blobs, $"{run.By("PyObject_Malloc", "passing")}");
        Assert.InRange(run.Line("passing").LiveAtEnd.Bytes, 0, 1_000);
    }
}
