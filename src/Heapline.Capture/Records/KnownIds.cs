namespace Heapline.Capture.Records;

/// <summary>
/// How many of each thing have been defined so far, and what the last record of each process was: deltas are counted from there.
/// The writer and the reader of a capture each keep one, and they go through the same states.
/// </summary>
internal sealed class KnownIds
{
    private readonly List<ProcessState> _processes = [];

    public int Processes => _processes.Count;
    public int Threads { get; set; }
    public int Functions { get; set; }
    public int Stacks { get; set; }
    public int Sites { get; set; }

    public ProcessState Process(int index) => _processes[index];

    public void AddProcess() => _processes.Add(new ProcessState());
}
