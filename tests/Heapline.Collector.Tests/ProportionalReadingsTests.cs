using System.Diagnostics;
using Heapline.Capture;
using Heapline.Collector.Running;
using Heapline.Collector.Sampling;

namespace Heapline.Collector.Tests;

/// <summary>What a capture has of rounds of readings: each stands for all processes that there were at its time. The "program" is the test itself; its child waits for its input to end.</summary>
public sealed class ProportionalReadingsTests
{
    [Fact]
    public void A_round_says_of_everybody_what_he_had_then()
    {
        using var stream = new MemoryStream();
        using var writer = CaptureWriter.Create(stream, new RunInfo("1", ["sh"], "/", "time", DateTimeOffset.UnixEpoch, 1));
        var startNs = Recording.MonotonicNs;
        using var recording = new Recording(writer, null, startNs, 10_000_000, "") { FollowsChildren = false, HasBegun = true };
        using var child = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        recording.Follow(Environment.ProcessId, 1);
        recording.Follow(child.Id, Environment.ProcessId);

        Take(recording, startNs + 10, (0, 50), (1, 60));
        // It is gone, and nobody has noticed yet.
        Take(recording, startNs + 20, (0, 100));
        Take(recording, startNs + 30, (0, 101));
        child.StandardInput.Close();
        child.WaitForExit();
        recording.Sample();
        recording.Turn();
        recording.Turn();
        // Half of this round has no process any more.
        Take(recording, startNs + 40, (0, 50), (1, 60));
        Take(recording, startNs + 50, (0, 102));
        recording.Finish();
        writer.Finish(new RunEnd(0, 0, 0, ""));

        var data = CaptureReader.Read(new MemoryStream(stream.ToArray()));
        Assert.Null(data.Damage);
        (int Process, long TimeNs, long Bytes)[] expected = [(0, 10, 50), (0, 20, 100), (0, 30, 101), (0, 50, 102), (1, 10, 60), (1, 20, 0)];
        Assert.Equal(expected, data.ProportionalSamples.Select(sample => (sample.Process, sample.TimeNs, sample.Bytes)).Order());
    }

    private static void Take(Recording recording, long timeNs, params (int Number, long Bytes)[] readings) => recording.Take(new ProportionalRound(timeNs, true, readings));
}
