namespace Heapline.Capture.Records;

/// <summary>Lines of decorated functions as they are read: a later figure of a process's line takes the place of the earlier one.</summary>
internal sealed class LineFigureBook
{
    private readonly Dictionary<(int Process, FunctionId Function), SortedDictionary<int, LineFigure>> _functions = [];

    /// <summary>Sets a line; whether it was not known before.</summary>
    public bool Set(int process, FunctionId function, in LineFigure line)
    {
        if (!_functions.TryGetValue((process, function), out var lines))
            _functions.Add((process, function), lines = []);
        var known = lines.Count;
        lines[line.Line] = line;
        return lines.Count > known;
    }

    /// <summary>All of them, by process and then in the order in which functions came.</summary>
    public IReadOnlyList<LineFigures> ToList() =>
        [.. _functions.Select(entry => new LineFigures(entry.Key.Process, entry.Key.Function, [.. entry.Value.Values])).OrderBy(figures => figures.Process)];
}
