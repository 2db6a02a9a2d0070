using System.Diagnostics;
using Heapline.Capture;
using Heapline.Collector.Running;
using Heapline.Collector.Sessions;
using static Heapline.Collector.Tests.SegmentInMemory;

namespace Heapline.Collector.Tests;

/// <summary>Which of the processes before Python takes the first one's place are the program's. The "program" is the test itself; its children wait for their input to end.</summary>
public sealed class PrologueTests : IDisposable
{
    private readonly Session _session = Session.Create(mainLaneWords: 1024, sideLaneSlots: 64);
    private readonly MemoryStream _stream = new();
    private readonly List<Process> _children = [];
    private readonly CaptureWriter _writer;
    private readonly Recording _recording;

    public PrologueTests()
    {
        _writer = CaptureWriter.Create(_stream, new RunInfo("1", ["sh"], "/", "exact", DateTimeOffset.UnixEpoch, 1));
        _recording = new Recording(_writer, _session, Recording.MonotonicNs, 10_000_000, "") { FollowsChildren = false };
        _recording.Follow(Environment.ProcessId, 1);
    }

    public void Dispose()
    {
        _children.ForEach(End);
        _recording.Dispose();
        _writer.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void What_ended_before_Python_took_the_first_place_is_no_process_of_the_program()
    {
        foreach (var child in new[] { Follow(), Follow() })
            End(child);
        Look();
        Look();
        PythonComes(Environment.ProcessId);
        Assert.Equal([Environment.ProcessId], Pids());
        Assert.Equal(1, _recording.Processes);
    }

    [Fact]
    public void Neither_is_what_ended_unseen_just_before()
    {
        End(Follow());
        PythonComes(Environment.ProcessId);
        Assert.Equal([Environment.ProcessId], Pids());
    }

    [Fact]
    public void What_lives_on_is_one_though_its_parent_is_none()
    {
        var parent = Follow();
        var child = Follow(parent.Id);
        End(parent);
        Look();
        PythonComes(Environment.ProcessId);
        End(child);
        var data = Read();
        Assert.Equal([Environment.ProcessId, child.Id], data.Processes.Select(process => process.Pid));
        Assert.Equal(0, data.ProcessDetails.Single(details => details.Process == 1).Parent);
    }

    [Fact]
    public void What_begins_and_ends_after_that_is_one()
    {
        PythonComes(Environment.ProcessId);
        var child = Follow();
        End(child);
        Look();
        Assert.Equal([Environment.ProcessId, child.Id], Pids());
    }

    [Fact]
    public void Where_Python_never_comes_into_the_first_all_are()
    {
        var (ended, alive) = (Follow(), Follow());
        End(ended);
        Look();
        var data = Read();
        Assert.Equal([Environment.ProcessId, ended.Id, alive.Id], data.Processes.Select(process => process.Pid));
        Assert.Equal(3, data.ProcessEnds.Count);
        Assert.Contains(data.Samples, sample => sample.Process == 1 && sample.ResidentBytes > 0);
        Assert.Equal("cat", Path.GetFileName(data.Processes[1].Command[0]));
    }

    [Fact]
    public void One_that_Python_came_into_is_one_whenever_it_ended()
    {
        var child = Follow();
        PythonComes(child.Id);
        End(child);
        Look();
        PythonComes(Environment.ProcessId);
        Assert.Equal([Environment.ProcessId, child.Id], Pids());
    }

    [Fact]
    public void A_program_that_is_joined_while_it_runs_has_no_time_before()
    {
        _recording.HasBegun = true;
        var child = Follow();
        End(child);
        Look();
        PythonComes(Environment.ProcessId);
        Assert.Equal([Environment.ProcessId, child.Id], Pids());
    }

    private Process Follow(int parent = 0)
    {
        var child = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        _children.Add(child);
        _recording.Follow(child.Id, parent == 0 ? Environment.ProcessId : parent);
        return child;
    }

    private static void End(Process child)
    {
        if (child.HasExited)
            return;
        child.StandardInput.Close();
        child.WaitForExit();
    }

    private void Look()
    {
        _recording.Sample();
        _recording.Turn();
    }

    private void PythonComes(int pid)
    {
        NewSegment.Put(_session, pid, 0, Root(0, pid));
        _recording.Turn();
    }

    private IEnumerable<int> Pids() => Read().Processes.Select(process => process.Pid);

    private CaptureData Read()
    {
        _recording.Finish();
        _writer.Finish(new RunEnd(0, 0, 0, ""));
        var data = CaptureReader.Read(new MemoryStream(_stream.ToArray()));
        Assert.Null(data.Damage);
        return data;
    }
}
