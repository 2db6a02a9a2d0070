namespace Heapline.Collector.LineTables;

// co_lnotab of CPython 3.8 and 3.9 (Objects/lnotab_notes.txt; read by PyCode_Addr2Line in Objects/codeobject.c):
//
//     ┌───────────────┬──────────────┐
//     │ bytecode: u8  │ line: i8     │  repeated
//     └───────────────┴──────────────┘
//
// First go that many bytes ahead in the bytecode, then that many lines up or down. A pair says where a line begins, so the length of a
// range stands in the pair after it, and the last range has no end: it reaches to the end of the bytecode, which the table does not know.
// Steps too large for a byte are split: 300 bytes ahead, 1 line on is (255, 0) (45, 1); 2 bytes ahead, 200 lines on is (2, 127) (0, 73).
public ref partial struct LineTableReader
{
    private bool MoveNextLnotab()
    {
        if (_end == int.MaxValue)
        {
            return false;
        }

        while (_rest.Length >= 2)
        {
            int ahead = _rest[0];
            if (ahead > 0 && !Take(ahead, hasLine: true))
            {
                break;
            }

            _line += (sbyte)_rest[1];
            _rest = _rest[2..];
            if (ahead > 0)
            {
                return true;
            }
        }

        return Take(int.MaxValue - _end, hasLine: true);
    }
}
