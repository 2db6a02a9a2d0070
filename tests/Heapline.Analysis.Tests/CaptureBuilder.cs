using Heapline.Capture;

namespace Heapline.Tests;

/// <summary>Builds captures by hand, for tests whose figures are known beforehand.</summary>
internal sealed class CaptureBuilder
{
    private readonly List<Function> _functions = [];
    private readonly List<StackNode> _stacks = [];
    private readonly List<Site> _sites = [];
    private readonly List<Tick> _ticks = [];
    private readonly List<Peak> _peaks = [];
    private readonly List<MemorySample> _samples = [];
    private readonly List<ProcessInfo> _processes = [new ProcessInfo(0, 100, 1, ["python3", "app.py"], "3.12.1", 0)];
    private readonly List<ProcessEnd> _ends = [];
    private readonly List<ThreadInfo> _threads = [new ThreadInfo(0, 0, 100, "python3")];

    public Dictionary<string, string> Sources { get; } = [];

    public RunInfo Run { get; set; } = new(
        "0.1.0", ["python3", "app.py"], "/work", "exact", new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.Zero), 10_000_000);

    public RunEnd? End { get; set; } = new(2_310_000_000, 0, 0, "");

    public string? Damage { get; set; }

    public FunctionId Function(string name, string file, int firstLine)
    {
        _functions.Add(new Function(name, file, firstLine));
        return new FunctionId(_functions.Count - 1);
    }

    /// <summary>The stack of these frames, outermost first; equal stacks are one.</summary>
    public StackId Stack(params (FunctionId Function, int Line)[] frames)
    {
        var stack = StackId.None;
        foreach (var (function, line) in frames)
        {
            var node = new StackNode(stack, function, line);
            int known = _stacks.IndexOf(node);
            if (known < 0)
            {
                known = _stacks.Count;
                _stacks.Add(node);
            }
            stack = new StackId(known);
        }
        return stack;
    }

    /// <summary>Adds frames without looking for equal ones, as several processes do.</summary>
    public StackId FreshStack(StackId parent, FunctionId function, int line)
    {
        _stacks.Add(new StackNode(parent, function, line));
        return new StackId(_stacks.Count - 1);
    }

    public SiteId Site(StackId stack, AllocatorKind allocator = AllocatorKind.PyObjectMalloc, int thread = 0)
    {
        _sites.Add(new Site(thread, stack, allocator));
        return new SiteId(_sites.Count - 1);
    }

    public int Process(int pid, params string[] command)
    {
        _processes.Add(new ProcessInfo(_processes.Count, pid, 100, command, "3.12.1", 0));
        return _processes.Count - 1;
    }

    public int Thread(int process, int tid, string name)
    {
        _threads.Add(new ThreadInfo(_threads.Count, process, tid, name));
        return _threads.Count - 1;
    }

    public CaptureBuilder Tick(int number, SiteChange[] changes, LaterFree[]? frees = null, int process = 0, long arenaBytes = 0)
    {
        _ticks.Add(new Tick(process, number, number * 10_000_000L, (number + 1) * 10_000_000L, 0, 0, arenaBytes, changes, frees ?? []));
        return this;
    }

    public CaptureBuilder Peak(long timeNs, params LiveBlocks[] blocks) => PeakOf(0, timeNs, blocks);

    public CaptureBuilder ReplacePeak(long timeNs, LiveBlocks[] blocks)
    {
        _peaks.Clear();
        return Peak(timeNs, blocks);
    }

    public CaptureBuilder PeakOf(int process, long timeNs, params LiveBlocks[] blocks)
    {
        _peaks.Add(new Peak(process, timeNs, blocks.Sum(block => block.Bytes), blocks));
        return this;
    }

    public CaptureBuilder Resident(int process, long timeNs, long bytes)
    {
        _samples.Add(new MemorySample(process, timeNs, bytes));
        return this;
    }

    public CaptureBuilder Ended(int process, long timeNs, long lost = 0, long waits = 0, long agentBytes = 0)
    {
        _ends.Add(new ProcessEnd(process, timeNs, lost, waits, agentBytes));
        return this;
    }

    public CaptureData Build() => new()
    {
        Run = Run, End = End, Processes = _processes, ProcessEnds = _ends, Threads = _threads, Functions = _functions, Stacks = _stacks,
        Sites = _sites, Ticks = _ticks, Samples = _samples, Peaks = _peaks, Sources = Sources, Damage = Damage,
    };
}
