using System.Globalization;
using Heapline.Analysis;
using Heapline.Capture;

namespace Heapline.Views;

/// <summary>
/// The line-by-line reports of decorated functions, in the columns that memory_profiler 0.61 prints and that scripts read:
/// <code>
/// Filename: PATH
///
/// Line #    Mem usage    Increment  Occurrences   Line Contents
/// =============================================================
///     11   25.285 MiB   25.285 MiB           1   @profile
/// </code>
/// </summary>
public static class DecoratedView
{
    private const string Head = "Line #    Mem usage    Increment  Occurrences   Line Contents";
    private const int Decimals = 3;

    /// <summary>Writes the reports; where several processes have some, each says whose it is.</summary>
    public static void Write(TextWriter output, CaptureData capture, IReadOnlyList<LineTable> tables)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(capture);
        ArgumentNullException.ThrowIfNull(tables);
        bool several = tables.Select(table => table.Process).Distinct().Skip(1).Any();
        foreach (var table in tables)
        {
            if (several)
                output.Write($"Process: {Printable.Text(ProcessLabels.NameOf(capture, table.Process))} ({capture.Processes[table.Process].Pid})\n");
            output.Write($"Filename: {Printable.Text(table.Function.File)}\n\n{Head}\n{new string('=', Head.Length)}\n");
            foreach (var row in table.Rows)
                output.Write(Row(row));
            output.Write("\n\n");
        }
    }

    private static string Row(in LineTableRow row)
    {
        var figures = row.Figure is { } figure
            ? string.Create(CultureInfo.InvariantCulture, $"{Mebibytes(figure.HighestBytes),12} {Mebibytes(figure.IncrementBytes),12}  {figure.Occurrences,10}")
            : new string(' ', 37);
        return string.Create(CultureInfo.InvariantCulture, $"{row.Line,6} {figures}   {Printable.SourceLine(row.Text)}\n");
    }

    private static string Mebibytes(long bytes) => (bytes / 1048576.0).ToString($"F{Decimals}", CultureInfo.InvariantCulture).PadLeft(Decimals + 4) + " MiB";
}
