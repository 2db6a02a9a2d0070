namespace Heapline.Collector.Running;

/// <summary>What is recorded of a program.</summary>
public enum RecordingMode
{
    /// <summary>Every allocation and free, and resident memory.</summary>
    Exact,
    /// <summary>Resident memory alone; the program is not touched.</summary>
    Time,
    /// <summary>Every allocation that chance picks, with its free, and resident memory.</summary>
    Sampled,
}
