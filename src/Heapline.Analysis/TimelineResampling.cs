namespace Heapline.Analysis;

/// <summary>Fits a curve into columns without losing a spike.</summary>
internal static class TimelineResampling
{
    public static long? At(IReadOnlyList<TimelinePoint> points, double seconds)
    {
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = points[middle].Seconds < seconds ? (middle + 1, high) : (low, middle);
        }

        if (low == points.Count || (low == 0 && points[0].Seconds > seconds))
            return null;
        return low == 0 ? points[0].Bytes : Between(points[low - 1], points[low], seconds).Bytes;
    }

    public static IReadOnlyList<TimelineColumn> Resample(IReadOnlyList<TimelinePoint> points, double from, double to, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (!(to > from))
            throw new ArgumentOutOfRangeException(nameof(to), to, "must be after the start");

        var result = new List<TimelineColumn>(columns);
        if (points.Count == 0)
            return result;

        var next = 0;
        for (var index = 0; index < columns; index++)
        {
            var left = Border(index);
            var right = Border(index + 1);
            while (next < points.Count && points[next].Seconds < left)
                next++;

            var column = new Extremes(index);
            if (next > 0 && next < points.Count)
                column.Add(Between(points[next - 1], points[next], left));

            // A point on a border belongs to both columns, so that a step there stays a connected line.
            var beyond = next;
            for (; beyond < points.Count && points[beyond].Seconds <= right; beyond++)
                column.Add(points[beyond]);
            if (beyond > 0 && beyond < points.Count)
                column.Add(Between(points[beyond - 1], points[beyond], right));

            if (column.Any)
                result.Add(column.ToColumn());
        }

        return result;

        // The last border is the end itself: from + columns * width may round to just before it and lose the last point.
        double Border(int index) => index == columns ? to : from + (to - from) * index / columns;
    }

    public static IReadOnlyList<TimelinePoint> Simplify(IReadOnlyList<TimelinePoint> points, double from, double to, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 4);
        if (points.Count <= limit && points.Count > 0 && points[0].Seconds >= from && points[^1].Seconds <= to)
            return points;

        var simplified = new List<TimelinePoint>(limit);
        foreach (var column in Resample(points, from, to, limit / 4))
        {
            var (early, late) = column.Low.Seconds <= column.High.Seconds ? (column.Low, column.High) : (column.High, column.Low);
            foreach (var point in (ReadOnlySpan<TimelinePoint>)[column.First, early, late, column.Last])
            {
                if (simplified.Count == 0 || simplified[^1] != point)
                    simplified.Add(point);
            }
        }

        return simplified;
    }

    private static TimelinePoint Between(TimelinePoint a, TimelinePoint b, double seconds)
    {
        var width = b.Seconds - a.Seconds;
        var share = width > 0 ? Math.Clamp((seconds - a.Seconds) / width, 0, 1) : 0;
        return new TimelinePoint(seconds, a.Bytes + (long)Math.Round((b.Bytes - a.Bytes) * share));
    }

    private struct Extremes(int index)
    {
        private TimelinePoint _first, _low, _high, _last;

        public bool Any { get; private set; }

        public void Add(TimelinePoint point)
        {
            if (!Any)
                (_first, _low, _high, Any) = (point, point, point, true);
            if (point.Bytes < _low.Bytes)
                _low = point;
            if (point.Bytes > _high.Bytes)
                _high = point;
            _last = point;
        }

        public readonly TimelineColumn ToColumn() => new(index, _first, _low, _high, _last);
    }
}
