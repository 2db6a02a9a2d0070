using System.Runtime.InteropServices;
using System.Text;
using Heapline.Capture;
using Heapline.Views.Plot.Native;

namespace Heapline.Views.Plot;

/// <summary>Turns a plot's SVG into a PNG file with librsvg and cairo, so that both formats come from one drawing.</summary>
public static class PngPlot
{
    /// <summary>The SVG's pixels are those of 90 dpi; twice as many look sharp on today's displays and on paper.</summary>
    private const int Scale = 2;

    /// <summary>Writes a PNG file of 2520 by 1080 pixels.</summary>
    /// <param name="svg">A document from <see cref="SvgPlot.Render"/>.</param>
    /// <param name="path">The file to write; one that exists is replaced.</param>
    /// <exception cref="PngPlotException">librsvg is not installed, the file cannot be written, or the SVG cannot be read.</exception>
    public static void Write(string svg, string path) => Write(svg, path, Rsvg.Library);

    internal static void Write(string svg, string path, string library)
    {
        if (!NativeLibrary.TryLoad(library, out _))
            throw new PngPlotException($"PNG needs {library}, which is not installed: install the Debian package librsvg2-2 (or write an .svg, which needs nothing).");

        var surface = Cairo.ImageSurface(Cairo.Argb32, (int)SvgPlot.Width * Scale, (int)SvgPlot.Height * Scale);
        var cairo = Cairo.Create(surface);
        try
        {
            Check(Cairo.Status(cairo), path);
            Draw(Encoding.UTF8.GetBytes(svg), cairo);
            Save(surface, path);
        }
        finally
        {
            Cairo.Destroy(cairo);
            Cairo.DestroySurface(surface);
        }
    }

    private static unsafe void Draw(ReadOnlySpan<byte> svg, nint cairo)
    {
        Rsvg.Error* error = null;
        fixed (byte* data = svg)
        {
            var handle = Rsvg.HandleFromData(data, (nuint)svg.Length, &error);
            if (handle == 0)
                throw Failure(error);
            try
            {
                var viewport = new Rsvg.Rectangle(0, 0, SvgPlot.Width * Scale, SvgPlot.Height * Scale);
                if (Rsvg.RenderDocument(handle, cairo, viewport, &error) == 0)
                    throw Failure(error);
            }
            finally
            {
                Rsvg.Unref(handle);
            }
        }
    }

    // Packed in memory first: cairo itself would open the file, and follow whoever's link stands in its place.
    private static unsafe void Save(nint surface, string path)
    {
        using var png = new MemoryStream();
        var handle = GCHandle.Alloc(png);
        try
        {
            Check(Cairo.WriteToPng(surface, &Take, GCHandle.ToIntPtr(handle)), path);
        }
        finally
        {
            handle.Free();
        }
        try
        {
            using var file = OwnFile.Create(path, OwnFile.Shared);
            png.WriteTo(file);
        }
        catch (IOException e)
        {
            throw new PngPlotException($"Cannot write {e.Message}.");
        }
    }

    [UnmanagedCallersOnly]
    private static unsafe int Take(nint stream, byte* data, uint length)
    {
        ((MemoryStream)GCHandle.FromIntPtr(stream).Target!).Write(new ReadOnlySpan<byte>(data, (int)length));
        return 0;
    }

    private static unsafe PngPlotException Failure(Rsvg.Error* error)
    {
        // What libxml2 says may go on for lines; the first one names the fault.
        var message = error is null ? "no reason given" : Marshal.PtrToStringUTF8(error->Message)?.Split('\n')[0];
        if (error is not null)
            Rsvg.FreeError(error);
        return new PngPlotException($"librsvg could not draw the plot: {message}");
    }

    private static void Check(int status, string path)
    {
        if (status != 0)
            throw new PngPlotException($"Cannot write {path}: {Marshal.PtrToStringUTF8(Cairo.StatusText(status))}.");
    }
}
