using System.Globalization;
using Xunit;

namespace Heapline.EndToEnd.Tests.Libraries;

/// <summary>Pictures in memory: so many bytes a pixel, taken by C and C++.</summary>
public sealed class Pictures
{
    [Fact]
    public async Task Savefig_of_matplotlib_draws_into_four_bytes_a_pixel_and_gives_them_back()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/matplotlib_savefig");
        var canvas = run.Sum(row => row.Allocator == "malloc"
            && row.Stack.Any(frame => run.IsMarked(frame, "savefig")) && row.Stack.Any(frame => frame.Function == "RendererAgg.__init__"));
        Assert.InRange(canvas.Allocated.Bytes, 1_000 * 800 * 4, 1_000 * 800 * 4 + 100_000);
        Assert.Equal(0, canvas.LiveAtEnd.Bytes);
        // What stays is the file, as bytes; the program prints its length.
        var length = int.Parse(run.Result.Output.Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.Equal(new Amount(length + 33, 1), run.Line("png").LiveAtEnd);
    }

    [Fact]
    public async Task Images_of_pillow_take_four_bytes_a_pixel_or_one()
    {
        var run = await ProfiledTarget.OfLibraryAsync("libraries/pil_images");
        Assert.Equal("(50, 50) (1000, 1000) 90\n", run.Result.Output);
        Assert.Equal(new Amount(1_000 * 1_000 * 4, 1), run.ThroughBy("malloc", "new").LiveAtEnd);
        Assert.Equal(new Amount(1_000 * 1_000, 1), run.ThroughBy("malloc", "grey").LiveAtEnd);
        Assert.Equal(new Amount(50 * 50 * 4, 1), run.ThroughBy("malloc", "small").LiveAtEnd);
        Assert.True(run.ThroughBy("malloc", "half").Allocated.Bytes >= 500 * 500 * 4, $"{run.ThroughBy("malloc", "half")}");
        Assert.Equal(default, run.ThroughBy("malloc", "half").LiveAtEnd);
    }
}
