using System.Runtime.CompilerServices;
using System.Text;
using Heapline.Capture;
using Heapline.Collector.Accounting;
using Heapline.Protocol;

namespace Heapline.Collector.Events;

/// <summary>The records one by one; those that are rare, in a method each where they carry more than a number.</summary>
internal sealed unsafe partial class ProcessBook
{
    // As many as there are addresses: a block that says it is larger is none.
    private const ulong MostBytes = 1UL << 48;

    // What the interpreter frees while it takes itself down was alive when the program ended, and what it asks for is not the program's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HandleAfterEnd(ulong* record, ulong* end) => Record.Kind(*record) switch
    {
        RecordKind.Free or RecordKind.FreeLater or RecordKind.Allocate or RecordKind.AllocateLarge or RecordKind.ReallocateBegin or RecordKind.ReallocateEnd
            or RecordKind.ReallocateFailed or RecordKind.Unmap or RecordKind.Collections or RecordKind.ReallocateEndHere or >= RecordKind.AllocateHere => true,
        _ => HandleAny(record, end),
    };

    private bool HandleAny(ulong* record, ulong* end)
    {
        var head = *record;
        var value = Record.Value(head);
        var function = Record.Function(head);
        switch (Record.Kind(head))
        {
            case RecordKind.Free when function == HookedFunction.Arena:
                _blocks.FreeArena(value);
                return true;
            case RecordKind.Free:
                _blocks.Free(value);
                return true;
            case RecordKind.FreeLater:
                _blocks.FreeLater(value);
                return true;
            case RecordKind.Allocate when Record.Level(function) > 0:
                return AllocateSampled(value, (uint)(record[1] >> 32), (uint)record[1], function);
            case RecordKind.Allocate when BlockEvents.IsPlain(function):
                _blocks.Allocate(value, _nodes.SiteOf((uint)(record[1] >> 32), function), (uint)record[1]);
                return true;
            case RecordKind.Allocate:
                _blocks.AllocateApart(value, _nodes.SiteOf((uint)(record[1] >> 32), function), (uint)record[1], function);
                return true;
            case >= RecordKind.AllocateHere when Record.IsHere(head):
                AllocateHere(head);
                return true;
            case RecordKind.Here:
                _nodes.Current = (uint)Math.Min(value, uint.MaxValue);
                return true;
            case RecordKind.ReallocateEndHere:
                return EndReallocate(record[1] >> 16, value, _nodes.Current, record[1] & Record.ReallocateHereBytes - 1, function);
            case RecordKind.AllocateLarge:
                return HandleLarge(value, (uint)(record[1] >> 32), record[2], function);
            case RecordKind.ReallocateBegin:
                _blocks.BeginReallocate(value);
                return true;
            case RecordKind.ReallocateEnd:
                if (record[2] > MostBytes)
                    return false;
                return EndReallocate(record[3], value, (uint)(record[1] >> 32), record[2], function);
            case RecordKind.ReallocateFailed:
                _blocks.FailReallocate(value);
                return true;
            case RecordKind.Unmap:
                _blocks.Unmap(value, record[1]);
                return true;
            case RecordKind.Node:
                return _nodes.Define(value, (uint)(record[1] >> 32), (uint)record[1], (int)Math.Min(record[2], int.MaxValue));
            case RecordKind.ThreadRoot:
                return _nodes.DefineRoot(value, (int)record[1]);
            case RecordKind.Code:
                // A program that writes over its lane can make a record longer after it was measured.
                return (long)value <= end - record - 3 && DefineCode(record, (long)value);
            case RecordKind.Module:
                return (long)value <= end - record - 2 && TellModule(record, (long)value);
            case RecordKind.Lines:
                return (long)value <= end - record - 2 && _nodes.FunctionOf((uint)record[1]) is { } decorated && _lines.Add(decorated, new ReadOnlySpan<ulong>(record + 2, (int)value));
            case RecordKind.Collections:
                return _collecting.Add((int)function, (long)value, (long)record[1], (long)record[2], (long)record[3]);
            case RecordKind.Tick:
                return value <= (ulong)_clock.Current && Advance((int)value);
            case RecordKind.FunctionMark:
                return Mark(record, (uint)value, function);
            case RecordKind.Phase:
                // As for Code: it may be longer now than when it was measured.
                return (long)value <= end - record - 4 && SetPhase(record, (long)value, (int)function);
            case RecordKind.Question:
                var (live, peak, allocations) = _phases.Tell(anew: function != HookedFunction.None);
                Answers?.Answer(value, live, peak, allocations);
                return true;
            case RecordKind.Finalizing:
                _isOver = true;
                return true;
            case RecordKind.Fork:
                NoteFork((uint)value, (long)record[1] - _runStartNs);
                return true;
            case RecordKind.Thread:
                return (long)value <= end - record - 3 && DescribeThread(record, (long)value);
            case RecordKind.ProcessName:
                return (long)value <= end - record - 2 && SetName(record, (long)value);
            case RecordKind.ThreadName:
                return (long)value <= end - record - 2 && RenameThread(record, (long)value, function != HookedFunction.None);
            case RecordKind.Skip:
                return true;
            default:
                return false;
        }
    }

    private bool Advance(int tick)
    {
        AdvanceTo(tick);
        return true;
    }

    private bool AllocateSampled(ulong address, uint node, ulong bytes, HookedFunction function)
    {
        if (SampledSite(node, bytes, function) is not { } site)
            return false;
        _blocks.AllocateSampled(address, site, bytes);
        return true;
    }

