using System.Text;
using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    private readonly FunctionRecords _files = new();
    private DefinitionRecords _stackRecords;
    private DefinitionRecords _siteRecords;

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

    /// <summary>Adds the text of a source file; a later text of the same file takes its place.</summary>
    /// <param name="file">The name as in <see cref="Function.File"/>.</param>
    /// <param name="text">The whole text, of any length. Nothing is written of it where <see cref="Redactions"/> keep it out.</param>
    public void AddSource(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        AddSource(file, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The same, of a text in UTF-8.</summary>
    /// <param name="file">The name as in <see cref="Function.File"/>.</param>
    /// <param name="bytes">The whole text, well-formed.</param>
    public void AddSource(string file, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        // A source names paths of its own.
        if (_redactions != Redactions.None)
            return;
        var buffer = Adding(BlockKind.Sources);
        SourceRecord.WriteHead(buffer, file, bytes.Length);
        _isWithinRecord = true;
        while (!bytes.IsEmpty)
        {
            var run = Math.Min(bytes.Length, CaptureFormat.RunTextBytes);
            buffer.Bytes(bytes[..run]);
            bytes = bytes[run..];
            if (!bytes.IsEmpty)
                FlushWithinRecord();
        }

        _isWithinRecord = false;
        FlushIfFull();
    }

    private static void Known(int id, int count, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(id))] string? name = null)
    {
        if ((uint)id >= (uint)count)
            throw new ArgumentOutOfRangeException(name, id, $"Only {count} of these are defined.");
    }
}
