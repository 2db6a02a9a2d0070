using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Heapline.Agent.Python;

namespace Heapline.Agent.Stacks;

/// <summary>
/// What the agent keeps of a known code object: its id, and the line of each code unit as far as it has been asked for. Frames that stand at different instructions of
/// one line are one node: a tree that is built by <c>Node(build(d - 1), build(d - 1))</c> has one call path a level instead of two, so 17 of them and not 2^17.
/// <code>
///  0     4            8        12           16             24
///  ├─Id──┼─FirstLine──┼─Units──┼─HasModule──┼─Fingerprint──┼─ ushort, one a unit: 0 not asked yet, 1 no line, else line − FirstLine + 2
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = HeaderBytes)]
internal unsafe struct CodeLines
{
    /// <summary>Bytes before the units.</summary>
    public const int HeaderBytes = 24;

    /// <summary>Bytes of a code unit, and of what is kept of it.</summary>
    public const int UnitBytes = 2;

    private const ushort NoLine = 1;
    private const int Bias = 2;

    /// <summary>Id of the code object, as in Code records.</summary>
    public uint Id;
    public int FirstLine;
    public int Units;
    /// <summary>Whether its function's module is told already.</summary>
    public int HasModule;
    /// <summary>What the code object says of itself, where nobody tells when it is freed; see <see cref="CodeTable.FreesAreUnseen"/>.</summary>
    public ulong Fingerprint;

    /// <summary>Source line of the instruction at a byte offset; 0 when it has none, the first line before the first instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(CodeLines* lines, nint code, int offset)
    {
        var unit = (uint)offset / UnitBytes;
        if (unit < (uint)lines->Units)
        {
            var known = ((ushort*)(lines + 1))[unit];
            if (known > NoLine) return lines->FirstLine + known - Bias;
            if (known == NoLine) return 0;
        }
        return Ask(lines, code, offset, unit);
    }

    /// <summary>What stands there for a line; more than 16 bits where it cannot be kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int Kept(int line) => line == 0 ? NoLine : line - FirstLine + Bias;

    /// <summary>Asks CPython, which reads the line table from its start, and keeps the answer where 16 bits hold it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Ask(CodeLines* lines, nint code, int offset, uint unit)
    {
        if (offset < 0) return lines->FirstLine;
        var line = PyApi.LineOfOffset(code, offset);
        if (line < 0) line = 0;
        var kept = lines->Kept(line);
        if (unit < (uint)lines->Units && kept is >= NoLine and <= ushort.MaxValue && (line == 0 || kept >= Bias))
            ((ushort*)(lines + 1))[unit] = (ushort)kept;
        return line;
    }
}
