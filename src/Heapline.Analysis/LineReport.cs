using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The source lines of a run with what each of them asked for itself (not what it called), hottest first.</summary>
/// <param name="Total">Everything, the lines that a filter hides included.</param>
/// <param name="SortedBy">The figure that files and lines are ordered by.</param>
/// <param name="Files">Files, those with most of that figure first; what is internal to the interpreter comes last.</param>
public sealed record LineReport(Figures Total, SortKey SortedBy, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Makes the report. Takes one pass over the capture and a sort of the lines.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="sort">The figure to order by.</param>
    /// <param name="file">Only files whose name contains this; null for all.</param>
    /// <param name="function">Only functions whose qualified name contains this; null for all.</param>
    public static LineReport Of(CaptureData capture, SortKey sort = SortKey.Peak, string? file = null, string? function = null)
    {
        ArgumentNullException.ThrowIfNull(capture);
        return Of(capture, AskedFor(SiteFigures.Of(capture)), sort, file, function);
    }

    /// <summary>The same of each thread by itself, those with most of <paramref name="sort"/> first; threads none of whose lines are left are left out.</summary>
    public static IReadOnlyList<ThreadLines> ByThread(CaptureData capture, SortKey sort = SortKey.Peak, string? file = null, string? function = null)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var threads = new List<ThreadLines>();
        foreach (var sites in AskedFor(SiteFigures.Of(capture)).GroupBy(site => capture.Sites[site.Index].Thread))
        {
            if (Of(capture, sites, sort, file, function) is { Files.Count: > 0 } report)
                threads.Add(new ThreadLines(sites.Key, report));
        }
        threads.Sort((left, right) => Figures.LargerFirst(left.Report.Total, right.Report.Total, sort) is var order and not 0 ? order : left.Thread.CompareTo(right.Thread));
        return threads;
    }

    private static IEnumerable<(int Index, Figures Figures)> AskedFor(Figures[] sites) =>
        sites.Select((figures, index) => (index, figures)).Where(site => !site.figures.IsZero);

    private static LineReport Of(CaptureData capture, IEnumerable<(int Index, Figures Figures)> sites, SortKey sort, string? file, string? function)
    {
        var total = default(Figures);
        var byCode = new Dictionary<(int Function, int Line), Figures>();
        foreach (var (index, own) in sites)
        {
            total += own;
            var stack = capture.Sites[index].Stack;
            var place = stack.IsNone ? (-1, 0) : (capture.Stacks[stack.Value].Function.Value, capture.Stacks[stack.Value].Line);
            byCode[place] = byCode.GetValueOrDefault(place) + own;
        }

        // Code objects that read the same (another process's, a function defined anew in a loop) are one line to the reader.
        var byPlace = new Dictionary<Frame, SourceLine>(byCode.Count);
        foreach (var ((code, line), figures) in byCode)
        {
            var made = code < 0 ? null : capture.Functions[code];
            var frame = made is null ? Frame.None : new Frame(made.Name, made.File, line);
            if ((file is not null && !frame.File.Contains(file, StringComparison.Ordinal))
                || (function is not null && !frame.Function.Contains(function, StringComparison.Ordinal)))
                continue;
            byPlace[frame] = byPlace.TryGetValue(frame, out var same)
                ? same with { Figures = same.Figures + figures }
                : new SourceLine(frame, made?.FirstLine ?? 0, figures);
        }

        var files = byPlace.Values
            .GroupBy(line => line.Place.File)
            .Select(group => SourceFile.Of(group.Key, group, sort))
            .ToList();
        files.Sort((left, right) => left.IsInterpreterInternal != right.IsInterpreterInternal
            ? left.IsInterpreterInternal.CompareTo(right.IsInterpreterInternal)
            : Figures.LargerFirst(left.Figures, right.Figures, sort) is var order and not 0
                ? order
                : string.CompareOrdinal(left.File, right.File));
        return new LineReport(total, sort, files);
    }

    /// <summary>All lines of all files, those with most of <see cref="SortedBy"/> first.</summary>
    public IReadOnlyList<SourceLine> HottestFirst()
    {
        var lines = Files.SelectMany(file => file.Lines).ToList();
        lines.Sort((left, right) => SourceLine.HotterFirst(left, right, SortedBy));
        return lines;
    }
}
