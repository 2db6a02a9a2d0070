using Xunit;

namespace Heapline.EndToEnd.Tests.Libraries;

/// <summary>Numbers in bulk: their bytes are known, as they are counted in elements.</summary>
public sealed class ArraysAndFrames
{
    [Fact]
    public async Task Arrays_of_numpy_are_exact_to_the_byte()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/numpy_arrays");
        Assert.Equal("False 140000 125000.0\n", run.Result.Output);
        Assert.Equal(new Amount(8_000_000, 1), run.By("calloc", "zeros").LiveAtEnd);
        Assert.Equal(new Amount(500 * 400 * 4, 1), run.By("malloc", "matrix").LiveAtEnd);
        Assert.Equal(new Amount(8_000_000, 1), run.By("malloc", "copy").LiveAtEnd);
        Assert.InRange(run.Through("view").Allocated.Bytes, 1, 500);

        Assert.Equal(new Amount(8_000_000, 1), run.By("malloc", "difference").Allocated);
        Assert.Equal(new Amount(8_000_000, 1), run.By("malloc", "difference").AtPeak);
        Assert.Equal(default, run.By("malloc", "difference").LiveAtEnd);

        Assert.Equal(new Amount(2_000_000, 1), run.ThroughBy("malloc", "first").Allocated);
        Assert.Equal(default, run.ThroughBy("malloc", "first").LiveAtEnd);
        Assert.Equal(new Amount(1_000_000, 1), run.ThroughBy("malloc", "second").LiveAtEnd);
    }

    [Fact]
    public async Task Groupby_of_pandas_gives_back_what_it_needed_and_the_frame_stays()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/pandas_groupby");
        Assert.Equal("1000 1000000.0 1000.0 1000.0\n", run.Result.Output);
        // A dict of arrays is copied into the frame: a million times 8 bytes, twice, and some small things.
        Assert.InRange(run.ThroughBy("malloc", "frame").LiveAtEnd.Bytes, 16_000_000, 16_010_000);
        // Each row gets the number of its group, 8 bytes; of a thousand groups little is left.
        Assert.True(run.Through("groupby").Allocated.Bytes > 8_000_000, $"{run.Through("groupby")}");
        Assert.InRange(run.Through("groupby").LiveAtEnd.Bytes, 8_000, 200_000);
    }

    [Fact]
    public async Task Fit_of_sklearn_keeps_its_result_and_not_its_copies()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/sklearn_fit");
        Assert.Equal("(100000, 10) (10,) True\n", run.Result.Output);
        Assert.InRange(run.ThroughBy("malloc", "scale").LiveAtEnd.Bytes, 8_000_000, 8_010_000);
        // It centres a copy of the table, which least squares overwrite.
        Assert.True(run.ThroughBy("malloc", "fit").Allocated.Bytes > 8_000_000, $"{run.ThroughBy("malloc", "fit")}");
        Assert.InRange(run.Through("fit").LiveAtEnd.Bytes, 80, 100_000);
    }
}
