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

    private static Offsets _offsets;

    /// <summary>Finds out how this Python lays code objects out.</summary>
    public static void Initialize() => Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out _offsets);

    /// <summary>The code object's number of code units (2 bytes each).</summary>
    public static int UnitsOf(nint code) => _offsets.CodeInlineInstructions >= 0
        ? (int)*(nint*)(code + _offsets.VarObjectCount)
        : (int)(*(nint*)(*(nint*)(code + _offsets.CodeInstructions) + _offsets.VarObjectCount) / 2);

    /// <summary>Line of the code object's definition.</summary>
    public static int FirstLineOf(nint code) => *(int*)(code + _offsets.CodeFirstLine);

    /// <summary>A number for all that the record tells of a code object, and its length: the same for two that tell the same.</summary>
    public static ulong FingerprintOf(nint code)
    {
        var print = new TextOf(_offsets, FileOf(code)).HashInto((uint)UnitsOf(code) | (ulong)(uint)FirstLineOf(code) << 32);
        return new TextOf(_offsets, NameOf(code)).HashInto(print);
    }

    /// <summary>Writes the record. Names that are longer than the lane takes are left out.</summary>
    [SkipLocalsInit]
    public static void Write(Lane lane, nint code, uint id)
    {
        var file = new TextOf(_offsets, FileOf(code));
        var name = new TextOf(_offsets, NameOf(code));
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
        record[1] = Record.Pair((uint)FirstLineOf(code), id);
        record[2] = fileBytes | nameBytes << 32;
        var text = (byte*)(record + HeadWords);
        if (fileBytes != 0) file.CopyUtf8(text);
        if (nameBytes != 0) name.CopyUtf8(text + fileBytes);
        Recorder.Write(lane, record, words);
        if (record != small) PrivateMemory.Unmap(record, words * 8);
    }

    private static nint FileOf(nint code) => *(nint*)(code + _offsets.CodeFileName);

    private static nint NameOf(nint code) => *(nint*)(code + (_offsets.CodeQualifiedName >= 0 ? _offsets.CodeQualifiedName : _offsets.CodeName));
}
