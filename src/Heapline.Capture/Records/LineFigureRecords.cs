using Heapline.Capture.Format;

namespace Heapline.Capture.Records;

/// <summary>
/// Block kind 23, lines of decorated functions; the last of a process's line counts.
/// <code>
/// 23  process, function, how many lines (numbers); each: line − the one before, occurrences, highest resident bytes (numbers), increment in bytes (signed)
///     00   00   01   0B   01   80 80 40   80 80 80 01                process 0, function 0: line 11 has run once, at 1 MiB, which was all new
/// </code>
/// </summary>
internal static class LineFigureRecords
{
    /// <summary>The most lines in one record: some 200 KB, well below what a block may have.</summary>
    public const int MostLines = 10_000;

    public static void Write(RecordBuffer buffer, int process, FunctionId function, ReadOnlySpan<LineFigure> lines)
    {
        buffer.Number(process);
        buffer.Number(function.Value);
        buffer.Number(lines.Length);
        var before = 0;
        foreach (ref readonly var line in lines)
        {
            buffer.Number(line.Line - before);
            buffer.Number(line.Occurrences);
            buffer.Number(line.HighestBytes);
            buffer.Signed(line.IncrementBytes);
            before = line.Line;
        }
    }

    /// <summary>Reads a record; how many of its lines were not known before.</summary>
    public static int Read(ref RecordReader reader, KnownIds known, Bounds bounds, LineFigureBook book)
    {
        var process = reader.Index(known.Processes, "processes");
        var function = new FunctionId(reader.Index(known.Functions, "functions"));
        var count = reader.Number();
        var added = 0;
        long at = 0;
        for (long i = 0; i < count; i++)
        {
            var step = reader.Number();
            if (step is < 1 or > int.MaxValue || (at += step) > int.MaxValue)
                throw new InvalidBlockException($"expected line numbers that rise, up to 2^31 - 1, found {at} and {step} more");
            var line = new LineFigure((int)at, reader.Number(), reader.Number(), reader.Signed());
            bounds.Check(line);
            if (book.Set(process, function, line))
                added++;
        }

        return added;
    }
}
