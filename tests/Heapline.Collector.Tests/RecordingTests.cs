using Heapline.Capture;
using Heapline.Collector.Running;
using Heapline.Collector.Sessions;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

/// <summary>Recording, with segments that the test puts into the session's folder as an agent would; the "program" is the test itself.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly Session _session = Session.Create(mainLaneWords: 1024, sideLaneSlots: 64);
    private readonly MemoryStream _stream = new();
    private readonly CaptureWriter _writer;
    private readonly Recording _recording;

    public RecordingTests()
    {
        _writer = CaptureWriter.Create(_stream, new RunInfo("1", ["python"], "/", "exact", DateTimeOffset.UnixEpoch, 1));
        _recording = new Recording(_writer, _session, Recording.MonotonicNs, 10_000_000, "3.9.9") { FollowsChildren = false };
    }

    public void Dispose()
    {
        _recording.Dispose();
        _writer.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void Process_is_described_by_its_agent_and_its_segment_goes_when_it_ends()
    {
        _recording.Follow(Environment.ProcessId, 1);
        var path = Segment(Environment.ProcessId, 0, Root(0, Environment.ProcessId), Allocate(0x1000, 0, 77));
        _recording.Turn();
        Assert.True(_recording.AgentAttached);
        _recording.Finish();
        Assert.False(File.Exists(path));
        Assert.Equal(77, _recording.PeakHeapBytes);
        Assert.Equal(1, _recording.Allocations);

        var data = Read();
        var process = Assert.Single(data.Processes);
        Assert.Equal(("3.12.1", Environment.ProcessId), (process.PythonVersion, process.Pid));
        Assert.NotEmpty(process.Command);
        Assert.NotEmpty(data.Samples);
        Assert.Equal(77, Assert.Single(data.Ticks).HeapBytes);
        Assert.Single(data.ProcessEnds);
    }

    [Fact]
    public void Second_segment_of_one_process_is_another_program_in_its_place()
    {
        _recording.Follow(Environment.ProcessId, 1);
        Segment(Environment.ProcessId, 0, Root(0, 5), Allocate(0x1000, 0, 77));
        _recording.Turn();
        Segment(Environment.ProcessId, 1, Root(0, 5), Free(0x1000), Allocate(0x2000, 0, 5));
        _recording.Turn();
        _recording.Finish();
        var data = Read();
        Assert.Equal(2, data.Processes.Count);
        Assert.Equal([(0, 77L), (1, 5L)], data.Ticks.Select(tick => (tick.Process, tick.HeapBytes)));
        Assert.Equal([(0, 77L), (1, 5L)], data.Peaks.OrderBy(peak => peak.Process).Select(peak => (peak.Process, peak.HeapBytes)));
    }

    [Fact]
    public void Process_that_has_died_is_read_to_its_last_record()
    {
        const int nobody = int.MaxValue; // above the kernel's largest process id
        Segment(nobody, 0, Root(0, 5), Allocate(0x1000, 0, 77));
        _recording.Turn();
        _recording.Turn();
        _recording.Finish();
        var data = Read();
        Assert.Equal(77, Assert.Single(data.Ticks).HeapBytes);
        Assert.Empty(_recording.Damage);
        Assert.Empty(data.Samples);
    }

    [Fact]
    public void Process_that_only_seems_dead_never_waits_for_room()
    {
        using var memory = new SegmentInMemory(64, 8) { Full = () => Assert.Fail("it waits") };
        new Lanes.LaneReader(memory.Lanes, null!, null!).LetGo();
        for (var i = 0; i < 1000; i++)
            memory.Main(0, 0, 0);
        Assert.True(memory.Header.SideTail > 1000);
    }

    [Fact]
    public void Process_that_writes_over_its_records_is_named_and_the_others_are_recorded()
    {
        Segment(int.MaxValue, 0, Root(0, 5), Allocate(0x1000, 0, 77), [0xFF]);
        Segment(int.MaxValue - 1, 0, Root(0, 5), Allocate(0x1000, 0, 3));
        _recording.Turn();
        _recording.Finish();
        Assert.Contains(int.MaxValue.ToString(), Assert.Single(_recording.Damage));
        Assert.Equal([3L, 77L], Read().Ticks.Select(tick => tick.HeapBytes).Order());
    }

    [Fact]
    public void Figures_that_contradict_each_other_are_damage_and_not_an_exception()
    {
        Segment(int.MaxValue, 0, Root(0, 5), Code(1, 1, "a.py", "f"), Mark(1, false, 5, ulong.MaxValue, 0, 0), Mark(1, true, 6, 1, 0, 0));
        _recording.Turn();
        _recording.Finish();
        Read();
    }

    [Fact]
    public void File_that_is_no_segment_is_named()
    {
        var path = NewSegment.Put(_session, "1-0.seg", "hello"u8.ToArray());
        _recording.Turn();
        _recording.Finish();
        Assert.Contains(path, Assert.Single(_recording.Damage));
    }

    private string Segment(int pid, int number, params ulong[][] records) => NewSegment.Put(_session, pid, number, records);

    private CaptureData Read()
    {
        _writer.Finish(new RunEnd(0, 0, 0, ""));
        var data = CaptureReader.Read(new MemoryStream(_stream.ToArray()));
        Assert.Null(data.Damage);
        return data;
    }
}
