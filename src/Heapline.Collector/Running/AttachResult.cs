namespace Heapline.Collector.Running;

/// <summary>What was recorded of a running process.</summary>
/// <param name="Duration">How long it was followed.</param>
/// <param name="PeakBytes">The most bytes that one process had, by the count that was asked for.</param>
/// <param name="Processes">How many processes were followed.</param>
/// <param name="HasEnded">Whether the process has ended.</param>
public sealed record AttachResult(TimeSpan Duration, long PeakBytes, int Processes, bool HasEnded);
