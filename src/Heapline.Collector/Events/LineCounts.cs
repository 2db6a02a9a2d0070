using Heapline.Capture;
using Heapline.Collector.Stacks;

namespace Heapline.Collector.Events;

/// <summary>Adds up what the agent tells of the lines of decorated functions, and writes those that have changed. Draining thread only.</summary>
internal sealed class LineCounts(CaptureWriter writer, CaptureSymbols symbols, int process)
{
    private const int WordsOfRow = 4;
    // No address space has so much, and no program runs so long; sums of what a program may have written over its own lane must stay below what a capture takes.
    private const long Most = 1L << 56;

    private readonly Dictionary<Function, Lines> _functions = [];

    private sealed class Lines
    {
        public SortedDictionary<int, LineFigure> Figures { get; } = [];

        public SortedSet<int> Changed { get; } = [];
    }

    /// <summary>Takes the rows of a record; false when they cannot be.</summary>
    public bool Add(Function function, ReadOnlySpan<ulong> rows)
    {
        if (rows.Length % WordsOfRow != 0)
            return false;
        if (!_functions.TryGetValue(function, out var lines))
            _functions.Add(function, lines = new Lines());
        for (; rows.Length > 0; rows = rows[WordsOfRow..])
        {
            var (line, occurrences, highest, increment) = (rows[0], (long)rows[1], (long)rows[2], (long)rows[3]);
            if (line is 0 or > int.MaxValue || occurrences is < 0 or > Most || highest is < 0 or > Most || increment is < -Most or > Most)
                return false;
            var known = lines.Figures.GetValueOrDefault((int)line);
            lines.Figures[(int)line] = new LineFigure(
                (int)line, Math.Min(known.Occurrences + occurrences, Most), Math.Max(known.HighestBytes, highest), Math.Clamp(known.IncrementBytes + increment, -Most, Most));
            lines.Changed.Add((int)line);
        }
        return true;
    }

    /// <summary>Writes the lines that have changed since the last time.</summary>
    public void Write()
    {
        foreach (var (function, lines) in _functions)
        {
            if (lines.Changed.Count == 0)
                continue;
            writer.Add(new LineFigures(process, symbols.IdOf(function), [.. lines.Changed.Select(line => lines.Figures[line])]));
            lines.Changed.Clear();
        }
    }
}
