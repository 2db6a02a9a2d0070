using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The line-by-line reports of the decorated functions of a run.</summary>
public static class LineTables
{
    /// <summary>All reports, by process and then in the order in which functions were decorated.</summary>
    /// <param name="capture">The capture.</param>
    /// <param name="file">Only functions in files whose name contains this; null for all.</param>
    /// <param name="function">Only functions whose qualified name contains this; null for all.</param>
    public static IReadOnlyList<LineTable> Of(CaptureData capture, string? file = null, string? function = null)
    {
        ArgumentNullException.ThrowIfNull(capture);
        var texts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var tables = new List<LineTable>();
        foreach (var figures in capture.LineFigures.Where(figures => figures.Function.Value < capture.Functions.Count))
        {
            var known = capture.Functions[figures.Function.Value];
            if ((file is not null && !known.File.Contains(file, StringComparison.Ordinal)) || (function is not null && !known.Name.Contains(function, StringComparison.Ordinal)))
                continue;
            if (!texts.TryGetValue(known.File, out var text))
                texts.Add(known.File, text = capture.Sources.TryGetValue(known.File, out var source) ? source.ReplaceLineEndings("\n").Split('\n') : []);
            tables.Add(new LineTable(figures.Process, known, capture.Modules.GetValueOrDefault(figures.Function, ""), Rows(figures.Lines, known.FirstLine, text)));
        }
        return tables;
    }

    private static List<LineTableRow> Rows(IReadOnlyList<LineFigure> lines, int firstLine, string[] text)
    {
        if (lines.Count == 0 || lines[^1].Line > text.Length)
            return [.. lines.Select(line => new LineTableRow(line.Line, line, line.Line <= text.Length ? text[line.Line - 1] : ""))];
        // Code that is inside the function counts for it, and may stand above: what exec compiled has any lines.
        int first = Math.Max(1, Math.Min(firstLine, lines[0].Line));
        int last = Math.Max(lines[^1].Line, FunctionText.LastLine(text, Math.Max(firstLine, 1)));
        var byLine = lines.ToDictionary(line => line.Line);
        return [.. Enumerable.Range(first, last - first + 1)
            .Select(line => new LineTableRow(line, byLine.TryGetValue(line, out var figure) ? figure : null, text[line - 1]))];
    }
}
