using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>What stands above every report: what was run, its peak, and what one has to know about the figures.</summary>
public static class ReportHeading
{
    /// <summary>Writes it, with an empty line after.</summary>
    public static void Write(ReportConsole console, CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(capture);
        var peak = HeapPeak.Largest(capture);
        var line = new StyledLine().Add(RunText.Name(capture.Run), Palette.Heading);
        if (peak is not null)
            line.Add($"  peak {Quantity.Bytes(peak.HeapBytes)} at {Quantity.Duration(peak.TimeNs)}");
        console.Line(line);
        foreach (var note in Notes(capture))
            console.Sentence(note, Palette.Warning);
        console.Line();
    }

    /// <summary>Sentences that a reader must know before believing the figures; often none.</summary>
    public static IReadOnlyList<string> Notes(CaptureData capture)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var notes = new List<string>();
        if (capture.Damage is { Length: > 0 } damage)
            notes.Add($"The capture is not whole ({CaptureException.CodeOf(DiagnosticId.NotWhole)}): {damage}");
        else if (capture.End is null)
            notes.Add("The capture has no end: the recording was cut off, and everything up to there is shown.");
        if (capture.OutOfMemoryKill is { } kill)
            notes.Add($"The program was {OutOfMemoryView.Sentence(kill)}; what is alive at the end was alive then.");
        if (capture.Run.Mode == "time")
            notes.Add("This capture holds the memory curve alone (mprof run --time); see mprof plot.");
        if (capture.Redactions.HasFlag(Redactions.Paths))
            notes.Add("Paths, arguments and source were kept out of this capture (--redact-paths).");
        else if (capture.Redactions.HasFlag(Redactions.Sources))
            notes.Add("Source was kept out of this capture (--no-source).");
        if (capture.Sampling.IsEstimated)
            notes.Add(RunText.Sampling(capture.Sampling));
        if (capture.Processes.Count > 1 && HeapPeak.Largest(capture) is { } peak)
            notes.Add(
                $"{capture.Processes.Count} processes: \"at peak\" is the {(capture.Sampling.IsEstimated ? "estimated" : "exact")} peak of the largest, " +
                $"process {capture.Processes[peak.Process].Pid}; all other figures are of all together.");
        if (capture.ProcessEnds.Sum(end => end.LostEvents) is > 0 and var lost)
            notes.Add($"{Quantity.Exactly(lost)} events were lost: figures are too low.");
        if (capture.End?.Note is { Length: > 0 } note)
            notes.Add(note);
        return notes;
    }
}
