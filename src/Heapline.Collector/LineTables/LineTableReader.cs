namespace Heapline.Collector.LineTables;

/// <summary>
/// Goes through a line table range by range, in the order of the bytecode: each range begins where the one before it ended, the first at 0.
/// Never reads past the table: what is cut off is not there.
/// </summary>
public ref partial struct LineTableReader
{
    private readonly LineTableFormat _format;
    private ReadOnlySpan<byte> _rest;
    private int _end;
    // The line that deltas count from; unlike Current.Line it stands still over instructions without a line.
    private int _line;

    /// <summary>A reader before the first range.</summary>
    /// <param name="pythonHexVersion">PY_VERSION_HEX of the interpreter that made the table.</param>
    /// <param name="table">The bytes of co_lnotab (3.8, 3.9) or co_linetable (3.10 and later).</param>
    /// <param name="firstLine">co_firstlineno.</param>
    public LineTableReader(uint pythonHexVersion, ReadOnlySpan<byte> table, int firstLine)
    {
        _format = (pythonHexVersion >> 16) switch
        {
            < 0x30A => LineTableFormat.Lnotab,
            0x30A => LineTableFormat.LineDeltas,
            _ => LineTableFormat.Locations,
        };
        _rest = table;
        _line = firstLine;
    }

    /// <summary>The range that <see cref="MoveNext"/> came to.</summary>
    public LineRange Current { get; private set; }

    /// <summary>Goes to the next range; false after the last.</summary>
    public bool MoveNext() => _format switch
    {
        LineTableFormat.Lnotab => MoveNextLnotab(),
        LineTableFormat.LineDeltas => MoveNextLineDelta(),
        _ => MoveNextLocation(),
    };

    /// <summary>Takes the next so many bytes of bytecode as one range; false when no bytecode can be as long as that.</summary>
    private bool Take(int length, bool hasLine)
    {
        if (length > int.MaxValue - _end)
        {
            return false;
        }

        // CPython answers -1 for "no line", and 0 for the first instruction of a module; neither is a line of the source.
        int line = hasLine && _line > 0 ? _line : 0;
        Current = new LineRange(_end, _end + length, line);
        _end += length;
        return true;
    }
}
