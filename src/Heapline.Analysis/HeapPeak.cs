using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Which peak a report speaks of.</summary>
public static class HeapPeak
{
    /// <summary>
    /// The highest exact peak of any one process; null when the capture has none (a memory curve alone, or a capture cut early).
    /// Peaks of several processes fall at different instants, so their sum is no peak and is never made.
    /// </summary>
    public static Peak? Largest(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        Peak? largest = null;
        foreach (var peak in capture.Peaks)
            if (largest is null || peak.HeapBytes > largest.HeapBytes)
                largest = peak;
        return largest;
    }
}
