using System.Runtime.InteropServices;
using Heapline.Analysis;
using Heapline.Capture;
using Heapline.Collector.Events;
using Heapline.Collector.Lanes;
using Heapline.Collector.Sessions;
using Heapline.Collector.Stacks;
using Heapline.Collector.Tests;
using Heapline.Fuzz.Mutation;
using Heapline.Protocol;

namespace Heapline.Fuzz.Targets;

/// <summary>
/// What a profiled process may write into its lanes: the collector must read on within them, and whatever capture comes of it must be whole.
/// An input is words: how many are in the main lane, both heads' distances from the truth, then the main lane, then the side lane's slots.
/// </summary>
internal sealed unsafe class LaneTarget : IFuzzTarget, ILanePace
{
    private const int HeadWords = 3;
    private const ulong SequenceIsRight = 0;

    private readonly GuardedSegment _segment = new();

    public string Name => "lanes";

    public IEnumerable<byte[]> Seeds()
    {
        ulong[] main =
        [
            .. SegmentInMemory.Root(0, 10), .. SegmentInMemory.Root(1, 11), .. SegmentInMemory.Code(1, 3, "/srv/app.py", "f"), .. SegmentInMemory.Node(2, 0, 1, 4),
            .. SegmentInMemory.Node(3, 2, 1, 5), .. SegmentInMemory.Allocate(4096, 2, 100), .. SegmentInMemory.Allocate(8192, 3, 5UL << 32),
            .. SegmentInMemory.Here(3), .. SegmentInMemory.AllocateHere(16, 56, HookedFunction.PyObjectMalloc), .. SegmentInMemory.AllocateHere(32, 56, HookedFunction.PyMemMalloc),
            .. SegmentInMemory.ReallocateBegin(16), .. SegmentInMemory.ReallocateEndHere(16, 48, 40), .. SegmentInMemory.Free(48), .. SegmentInMemory.AllocateHere(48, 56, HookedFunction.PyObjectMalloc),
           
            .. SegmentInMemory.Tick(0), .. SegmentInMemory.Mark(1, false, 5, 4096, 0, 0), .. SegmentInMemory.ReallocateBegin(4096),
            .. SegmentInMemory.ReallocateEnd(4096, 12288, 3, 200), .. SegmentInMemory.Free(8192), .. SegmentInMemory.Mark(1, true, 9, 8192, 0, 0),
            .. SegmentInMemory.Allocate(1 << 20, 3, 65536, HookedFunction.Mmap), .. SegmentInMemory.Unmap(1 << 20, 4096),
            .. SegmentInMemory.Allocate(1 << 21, 3, 262144, HookedFunction.Arena), .. SegmentInMemory.ReallocateBegin(12288), .. SegmentInMemory.ReallocateFailed(12288),
            Record.Head(RecordKind.Skip, HookedFunction.None, 2), 0, 0, Record.Head(RecordKind.Finalizing, HookedFunction.None, 0), .. SegmentInMemory.Free(12288),
        ];
        ulong[] side = [SequenceIsRight, 20, SegmentInMemory.Allocate(16384, 1, 64)[0], SegmentInMemory.Allocate(16384, 1, 64)[1], SequenceIsRight, 30, SegmentInMemory.Free(16384)[0], 0];
        yield return MemoryMarshal.AsBytes<ulong>((ulong[])[(ulong)main.Length, 0, 0, .. main]).ToArray();
        yield return MemoryMarshal.AsBytes<ulong>((ulong[])[(ulong)main.Length, 0, 0, .. main, .. side]).ToArray();
    }

    public byte[] Mutate(byte[] input, byte[] other, Random random) => WordMutation.Apply(input, other, random);

    public void Execute(byte[] input, int choice)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(input);
        if (words.Length < HeadWords)
            return;
        using var stream = new MemoryStream();
        using (var writer = CaptureWriter.Create(stream, new RunInfo("1", ["python"], "/", "exact", DateTimeOffset.UnixEpoch, 10_000_000)))
        {
            writer.Add(new ProcessInfo(0, 4711, 1, ["python"], "3.8.0", 0));
            Drain(writer, words, choice);
            writer.Finish(new RunEnd(0, 0, 0, ""));
        }
        var data = CaptureReader.Read(new MemoryStream(stream.ToArray()), "it.mprofile");
        if (data.Damage is { } damage)
            throw new InvalidDataException($"what was written cannot be read: {damage}");
        if (choice % 16 == 0)
            Answer.Of(data, choice / 16 % Answer.Views);
        else
            StatsReport.Of(data);
    }

    public void BatchDone()
    {
    }

    private void Drain(CaptureWriter writer, ReadOnlySpan<ulong> words, int choice)
    {
        var lanes = _segment.Reset();
        var clock = new TickClock(10_000_000);
        using var book = new ProcessBook(writer, new CaptureSymbols(writer), new ThreadTable(new ThreadNumbers(), writer, 0, int.MaxValue), clock, 0, 0);
        var reader = new LaneReader(lanes, book, this);
        try
        {
            Fill(words, lanes);
            reader.Drain(isGone: false);
            clock.Begin(10_000_000);
            book.AdvanceTo(clock.Current);
            if (choice % 2 == 0)
                _segment.Header->MainHead += words[0] & 0xFFFF;
            reader.Drain(isGone: true);
        }
        catch (Exception e) when (e is ArgumentException or InsufficientMemoryException)
        {
            // As Recording takes it: nothing more is known of the process.
            reader.GiveUp(e.Message);
        }
        try
        {
            book.Finish(20_000_000);
        }
        catch (ArgumentException e)
        {
            reader.GiveUp(e.Message);
        }
        reader.LetGo();
    }

    private void Fill(ReadOnlySpan<ulong> words, LaneMemory lanes)
    {
        var main = (int)Math.Min(words[0], (ulong)Math.Min(words.Length - HeadWords, (int)GuardedSegment.MainWords));
        words.Slice(HeadWords, main).CopyTo(new Span<ulong>(lanes.Main, (int)GuardedSegment.MainWords));
        var side = words[(HeadWords + main)..];
        var slots = Math.Min(side.Length / 4, (int)GuardedSegment.SideSlots);
        for (var slot = 0; slot < slots; slot++)
        {
            lanes.Side[slot].Sequence = side[4 * slot] == SequenceIsRight ? (ulong)slot + 1 : side[4 * slot];
            lanes.Side[slot].MainPosition = side[4 * slot + 1];
            lanes.Side[slot].Word0 = side[4 * slot + 2];
            lanes.Side[slot].Word1 = side[4 * slot + 3];
        }
        _segment.Header->MainHead = (ulong)main + words[1];
        _segment.Header->SideHead = (ulong)slots + words[2];
    }
}
