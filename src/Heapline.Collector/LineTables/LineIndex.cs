namespace Heapline.Collector.LineTables;

/// <summary>The decoded line table of one code object: answers what <see cref="LineTable.LineOf"/> answers, by binary search.</summary>
public sealed class LineIndex
{
    private readonly int[] _starts;
    private readonly int[] _lines;
    private readonly int _end;
    private readonly int _firstLine;

    internal LineIndex(int[] starts, int[] lines, int end, int firstLine)
    {
        _starts = starts;
        _lines = lines;
        _end = end;
        _firstLine = firstLine;
    }

    /// <summary>The source line of an instruction, from 1; 0 when it has none; the first line for a negative offset.</summary>
    /// <param name="instructionByteOffset">Offset of the instruction in the bytecode, bytes.</param>
    public int LineOf(int instructionByteOffset)
    {
        if (instructionByteOffset < 0)
        {
            return _firstLine;
        }

        if (instructionByteOffset >= _end)
        {
            return 0;
        }

        int found = Array.BinarySearch(_starts, instructionByteOffset);
        return _lines[found >= 0 ? found : ~found - 1];
    }
}
