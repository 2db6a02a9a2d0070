namespace Heapline.Collector.LineTables;

// co_linetable of CPython 3.11 and later (PEP 657, Objects/locations.md; read by advance() in Objects/codeobject.c):
//
//        7   6  5  4  3   2  1  0
//     ┌───┬─────────────┬─────────┐┌────────────────────┐
//     │ 1 │ kind        │ units-1 ││ 0 … more bytes     │  repeated
//     └───┴─────────────┴─────────┘└────────────────────┘
//
// An entry covers 1–8 code units of 2 bytes. Only its first byte has the top bit set, so entries can be told apart without knowing
// how long each kind is. What stands after the line delta (columns, end line) is of no interest here.
//
//     kind 0–9    same line, columns follow         kind 13   line delta as a signed varint, no columns
//     kind 10–12  0, 1 or 2 lines on, columns       kind 14   line delta as a signed varint, then end line and columns
//                                                   kind 15   no line
//
// A varint has 6 bits a byte, the lowest first, and bit 6 set while more follow; a signed one keeps its sign in the lowest bit.
// E9 03 is kind 13, 2 units, 3 = -1: 4 bytes of bytecode, one line up.
public ref partial struct LineTableReader
{
    private const int CodeUnit = 2;

    private bool MoveNextLocation()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = 1;
        while (length < _rest.Length && _rest[length] < 0x80)
        {
            length++;
        }

        ReadOnlySpan<byte> entry = _rest[..length];
        _rest = _rest[length..];
        int first = entry[0];
        int kind = (first >> 3) & 15;
        _line += kind switch
        {
            11 => 1,
            12 => 2,
            13 or 14 => SignedVarint(entry[1..]),
            _ => 0,
        };

        // CPython takes the no-line mark from the whole upper part of the byte, top bit included.
        bool hasLine = first >> 3 != 0x1F;
        return Take(((first & 7) + 1) * CodeUnit, hasLine);
    }

    private static int SignedVarint(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        int shift = 0;
        foreach (byte part in bytes)
        {
            value |= (uint)(part & 0x3F) << shift;
            shift += 6;
            // More than 32 bits is damage: no line delta is that large.
            if ((part & 0x40) == 0 || shift >= 32)
            {
                break;
            }
        }

        int magnitude = (int)(value >> 1);
        return (value & 1) == 0 ? magnitude : -magnitude;
    }
}
