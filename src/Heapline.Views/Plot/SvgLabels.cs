using Heapline.Analysis;

namespace Heapline.Views.Plot;

/// <summary>Finds places for labels beside points of a plot: inside of it, off each other, and on the curves as little as can be.</summary>
internal sealed class SvgLabels(SvgArea area, PlotFrame frame, IReadOnlyList<TimelineSeries> curves)
{
    private const double Distance = 11;
    private readonly List<(double Left, double Top, double Right, double Bottom)> _taken = [];
    private readonly List<TimelineColumn[]> _columns =
        [.. curves.Select(curve => curve.Resample(frame.FromSeconds, frame.ToSeconds, (int)area.Width / 4).ToArray())];

    /// <summary>Keeps labels off a point.</summary>
    public void Avoid(double x, double y, double radius) => _taken.Add((x - radius, y - radius, x + radius, y + radius));

    /// <summary>Left end and baseline for a label of the given size beside a point; null where there is no free place.</summary>
    public (double X, double Baseline)? Place(double x, double y, double width, double height)
    {
        (double Left, double Top)[] candidates =
        [
            (x - width / 2, y - Distance - height), (x + Distance, y - Distance - height), (x - Distance - width, y - Distance - height),
            (x + Distance + 3, y - height / 2), (x - Distance - 3 - width, y - height / 2),
            (x + Distance, y + Distance), (x - Distance - width, y + Distance), (x - width / 2, y + Distance + 4),
        ];
        (double Left, double Top)? best = null;
        var least = int.MaxValue;
        foreach (var (left, top) in candidates)
        {
            var (right, bottom) = (left + width, top + height);
            if (left < area.Left + 2 || right > area.Right - 2 || top < area.Top || bottom > area.Bottom - 2)
                continue;
            if (_taken.Any(other => left < other.Right && other.Left < right && top < other.Bottom && other.Top < bottom))
                continue;

            var crossings = _columns.Sum(columns => columns.Count(column =>
                area.X(frame, column.Low.Seconds) is var at && at >= left && at <= right
                && area.Y(frame, column.High.Bytes) <= bottom && area.Y(frame, column.Low.Bytes) >= top));
            if (crossings < least)
                (best, least) = ((left, top), crossings);
        }

        if (best is not var (bestLeft, bestTop))
            return null;
        _taken.Add((bestLeft, bestTop, bestLeft + width, bestTop + height));
        return (bestLeft, bestTop + height * 0.8);
    }
}