    private void AllocateHere(ulong head)
    {
        var (address, function, bytes) = (Record.HereAddress(head), Record.HereFunction(head), Record.HereSize(head));
        var site = _nodes.SiteOf(_nodes.Current, function);
        if (BlockEvents.IsPlain(function))
            _blocks.Allocate(address, site, bytes);
        else
            _blocks.AllocateApart(address, site, bytes, function);
    }

    private bool EndReallocate(ulong old, ulong address, uint node, ulong bytes, HookedFunction function)
    {
        // Without an address it is only a free, and needs no site.
        int? site = address == 0 ? 0 : Record.Level(function) > 0 ? SampledSite(node, bytes, function) : _nodes.SiteOf(node, function);
        if (site is null)
            return false;
        _blocks.EndReallocate(old, address, site.Value, bytes, function);
        return true;
    }

    /// <summary>The site of a block that stands for others; null where its level means nothing: then it is no record of an agent.</summary>
    private int? SampledSite(uint node, ulong bytes, HookedFunction function) =>
        _weights?.Of(Record.Level(function), bytes) is { } weight ? _nodes.SampledSiteOf(node, function, weight) : null;

    private bool HandleLarge(ulong address, uint node, ulong bytes, HookedFunction function)
    {
        if (bytes > MostBytes)
            return false;
        if (Record.Level(function) > 0)
            return AllocateSampled(address, node, bytes, function);
        var site = _nodes.SiteOf(node, function);
        if (BlockEvents.IsApart(function))
            _blocks.AllocateApart(address, site, bytes, function);
        else
            _blocks.Allocate(address, site, bytes);
        return true;
    }

    private bool DefineCode(ulong* record, long words)
    {
        long file = (uint)record[2];
        var name = (long)(record[2] >> 32);
        if (file + name > words * sizeof(ulong))
            return false;
        var text = new ReadOnlySpan<byte>(record + 3, (int)(file + name));
        _nodes.DefineCode((uint)record[1], new Function(
            Encoding.UTF8.GetString(text[(int)file..]), Encoding.UTF8.GetString(text[..(int)file]), Math.Max((int)(record[1] >> 32), 0)));
        return true;
    }

    private bool TellModule(ulong* record, long words)
    {
        long length = (uint)(record[1] >> 32);
        if (length > words * sizeof(ulong) || _nodes.FunctionOf((uint)record[1]) is not { } function)
            return false;
        _marks.TellModule(function, Encoding.UTF8.GetString(new ReadOnlySpan<byte>(record + 2, (int)length)));
        return true;
    }

    // The tick ends with the fork, so that ticks tell what was alive then. A program that forks without end keeps half of the ticks for time to go by.
    private void NoteFork(uint number, long timeNs)
    {
        _blocks.Estate.Fork(number, _account.Tick, timeNs);
        if (_clock.Current >= Live.PackedBlock.MaxTick / 2)
            return;
        _clock.Begin(Math.Max(timeNs, _clock.StartOf(_clock.Current)));
        AdvanceTo(_clock.Current);
    }

    private bool DescribeThread(ulong* record, long words)
    {
        var length = (long)(record[1] >> 32);
        if (length > words * sizeof(ulong))
            return false;
        var name = Encoding.UTF8.GetString((byte*)(record + 3), (int)length);
        return _nodes.DescribeThread((uint)record[1], name, (uint)record[2], (uint)(record[2] >> 32));
    }

    private bool RenameThread(ulong* record, long words, bool isKernels)
    {
        var length = (long)(record[1] >> 32);
        if (length > words * sizeof(ulong))
            return false;
        _threads.Rename((int)(uint)record[1], Encoding.UTF8.GetString((byte*)(record + 2), (int)length), isKernels);
        return true;
    }

    private bool SetName(ulong* record, long words)
    {
        if (record[1] > (ulong)words * sizeof(ulong))
            return false;
        // What multiprocessing calls any process that it did not start.
        if (Encoding.UTF8.GetString((byte*)(record + 2), (int)record[1]) is not "MainProcess" and var name)
            Name = name;
        return true;
    }

    private bool Mark(ulong* record, uint codeId, HookedFunction leave)
    {
        if (_nodes.FunctionOf(codeId) is not { } function)
            return false;
        var thread = _nodes.CaptureThreadOf((uint)record[3]);
        var timeNs = (long)record[1] - _runStartNs;
        var residentBytes = (long)record[2];
        var level = (int)(record[3] >> 32 & int.MaxValue);
        if (leave == HookedFunction.None)
            _marks.Enter(thread, function, timeNs, residentBytes, level);
        else
            _marks.Leave(thread, function, timeNs, residentBytes, level);
        return true;
    }

    private bool SetPhase(ulong* record, long words, int kind)
    {
        var timeNs = (long)record[1] - _runStartNs;
        var number = (uint)(record[2] >> 32);
        if (kind == 2)
        {
            _phases.End(number, timeNs);
            return true;
        }
        if (kind > 2 || record[3] > (ulong)words * sizeof(ulong))
            return false;
        var thread = _nodes.CaptureThreadOf((uint)record[2]);
        var name = Encoding.UTF8.GetString(new ReadOnlySpan<byte>(record + 4, (int)record[3]));
        if (kind == 1)
            _phases.Begin(number, thread, name, timeNs);
        else
            _phases.Mark(thread, name, timeNs);
        return true;
    }
}
