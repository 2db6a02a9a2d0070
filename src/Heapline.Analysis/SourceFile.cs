namespace Heapline.Analysis;

/// <summary>A source file with those of its lines that asked for memory.</summary>
/// <param name="File">The file as the interpreter names it; empty when no Python code was running.</param>
/// <param name="Figures">All its lines together.</param>
/// <param name="Lines">Its lines, hottest first.</param>
public sealed record SourceFile(string File, Figures Figures, IReadOnlyList<SourceLine> Lines)
{
    /// <summary>Whether this is no file of anybody's, but the interpreter's own inside.</summary>
    public bool IsInterpreterInternal => Lines[0].Place.IsInterpreterInternal;

    internal static SourceFile Of(string file, IEnumerable<SourceLine> lines, SortKey key)
    {
        var sorted = lines.ToList();
        sorted.Sort((left, right) => SourceLine.HotterFirst(left, right, key));
        var total = default(Figures);
        foreach (var line in sorted)
            total += line.Figures;
        return new SourceFile(file, total, sorted);
    }
}
