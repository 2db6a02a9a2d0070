using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>
/// Programs that a program calls for a moment (<c>sed</c>, <c>ldconfig</c>). They are in the capture, but nobody means them by "the processes of my program".
/// </summary>
public static class PassingPrograms
{
    private const long ShortestLifeNs = 100_000_000;
    private const long SmallestBytes = 16L << 20;

    /// <summary>Whether a process is one: not Python, over within 100 ms, never larger than 16 MiB.</summary>
    public static bool Has(ProcessFigures process)
    {
        ArgumentNullException.ThrowIfNull(process);
        return Has(process.Kind, process.Process.StartNs, process.EndNs, process.PeakResidentBytes);
    }

    internal static bool Has(ProcessKind kind, long startNs, long? endNs, long peakResidentBytes) =>
        kind == ProcessKind.Program && endNs - startNs < ShortestLifeNs && peakResidentBytes < SmallestBytes;

    /// <summary>The processes of a run without them; all of them where there is nothing else.</summary>
    public static IReadOnlyList<ProcessFigures> LeftOut(IReadOnlyList<ProcessFigures> processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        var lasting = processes.Where(process => !Has(process)).ToList();
        return lasting.Count > 0 ? lasting : processes;
    }
}
