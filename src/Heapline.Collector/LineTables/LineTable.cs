namespace Heapline.Collector.LineTables;

/// <summary>Finds source lines in the line table of a CPython code object, as PyCode_Addr2Line of that version would.</summary>
public static class LineTable
{
    /// <summary>The source line of an instruction.</summary>
    /// <param name="pythonHexVersion">PY_VERSION_HEX of the interpreter that made the table; it decides the format.</param>
    /// <param name="table">The bytes of co_lnotab (3.8, 3.9) or co_linetable (3.10 and later). A damaged table is read as far as it goes.</param>
    /// <param name="firstLine">co_firstlineno.</param>
    /// <param name="instructionByteOffset">Offset of the instruction in the bytecode, bytes; negative before the first one ran.</param>
    /// <returns>The line, from 1; 0 when the instruction has none. Before the first instruction: <paramref name="firstLine"/>.</returns>
    public static int LineOf(uint pythonHexVersion, ReadOnlySpan<byte> table, int firstLine, int instructionByteOffset)
    {
        if (instructionByteOffset < 0)
        {
            return firstLine;
        }

        var reader = new LineTableReader(pythonHexVersion, table, firstLine);
        while (reader.MoveNext())
        {
            if (instructionByteOffset < reader.Current.End)
            {
                return reader.Current.Line;
            }
        }

        return 0;
    }

    /// <summary>Decodes a whole table at once, for many questions about the same code object.</summary>
    /// <param name="pythonHexVersion">PY_VERSION_HEX of the interpreter that made the table.</param>
    /// <param name="table">The bytes of co_lnotab (3.8, 3.9) or co_linetable (3.10 and later).</param>
    /// <param name="firstLine">co_firstlineno.</param>
    public static LineIndex Decode(uint pythonHexVersion, ReadOnlySpan<byte> table, int firstLine)
    {
        var starts = new List<int>();
        var lines = new List<int>();
        int end = 0;
        var reader = new LineTableReader(pythonHexVersion, table, firstLine);
        while (reader.MoveNext())
        {
            LineRange range = reader.Current;
            end = range.End;
            if (range.Start == range.End || (lines.Count > 0 && lines[^1] == range.Line))
            {
                continue;
            }

            starts.Add(range.Start);
            lines.Add(range.Line);
        }

        return new LineIndex([.. starts], [.. lines], end, firstLine);
    }
}
