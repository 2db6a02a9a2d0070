using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>Memory over time: one or several runs on one axis, in seconds since the start of each.</summary>
public sealed class Timeline
{
    private Timeline(IReadOnlyList<TimelineRun> runs) => Runs = runs;

    /// <summary>The runs, in the order they were given.</summary>
    public IReadOnlyList<TimelineRun> Runs { get; }

    /// <summary>Length of the longest run, in seconds.</summary>
    public double DurationSeconds => Runs.Count == 0 ? 0 : Runs.Max(run => run.DurationSeconds);

    /// <summary>What was run: the command line of the only run, or the names of several.</summary>
    public string Title => Runs.Count == 1 ? Runs[0].Command : string.Join(", ", Runs.Select(run => run.Name));

    /// <summary>Why there is nothing to draw, as one sentence; null when there is something.</summary>
    public string? EmptyReason => (Runs.All(run => run.IsEmpty), Runs.Count) switch
    {
        (false, _) => null,
        (_, 0) => "There is no capture to plot.",
        (_, 1) => FormattableString.Invariant(
            $"No memory was recorded: the run took {Runs[0].DurationSeconds:0.###} s and holds neither a reading of resident memory (one every {Runs[0].IntervalSeconds:0.###} s) nor an allocation."),
        _ => $"No memory was recorded in any of the {Runs.Count} captures: they hold neither a reading of resident memory nor an allocation.",
    };

    /// <summary>The timeline of one capture.</summary>
    public static Timeline From(CaptureData capture) => From([capture]);

    /// <summary>The timeline of several captures, each starting at 0.</summary>
    /// <param name="captures">The captures.</param>
    /// <param name="names">What to call each of them (for example its file name); by default the name of its script.</param>
    public static Timeline From(IReadOnlyList<CaptureData> captures, IReadOnlyList<string>? names = null)
    {
        if (names is not null && names.Count != captures.Count)
            throw new ArgumentException($"{names.Count} names for {captures.Count} captures", nameof(names));

        var runs = new List<TimelineRun>();
        foreach (var (index, capture) in captures.Index())
        {
            var run = TimelineReader.Read(capture, names?[index]);
            // Two runs of one script are still two curves to tell apart.
            var earlier = runs.Count(other => other.Name == run.Name || other.Name.StartsWith(run.Name + " (", StringComparison.Ordinal));
            runs.Add(earlier == 0 ? run : run with { Name = $"{run.Name} ({earlier + 1})" });
        }

        return new Timeline(runs);
    }
}
