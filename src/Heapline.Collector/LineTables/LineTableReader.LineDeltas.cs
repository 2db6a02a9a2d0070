namespace Heapline.Collector.LineTables;

// co_linetable of CPython 3.10 (PEP 626, Objects/lnotab_notes.txt; read by advance() in Objects/codeobject.c):
//
//     ┌───────────────┬──────────────┐
//     │ bytecode: u8  │ line: i8     │  repeated
//     └───────────────┴──────────────┘
//
// The same pairs as in co_lnotab with another meaning: first go that many lines up or down, then that many bytes of bytecode are on that line.
// A line delta of -128 says that these bytes have no line, and moves nothing. (0, 127) (6, 73) is 6 bytes, 200 lines on.
public ref partial struct LineTableReader
{
    private const sbyte NoLine = -128;

    private bool MoveNextLineDelta()
    {
        if (_rest.Length < 2)
        {
            return false;
        }

        int length = _rest[0];
        sbyte delta = (sbyte)_rest[1];
        _rest = _rest[2..];
        if (delta != NoLine)
        {
            _line += delta;
        }

        return Take(length, hasLine: delta != NoLine);
    }
}
