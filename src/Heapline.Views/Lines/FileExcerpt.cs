using Heapline.Analysis;

namespace Heapline.Views;

/// <summary>The lines of one file that a report shows, in the order of the source, with the definitions they stand in.</summary>
/// <param name="File">The file.</param>
/// <param name="Rows">Rows by line.</param>
/// <param name="Chosen">How many of the file's lines the rows cover.</param>
public sealed record FileExcerpt(SourceFile File, IReadOnlyList<ExcerptRow> Rows, int Chosen)
{
    // A definition may begin with decorators; further down than this it is not looked for.
    private const int FarthestDefinition = 20;

    // A run that imports a few modules has a thousand lines that hold next to nothing; unasked, they are not shown.
    private const double LeastShare = 0.001;
    private const double LeastShareAllocated = 0.01;
    private const int UsualLimit = 40;

    /// <summary>Chooses the hottest lines, those internal to the interpreter last, and lays them out by file.</summary>
    /// <param name="report">The lines.</param>
    /// <param name="sources">Source text by file.</param>
    /// <param name="limit">The most lines, 0 for all; null for 40 of those that hold a thousandth of the whole or allocated a hundredth.</param>
    public static IReadOnlyList<FileExcerpt> Select(LineReport report, IReadOnlyDictionary<string, string> sources, int? limit)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(sources);
        var lines = limit is null ? report.HottestFirst().Where(line => Matters(line.Figures, report.Total)).ToList() : report.HottestFirst();
        var chosen = lines.Where(line => !line.Place.IsInterpreterInternal)
            .Concat(lines.Where(line => line.Place.IsInterpreterInternal))
            .Take(limit switch { null => UsualLimit, 0 => int.MaxValue, var most => most.Value })
            .ToLookup(line => line.Place.File);
        return [.. report.Files.Where(file => chosen.Contains(file.File)).Select(file => Of(file, [.. chosen[file.File]], sources))];
    }

    private static bool Matters(in Figures line, in Figures whole) =>
        line.AtPeakBytes > whole.AtPeakBytes * LeastShare
        || line.LiveAtEndBytes > whole.LiveAtEndBytes * LeastShare
        || line.AllocatedBytes > whole.AllocatedBytes * LeastShareAllocated
        || line.Allocations > whole.Allocations * LeastShareAllocated;

    /// <summary><paramref name="left"/> without what is in <paramref name="right"/>.</summary>
    internal static Figures Subtract(in Figures left, in Figures right) => left - right;

    private static FileExcerpt Of(SourceFile file, List<SourceLine> chosen, IReadOnlyDictionary<string, string> sources)
    {
        var source = sources.TryGetValue(file.File, out var text) ? text.Split('\n') : [];
        var figures = new SortedDictionary<int, Figures>();
        var functions = new Dictionary<int, SourceLine>();
        var context = new SortedSet<int>();
        foreach (var line in chosen)
        {
            // A comprehension or lambda has a function of its own on the same line: to the reader it is that line.
            figures[line.Place.Line] = figures.GetValueOrDefault(line.Place.Line) + line.Figures;
            functions.TryAdd(line.Place.Line, line);
            if (DefinitionOf(line, source) is > 0 and var definition)
                context.Add(definition);
        }
        context.ExceptWith(figures.Keys);

        int indent = figures.Keys.Concat(context).Select(line => Indent(source, line)).Where(width => width >= 0).DefaultIfEmpty().Min();
        var rows = context
            .Select(line => new ExcerptRow(line, null, SourceAt(source, line, indent)!, true))
            .Concat(figures.Select(line => SourceAt(source, line.Key, indent) is { } shown
                ? new ExcerptRow(line.Key, line.Value, shown, true)
                : new ExcerptRow(line.Key, line.Value, InFunction(functions[line.Key]), false)))
            .OrderBy(row => row.Line);
        return new FileExcerpt(file, [.. rows], chosen.Count);
    }

    private static string InFunction(SourceLine line) => $"in {line.Place.Function}";

    private static int DefinitionOf(SourceLine line, string[] source)
    {
        if (line.Place.Function == "<module>" || line.FunctionFirstLine <= 0)
            return 0;
        int last = Math.Min(line.Place.Line, line.FunctionFirstLine + FarthestDefinition);
        for (int number = line.FunctionFirstLine; number <= last && number <= source.Length; number++)
        {
            var text = source[number - 1].AsSpan().TrimStart();
            if (text.StartsWith("def ") || text.StartsWith("async def ") || text.StartsWith("class "))
                return number;
        }
        return 0;
    }

    private static int Indent(string[] source, int line)
    {
        if (line < 1 || line > source.Length || string.IsNullOrWhiteSpace(source[line - 1]))
            return -1;
        var text = Printable.SourceLine(source[line - 1]);
        return text.Length - text.TrimStart().Length;
    }

    private static string? SourceAt(string[] source, int line, int indent)
    {
        if (line < 1 || line > source.Length)
            return null;
        var text = Printable.SourceLine(source[line - 1].TrimEnd());
        return text.Length > indent ? text[indent..] : "";
    }
}
