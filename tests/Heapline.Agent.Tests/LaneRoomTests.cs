using System.Runtime.InteropServices;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Protocol;
using Xunit;

namespace Heapline.Agent.Tests;

/// <summary>The main lane gets its memory as it goes. Behind what it has, these tests leave addresses that no one may touch.</summary>
[Collection("lanes")]
public sealed unsafe class LaneRoomTests : IDisposable
{
    private const uint Words = 8192, Slots = 16, Room = Words / 4;

    private readonly SessionPage* _session;
    private readonly SegmentHeader* _header;
    private readonly nuint _bytes = (nuint)SegmentHeader.SegmentBytes(Words, Slots);
    private readonly ulong* _main;

    public LaneRoomTests()
    {
        _session = (SessionPage*)NativeMemory.AllocZeroed(SessionPage.Bytes);
        *(uint*)_session->OwnerLock = 1;
        Assert.True(Recorder.Initialize());
        _header = (SegmentHeader*)LibC.mmap(0, _bytes, LibC.ProtRead | LibC.ProtWrite, LibC.MapPrivate | LibC.MapAnonymous, -1, 0);
        _header->MainLaneWords = Words;
        _header->MainRoomWords = SegmentHeader.FirstRoomWords(Words);
        _header->SideLaneSlots = Slots;
        _main = (ulong*)((byte*)_header + SegmentHeader.Bytes);
    }

    public void Dispose()
    {
        Recorder.Stop();
        _ = LibC.munmap((nint)_header, _bytes);
        NativeMemory.Free(_session);
    }

    [Fact]
    public void A_lane_that_fills_gets_more_memory()
    {
        Recorder.Start(_header, _session);
        for (var i = 0u; i < Room - 1; i++) Recorder.One(Lane.Main, RecordKind.Free, 0x1000);
        Assert.Equal((Room, 0u), (_header->MainRoomWords, _header->MainPopulatedWords));
        Assert.Equal((Room - 1) * sizeof(ulong) + 4095 & ~4095, _header->ResidentLaneBytes(Words, Slots));
        Recorder.One(Lane.Main, RecordKind.Free, 0x1000);
        Assert.Equal((2 * Room, 2 * Room), (_header->MainRoomWords, _header->MainPopulatedWords));
        Assert.Equal(2 * Room * sizeof(ulong), _header->ResidentLaneBytes(Words, Slots));
        for (var i = Room; i < 4 * Room; i++) Recorder.One(Lane.Main, RecordKind.Free, 0x1000);
        Assert.Equal(Words, _header->MainRoomWords);
        Assert.Equal(Words, _header->MainHead);
        Assert.Equal(Words * sizeof(ulong), _header->ResidentLaneBytes(Words, Slots));
    }

    [Theory]
    [InlineData(Room)]
    [InlineData(2 * Room)]
    public void Where_there_is_no_more_memory_laps_stay_short_and_nothing_is_lost(uint room)
    {
        var nothing = (nint)(_main + room);
        Assert.Equal(0, LibC.mprotect(nothing, (nuint)((nint)(_main + Words) - nothing), LibC.ProtNone));
        Recorder.Start(_header, _session);
        var (written, read) = Laps.Go(_header, 50_000, seed: 5);
        Assert.Equal(written, read);
        Assert.True(Recorder.Active);
        Assert.Equal(room, _header->MainRoomWords);
    }

    [Fact]
    public void The_longest_record_fits_into_a_lane_that_never_grew()
    {
        var nothing = (nint)(_main + Room);
        Assert.Equal(0, LibC.mprotect(nothing, (nuint)((nint)(_main + Words) - nothing), LibC.ProtNone));
        Recorder.Start(_header, _session);
        for (var i = 0; i < 10; i++)
        {
            var record = new ulong[MainLane.MaxRecordWords];
            record.AsSpan().Fill(1);
            fixed (ulong* words = record)
                Assert.True(MainLane.Write(words, MainLane.MaxRecordWords));
            _header->MainTail = _header->MainHead;
        }
    }
}
