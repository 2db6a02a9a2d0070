using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    private readonly FunctionRecords _files = new();
    private DefinitionRecords _stackRecords;
    private DefinitionRecords _siteRecords;

    /// <summary>Told of each function's file as it comes in, on the thread that adds it; of most files many times.</summary>
    public Action<string>? FileNamed { get; set; }

    /// <summary>Adds a process; its <see cref="ProcessInfo.Index"/> must be the next one.</summary>
    public void Add(ProcessInfo process)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentOutOfRangeException.ThrowIfNotEqual(process.Index, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(process.Pid);
        ArgumentOutOfRangeException.ThrowIfNegative(process.ParentPid);
        _bounds.Time(process.StartNs);
        ProcessRecords.Write(Adding(BlockKind.Processes), _paths is null ? process : process with { Command = PathRedaction.Command(process.Command) });
        _known.AddProcess();
        _outline.Add(process);
        FlushIfFull();
    }

    /// <summary>Adds a thread; its <see cref="ThreadInfo.Index"/> must be the next one.</summary>
    public void Add(ThreadInfo thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        ArgumentOutOfRangeException.ThrowIfNotEqual(thread.Index, _known.Threads);
        Known(thread.Process, _known.Processes);
        ArgumentOutOfRangeException.ThrowIfNegative(thread.Tid);
        ProcessRecords.Write(Adding(BlockKind.Threads), _paths is null ? thread : thread with { Name = PathRedaction.Name(thread.Name) });
        _known.Threads++;
        FlushIfFull();
    }

    /// <summary>Adds a function and gives it its id. Texts longer than 512 KiB of UTF-8 are cut; a line below 0 becomes 0.</summary>
    public FunctionId Add(Function function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _files.Write(Adding(BlockKind.Functions), _paths is null ? function : function with { File = _paths.File(function.File) });
        FlushIfFull();
        FileNamed?.Invoke(function.File);
        return new FunctionId(_known.Functions++);
    }

    /// <summary>Adds a frame on top of a call stack and gives the new stack its id. A line below 0 becomes 0.</summary>
    public StackId Add(StackNode node)
    {
        if (!node.Parent.IsNone)
            Known(node.Parent.Value, _known.Stacks);
        Known(node.Function.Value, _known.Functions);
        _stackRecords.Write(Adding(BlockKind.Stacks), _known.Stacks, node);
        FlushIfFull();
        return new StackId(_known.Stacks++);
    }

    /// <summary>Adds a site and gives it its id.</summary>
    public SiteId Add(Site site)
    {
        Known(site.Thread, _known.Threads);
        if (!site.Stack.IsNone)
            Known(site.Stack.Value, _known.Stacks);
        _siteRecords.Write(Adding(BlockKind.Sites), site);
        FlushIfFull();
        return new SiteId(_known.Sites++);
    }

    private static void Known(int id, int count, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(id))] string? name = null)
    {
        if ((uint)id >= (uint)count)
            throw new ArgumentOutOfRangeException(name, id, $"Only {count} of these are defined.");
    }
}
