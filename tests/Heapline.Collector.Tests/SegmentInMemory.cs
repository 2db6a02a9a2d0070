using System.Runtime.InteropServices;
using System.Text;
using Heapline.Collector.Lanes;
using Heapline.Protocol;

namespace Heapline.Collector.Tests;

/// <summary>A segment in ordinary memory, and both lanes written as src/Heapline.Protocol says.</summary>
internal sealed unsafe class SegmentInMemory : IDisposable
{
    private readonly SegmentHeader* _header;
    private readonly uint _mainWords;
    private readonly uint _sideSlots;
    private ulong _mainHead;

    public SegmentInMemory(uint mainWords = 1024, uint sideSlots = 256)
    {
        _mainWords = mainWords;
        _sideSlots = sideSlots;
        _header = (SegmentHeader*)NativeMemory.AllocZeroed((nuint)SegmentHeader.SegmentBytes(mainWords, sideSlots));
        _header->MainLaneWords = mainWords;
        _header->SideLaneSlots = sideSlots;
        _header->Pid = 4711;
        Lanes = new LaneMemory(_header);
    }

    public LaneMemory Lanes { get; }

    public ref SegmentHeader Header => ref *_header;

    /// <summary>Called when a lane has no room left; must make some.</summary>
    public Action? Full { get; set; }

    public void Main(params ReadOnlySpan<ulong> record)
    {
        var rest = _mainWords - _mainHead % _mainWords;
        if ((ulong)record.Length > rest)
        {
            WaitForMain(rest);
            Lanes.Main[_mainHead % _mainWords] = Record.Head(RecordKind.Skip, HookedFunction.None, rest - 1);
            PublishMain(rest);
        }
        WaitForMain((ulong)record.Length);
        record.CopyTo(new Span<ulong>(Lanes.Main + _mainHead % _mainWords, record.Length));
        PublishMain((ulong)record.Length);
    }

    public void Side(params ReadOnlySpan<ulong> record)
    {
        var (position, first) = ReserveSide((uint)(record.Length + 1) / 2);
        while (first + (uint)(record.Length + 1) / 2 - Volatile.Read(ref _header->SideTail) > _sideSlots)
            Full!();
        Commit(position, first, record);
    }

    /// <summary>The first half of <see cref="Side"/>: the main lane's position, and the first of the reserved slots.</summary>
    public (ulong MainPosition, ulong First) ReserveSide(uint slots)
    {
        var mainPosition = Volatile.Read(ref _header->MainHead);
        return (mainPosition, Interlocked.Add(ref _header->SideHead, slots) - slots);
    }

    /// <summary>The second half of <see cref="Side"/>.</summary>
    public void Commit(ulong mainPosition, ulong first, ReadOnlySpan<ulong> record)
    {
        for (var i = 0; i < record.Length; i += 2)
        {
            var at = first + (uint)i / 2;
            var slot = Lanes.Side + at % _sideSlots;
            slot->MainPosition = mainPosition;
            slot->Word0 = record[i];
            slot->Word1 = i + 1 < record.Length ? record[i + 1] : 0;
            Volatile.Write(ref slot->Sequence, at + 1);
        }
    }

    public static ulong[] Code(uint id, int firstLine, string file, string name)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(file), .. Encoding.UTF8.GetBytes(name)];
        var words = new ulong[3 + (text.Length + 7) / 8];
        words[0] = Record.Head(RecordKind.Code, HookedFunction.None, (ulong)words.Length - 3);
        words[1] = Record.Pair((uint)firstLine, id);
        words[2] = (uint)Encoding.UTF8.GetByteCount(file) | (ulong)(uint)Encoding.UTF8.GetByteCount(name) << 32;
        text.CopyTo(MemoryMarshal.AsBytes(words.AsSpan(3)));
        return words;
    }

    public static ulong[] Node(uint id, uint parent, uint code, int line) =>
        [Record.Head(RecordKind.Node, HookedFunction.None, id), Record.Pair(parent, code), (ulong)line];

    public static ulong[] Root(uint id, int tid) => [Record.Head(RecordKind.ThreadRoot, HookedFunction.None, id), (ulong)tid];

    public static ulong[] Allocate(ulong address, uint node, ulong bytes, HookedFunction function = HookedFunction.Malloc) => bytes <= uint.MaxValue
        ? [Record.Head(RecordKind.Allocate, function, address), Record.Pair(node, (uint)bytes)]
        : [Record.Head(RecordKind.AllocateLarge, function, address), Record.Pair(node, 0), bytes];

    public static ulong[] Here(uint node) => [Record.Head(RecordKind.Here, HookedFunction.None, node)];

    /// <summary>Of fewer than 4096 bytes, at a multiple of 16.</summary>
    public static ulong[] AllocateHere(ulong address, uint bytes, HookedFunction function = HookedFunction.Malloc) => [Record.Here(function, address, bytes)];

    /// <summary>Of fewer than 65536 bytes.</summary>
    public static ulong[] ReallocateEndHere(ulong old, ulong address, uint bytes, HookedFunction function = HookedFunction.Realloc) =>
        [Record.Head(RecordKind.ReallocateEndHere, function, address), old << 16 | bytes];

    public static ulong[] Free(ulong address, HookedFunction function = HookedFunction.None) => [Record.Head(RecordKind.Free, function, address)];

    public static ulong[] FreeLater(ulong address) => [Record.Head(RecordKind.FreeLater, HookedFunction.None, address)];
    public static ulong[] ReallocateBegin(ulong address) => [Record.Head(RecordKind.ReallocateBegin, HookedFunction.None, address)];

    public static ulong[] ReallocateFailed(ulong address) => [Record.Head(RecordKind.ReallocateFailed, HookedFunction.None, address)];

    public static ulong[] ReallocateEnd(ulong old, ulong address, uint node, ulong bytes, HookedFunction function = HookedFunction.Realloc) =>
        [Record.Head(RecordKind.ReallocateEnd, function, address), Record.Pair(node, 0), bytes, old];

    public static ulong[] Unmap(ulong address, ulong bytes) => [Record.Head(RecordKind.Unmap, HookedFunction.None, address), bytes];

    public static ulong[] Tick(int number) => [Record.Head(RecordKind.Tick, HookedFunction.None, (ulong)number)];

    public static ulong[] Mark(uint code, bool leave, ulong timeNs, ulong residentBytes, uint level, uint root) =>
        [Record.Head(RecordKind.FunctionMark, (HookedFunction)(leave ? 1 : 0), code), timeNs, residentBytes, Record.Pair(level, root)];

    public byte[] ToArray() => new Span<byte>(_header, (int)SegmentHeader.SegmentBytes(_mainWords, _sideSlots)).ToArray();

    public void Dispose() => NativeMemory.Free(_header);

    private void WaitForMain(ulong words)
    {
        while (_mainHead + words > Volatile.Read(ref _header->MainTail) + _mainWords)
            Full!();
    }

    private void PublishMain(ulong words)
    {
        _mainHead += words;
        Volatile.Write(ref _header->MainHead, _mainHead);
    }
}
