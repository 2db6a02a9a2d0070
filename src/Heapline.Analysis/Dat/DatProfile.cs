namespace Heapline.Analysis.Dat;

/// <summary>What a file of memory_profiler's mprof (<c>mprofile_*.dat</c>) says of a run: the memory curve, and the calls of decorated functions.</summary>
public sealed record DatProfile
{
    /// <summary><see cref="Heapline.Capture.RunInfo.Mode"/> of a capture that was made of such a file.</summary>
    public const string Mode = "dat";

    /// <summary>The command line as one text; null when the file does not say.</summary>
    public string? Command { get; init; }

    /// <summary>Readings of the program, in order of time.</summary>
    public IReadOnlyList<DatReading> Readings { get; init; } = [];

    /// <summary>Child processes in order of appearance.</summary>
    public IReadOnlyList<DatChild> Children { get; init; } = [];

    /// <summary>Calls of decorated functions, in the order of the file.</summary>
    public IReadOnlyList<DatCall> Calls { get; init; } = [];

    /// <summary>What is wrong with the file, as a sentence that names the first bad line; null for nothing.</summary>
    public string? Damage { get; init; }

    /// <summary>
    /// The most memory that was read, in MiB; null when there is none. With the name of a function, the most that was read while one of its calls
    /// was open: null when it was never called or no reading fell into a call.
    /// </summary>
    /// <param name="function">For example <c>__main__.f</c>; null for the whole run.</param>
    public double? PeakMebibytes(string? function = null)
    {
        var within = function is null ? Readings : During(Calls.Where(call => call.Name == function));
        return within.Count > 0 ? within.Max(reading => reading.Mebibytes) : null;
    }

    // Calls joined to stretches that do not overlap: a function called a million times is looked through once.
    private List<DatReading> During(IEnumerable<DatCall> calls)
    {
        var stretches = new List<(double From, double To)>();
        foreach (var call in calls.OrderBy(call => call.In.UnixSeconds))
        {
            if (stretches.Count > 0 && call.In.UnixSeconds <= stretches[^1].To)
                stretches[^1] = (stretches[^1].From, Math.Max(stretches[^1].To, call.Out.UnixSeconds));
            else
                stretches.Add((call.In.UnixSeconds, call.Out.UnixSeconds));
        }

        var within = new List<DatReading>();
        int at = 0;
        foreach (var reading in Readings)
        {
            while (at < stretches.Count && stretches[at].To < reading.UnixSeconds)
                at++;
            if (at < stretches.Count && reading.UnixSeconds >= stretches[at].From)
                within.Add(reading);
        }
        return within;
    }
}
