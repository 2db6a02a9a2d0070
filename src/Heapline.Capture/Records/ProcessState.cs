namespace Heapline.Capture.Records;

/// <summary>What was last written of a process.</summary>
internal sealed class ProcessState
{
    public int Tick { get; set; } = -1;
    public long TickEndNs { get; set; }
    public long HeapBytes { get; set; }
    public long ArenaBytes { get; set; }
    public long SampleNs { get; set; } = long.MinValue;
    public long ResidentBytes { get; set; }
    public long ProportionalNs { get; set; }
    public long ProportionalBytes { get; set; }
    public bool Ended { get; set; }
}
