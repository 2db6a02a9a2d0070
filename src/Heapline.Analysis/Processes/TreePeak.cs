namespace Heapline.Analysis;

/// <summary>What all processes of a run had together at one instant, and each its part.</summary>
/// <param name="Bytes">All together.</param>
/// <param name="TimeNs">When, in nanoseconds since the start of the run.</param>
/// <param name="Parts">Each process's bytes by its index, the largest first; those with none are left out.</param>
public sealed record TreePeak(long Bytes, long TimeNs, IReadOnlyList<(int Process, long Bytes)> Parts)
{
    /// <summary>Standard error of <see cref="Bytes"/>; 0 where it is exact.</summary>
    public double StandardError { get; init; }

    /// <summary>Standard errors of the parts, by process; those that are exact may be missing.</summary>
    public IReadOnlyDictionary<int, double> StandardErrors { get; init; } = new Dictionary<int, double>();

    /// <summary>No peak: nothing was recorded.</summary>
    public static TreePeak None { get; } = new(0, 0, []);

    internal static TreePeak Of(long bytes, long timeNs, IEnumerable<(int Process, long Bytes)> parts) =>
        new(bytes, timeNs, [.. parts.Where(part => part.Bytes > 0).OrderByDescending(part => part.Bytes).ThenBy(part => part.Process)]);
}
