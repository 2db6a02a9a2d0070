namespace Heapline.Capture;

/// <summary>
/// What a capture says of its processes, kept while it is written: their beginnings and ends, what else is known of them, how high their heaps and memory were, and when. No call stacks and
/// no sites, and of a long run nothing at all.
/// </summary>
internal sealed class OutlineBook(RunInfo run)
{
    // 1.3 MB of ticks. A run that has more takes so long that reading its capture is not felt.
    private const int MostLines = 1 << 15;

    private readonly List<ProcessInfo> _processes = [];
    private readonly List<ProcessEnd> _ends = [];
    private readonly SortedDictionary<int, ProcessDetails> _details = [];
    private readonly List<long> _residentBytes = [];
    private readonly List<TickLine> _ticks = [];
    private readonly List<ProportionalSample> _proportional = [];
    private bool _isTooLong;

    public void Add(ProcessInfo process)
    {
        if (!MayGrow())
            return;
        _processes.Add(process);
        _residentBytes.Add(0);
    }

    public void Add(ProcessEnd end)
    {
        if (!_isTooLong)
            _ends.Add(end);
    }

    public void Add(ProcessDetails details)
    {
        if (!_isTooLong)
            _details[details.Process] = details;
    }

    public void Add(MemorySample sample)
    {
        if (!_isTooLong)
            _residentBytes[sample.Process] = Math.Max(_residentBytes[sample.Process], sample.ResidentBytes);
    }

    public void Add(ProportionalSample sample)
    {
        if (MayGrow())
            _proportional.Add(sample);
    }

    public void AddTick(int process, int number, long startNs, long endNs, long heapBytes, long heapBytesHigh)
    {
        if (MayGrow())
            _ticks.Add(new TickLine(process, number, startNs, endNs, heapBytes, heapBytesHigh));
    }

    /// <summary>All of it: ticks without what changed in them, and of each process's readings of resident memory the highest alone. Null where there was too much.</summary>
    public CaptureData? ToData() => _isTooLong ? null : new CaptureData
    {
        Run = run,
        Processes = _processes,
        ProcessEnds = _ends,
        ProcessDetails = [.. _details.Values],
        Samples = [.. _residentBytes.Select((bytes, process) => new MemorySample(process, 0, bytes))],
        ProportionalSamples = _proportional,
        Ticks = [.. _ticks.Select(tick => new Tick(tick.Process, tick.Number, tick.StartNs, tick.EndNs, tick.HeapBytes, tick.HeapBytesHigh, 0, [], []))],
    };

    private bool MayGrow()
    {
        if (_isTooLong || _processes.Count + _ticks.Count + _proportional.Count < MostLines)
            return !_isTooLong;
        _isTooLong = true;
        _processes.Clear();
        _ends.Clear();
        _details.Clear();
        _residentBytes.Clear();
        (_ticks.Capacity, _proportional.Capacity) = (Emptied(_ticks), Emptied(_proportional));
        return false;
    }

    private static int Emptied<T>(List<T> list)
    {
        list.Clear();
        return 0;
    }

    private readonly record struct TickLine(int Process, int Number, long StartNs, long EndNs, long HeapBytes, long HeapBytesHigh);
}
