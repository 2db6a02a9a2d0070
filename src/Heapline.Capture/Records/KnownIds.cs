using System.Runtime.InteropServices;

namespace Heapline.Capture.Records;

/// <summary>
/// How many of each thing have been defined so far, and what the last record of each process was: deltas are counted from there.
/// The writer and the reader of a capture each keep one, and they go through the same states.
/// </summary>
internal sealed class KnownIds
{
    // Made when something is first counted from it: hundreds of thousands of processes may be named, and nothing more told of them.
    private readonly Dictionary<int, ProcessState> _states = [];

    public int Processes { get; private set; }
    public int Threads { get; set; }
    public int Functions { get; set; }
    public int Stacks { get; set; }
    public int Sites { get; set; }

    public ProcessState Process(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Processes);
        ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, index, out _);
        return state ??= new ProcessState();
    }

    public void AddProcess() => Processes++;
}
