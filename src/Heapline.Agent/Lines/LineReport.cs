namespace Heapline.Agent.Lines;

/// <summary>
/// The report of one function, in the columns that memory_profiler 0.61 prints and that scripts read:
/// <code>
/// Filename: PATH
///
/// Line #    Mem usage    Increment  Occurrences   Line Contents
/// =============================================================
///     11   25.285 MiB   25.285 MiB           1   @profile
/// </code>
/// Line number right in 6, memory and increment right in 12 each, occurrences right in 10, then the line as it stands in the file, its line end included. The header's
/// last but one column is one wider, so rows stand one to its left; wider numbers shift what follows.
/// </summary>
internal static unsafe class LineReport
{
    private const int NumberWidth = 6, MemoryWidth = 12, OccurrencesWidth = 10;
    /// <summary>A memory cell is a number in precision + 4, then the unit.</summary>
    private const int WidthBeyondPrecision = 4;

    /// <summary>All above the rows.</summary>
    public static void WriteHead(ref TextBuffer text, byte* file, int fileLength)
    {
        text.Append("Filename: "u8);
        text.Append(file, fileLength);
        text.Append("\n\nLine #    Mem usage    Increment  Occurrences   Line Contents\n"u8);
        text.Append((byte)'=', 61);
        text.Append("\n"u8);
    }

    /// <summary>A row; <paramref name="record"/> is null, or has no hits, for a line that never ran.</summary>
    public static void WriteRow(ref TextBuffer text, int line, LineRecord* record, int precision, byte* source, int sourceLength)
    {
        var cell = stackalloc byte[Mebibytes.MaxLength];
        text.AppendRight(cell, Mebibytes.WriteWhole(cell, (ulong)line), NumberWidth);
        if (record == null || record->Hits == 0)
        {
            text.Append((byte)' ', 1 + MemoryWidth + 1 + MemoryWidth + 2 + OccurrencesWidth);
        }
        else
        {
            WriteMemory(ref text, cell, record->HighestBytes, precision);
            WriteMemory(ref text, cell, record->IncrementBytes, precision);
            text.Append("  "u8);
            text.AppendRight(cell, Mebibytes.WriteWhole(cell, (ulong)record->Hits), OccurrencesWidth);
        }
        text.Append("   "u8);
        text.Append(source, sourceLength);
    }

    /// <summary>All below the rows.</summary>
    public static void WriteFoot(ref TextBuffer text) => text.Append("\n\n"u8);

    private static void WriteMemory(ref TextBuffer text, byte* cell, long bytes, int precision)
    {
        var length = Mebibytes.Write(cell, bytes, precision);
        var width = length > precision + WidthBeyondPrecision ? length : precision + WidthBeyondPrecision;
        text.Append(" "u8);
        text.Append((byte)' ', MemoryWidth - width - 4);
        text.AppendRight(cell, length, width);
        text.Append(" MiB"u8);
    }
}
