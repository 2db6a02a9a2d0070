using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>Fewer readings of memory, such that a curve of them looks the same.</summary>
internal static class ThinnedReadings
{
    /// <summary>The lowest and the highest reading of each process in each of so many equal stretches of time; null when there are no more to begin with.</summary>
    public static IReadOnlyList<MemorySample>? Of(IReadOnlyList<MemorySample> samples, int stretches)
    {
        if (samples.Count <= stretches * 2L)
            return null;
        long length = Math.Max(1, samples.Max(sample => sample.TimeNs) + 1);
        var kept = samples.GroupBy(sample => (sample.Process, Stretch: (Int128)sample.TimeNs * stretches / length))
            .SelectMany(group => new[] { group.MinBy(sample => sample.ResidentBytes), group.MaxBy(sample => sample.ResidentBytes) }.Distinct())
            .OrderBy(sample => sample.Process).ThenBy(sample => sample.TimeNs).ToList();
        return kept.Count < samples.Count ? kept : null;
    }
}
