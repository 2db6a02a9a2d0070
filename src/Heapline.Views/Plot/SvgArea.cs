using System.Text;
using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Turns a curve into path data within a rectangle of pixels.</summary>
internal sealed record SvgArea(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Most points of a path: four to each column of two pixels or less.</summary>
    private const int MostPoints = 2000;

    public double Width => Right - Left;
    public double Height => Bottom - Top;

    public double X(PlotFrame frame, double seconds) => Left + Math.Clamp(frame.X(seconds), 0, 1) * Width;

    public double Y(PlotFrame frame, long bytes) => Bottom - Math.Clamp(frame.Y(bytes), 0, 1) * Height;

    /// <summary>The curve as path data, to a tenth of a pixel; level runs and steps take one coordinate. Empty when there is nothing to draw.</summary>
    public string Path(PlotFrame frame, TimelineSeries series)
    {
        var pixels = new List<(string X, string Y)>();
        foreach (var point in series.Simplify(frame.FromSeconds, frame.ToSeconds, MostPoints))
        {
            var pixel = (X: SvgText.Number(X(frame, point.Seconds)), Y: SvgText.Number(Y(frame, point.Bytes)));
            if (pixels.Count > 0 && pixels[^1] == pixel)
                continue;
            // Time never runs back, so the middle one of three points on a level says nothing.
            if (pixels.Count > 1 && pixels[^1].Y == pixel.Y && pixels[^2].Y == pixel.Y)
                pixels[^1] = pixel;
            else
                pixels.Add(pixel);
        }

        var path = new StringBuilder();
        for (var index = 0; index < pixels.Count; index++)
        {
            var (x, y) = pixels[index];
            if (index == 0)
                path.Append('M').Append(x).Append(' ').Append(y);
            else if (y == pixels[index - 1].Y)
                path.Append('H').Append(x);
            else if (x == pixels[index - 1].X)
                path.Append('V').Append(y);
            else
                path.Append('L').Append(x).Append(' ').Append(y);
        }

        return path.ToString();
    }

    /// <summary>The path data closed along the bottom, to be filled.</summary>
    public string Filled(PlotFrame frame, TimelineSeries series)
    {
        var points = series.Simplify(frame.FromSeconds, frame.ToSeconds, MostPoints);
        return points.Count < 2 ? "" : $"{Path(frame, series)}V{SvgText.Number(Bottom)}H{SvgText.Number(X(frame, points[0].Seconds))}Z";
    }
}
