using System.Buffers.Binary;
using Heapline.Analysis;
using Heapline.Views.Plot;
using Xunit;

namespace Heapline.Plot.Tests;

public sealed class PngPlotTests
{
    [Fact]
    public void Png_has_twice_the_pixels_of_the_svg_and_is_not_blank()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("plöt.png");
        PngPlot.Write(SvgPlot.Render(Timeline.From(SampleCaptures.Pipeline)), path);
        var png = File.ReadAllBytes(path);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a], png[..8]);
        Assert.Equal(2520, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.Equal(1080, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
        // One colour alone takes about 14 kB at this size.
        Assert.True(png.Length > 40_000, $"{png.Length} bytes");
    }

    [Fact]
    public void Missing_library_names_the_package_that_brings_it()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("plot.png");
        var error = Assert.Throws<PngPlotException>(() => PngPlot.Write("<svg/>", path, "librsvg-nowhere.so.2"));
        Assert.Equal(
            "PNG needs librsvg-nowhere.so.2, which is not installed: install the Debian package librsvg2-2 (or write an .svg, which needs nothing).",
            error.Message);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Folder_that_is_not_there_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.File("nowhere"), "plot.png");
        var error = Assert.Throws<PngPlotException>(() => PngPlot.Write(SvgPlot.Render(Timeline.From(SampleCaptures.OneSample)), path));
        Assert.StartsWith($"Cannot write {path}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void What_is_not_svg_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<PngPlotException>(() => PngPlot.Write("no picture", folder.File("plot.png")));
        Assert.StartsWith("librsvg could not draw the plot: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("heapline-plot-");

        public string File(string name) => Path.Combine(_folder.FullName, name);

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
