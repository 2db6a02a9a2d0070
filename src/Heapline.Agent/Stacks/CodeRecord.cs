using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Protocol;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Writes the Code record of a code object: its names, read straight from memory, without calling Python. A code object is immutable and
/// alive while one of its frames is on the calling thread's stack, so no GIL is needed.
/// </summary>
internal static unsafe class CodeRecord
{
    private const uint HeadWords = 3, SmallWords = 512;

    /// <summary>The code object's number of code units (2 bytes each).</summary>
    public static int UnitsOf(nint code)
    {
        if (!Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return 0;
        if (offsets.CodeInlineInstructions >= 0) return (int)*(nint*)(code + offsets.VarObjectCount);
        return (int)(*(nint*)(*(nint*)(code + offsets.CodeInstructions) + offsets.VarObjectCount) / 2);
    }

    /// <summary>Line of the code object's definition.</summary>
    public static int FirstLineOf(nint code) => Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets) ? *(int*)(code + offsets.CodeFirstLine) : 0;

    /// <summary>Writes the record. Names that are longer than the lane takes are left out.</summary>
    [SkipLocalsInit]
    public static void Write(Lane lane, nint code, uint id)
    {
        if (!Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return;
        var file = new TextOf(offsets, *(nint*)(code + offsets.CodeFileName));
        var name = new TextOf(offsets, *(nint*)(code + (offsets.CodeQualifiedName >= 0 ? offsets.CodeQualifiedName : offsets.CodeName)));
        var most = (ulong)(lane == Lane.Main ? MainLane.MaxRecordWords : SideLane.MaxRecordWords) - HeadWords;

        var fileBytes = file.Utf8Length;
        var nameBytes = name.Utf8Length;
        if ((fileBytes + nameBytes + 7) / 8 > most) fileBytes = nameBytes = 0;
        var textWords = (uint)((fileBytes + nameBytes + 7) / 8);
        var words = HeadWords + textWords;

        var small = stackalloc ulong[(int)SmallWords];
        var record = words <= SmallWords ? small : (ulong*)PrivateMemory.Map(words * 8);
        if (record == null) return;
        record[words - 1] = 0; // the last word may be padded
        record[0] = Record.Head(RecordKind.Code, HookedFunction.None, textWords);
        record[1] = Record.Pair(*(uint*)(code + offsets.CodeFirstLine), id);
        record[2] = fileBytes | nameBytes << 32;
        var text = (byte*)(record + HeadWords);
        if (fileBytes != 0) file.CopyUtf8(text);
        if (nameBytes != 0) name.CopyUtf8(text + fileBytes);
        Recorder.Write(lane, record, words);
        if (record != small) PrivateMemory.Unmap(record, words * 8);
    }
}
