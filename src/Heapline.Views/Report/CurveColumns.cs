using Heapline.Capture;

namespace Heapline.Views.Report;

/// <summary>What the timeline is drawn from, by columns: readings of each process, and the ends of ticks.</summary>
internal static class CurveColumns
{
    public static void Write(PackedBlock block, ReportData data)
    {
        var capture = data.Capture;
        // A process that was not there yet has no memory to read: such a zero would draw a ramp from the start of the run to its own.
        Readings(block, "samples", capture, data.Samples
            .Where(sample => sample.ResidentBytes > 0 || sample.TimeNs >= capture.Processes[sample.Process].StartNs)
            .Select(sample => (sample.Process, sample.TimeNs, sample.ResidentBytes)));
        Readings(block, "proportional", capture, capture.ProportionalSamples.Select(sample => (sample.Process, sample.TimeNs, sample.Bytes)));
        Ticks(block, data.Ticks);
    }

    private static void Readings(PackedBlock block, string name, CaptureData capture, IEnumerable<(int Process, long TimeNs, long Bytes)> readings)
    {
        var (counts, times, bytes) = (block.Add($"{name}.count"), block.Add($"{name}.time"), block.Add($"{name}.bytes"));
        var byProcess = readings.ToLookup(reading => reading.Process);
        for (int process = 0; process < capture.Processes.Count; process++)
        {
            var own = byProcess[process].OrderBy(reading => reading.TimeNs).ToList();
            counts.Number(own.Count);
            var before = (Process: 0, TimeNs: 0L, Bytes: 0L);
            foreach (var reading in own)
            {
                times.Signed(reading.TimeNs - before.TimeNs);
                bytes.Signed(reading.Bytes - before.Bytes);
                before = reading;
            }
        }
    }

    private static void Ticks(PackedBlock block, IReadOnlyList<ReportTick> ticks)
    {
        var (process, start, length) = (block.Add("ticks.process"), block.Add("ticks.start"), block.Add("ticks.length"));
        var (heap, high, arenas) = (block.Add("ticks.heap"), block.Add("ticks.high"), block.Add("ticks.arenas"));
        var last = new Dictionary<int, ReportTick>();
        foreach (var tick in ticks)
        {
            var before = last.GetValueOrDefault(tick.Process);
            process.Number(tick.Process);
            start.Signed(tick.StartNs - (before?.EndNs ?? 0));
            length.Number(tick.EndNs - tick.StartNs);
            heap.Signed(tick.HeapBytes - (before?.HeapBytes ?? 0));
            high.Signed(tick.HeapBytesHigh - tick.HeapBytes);
            arenas.Signed(tick.ArenaBytes - (before?.ArenaBytes ?? 0));
            last[tick.Process] = tick;
        }
    }
}
