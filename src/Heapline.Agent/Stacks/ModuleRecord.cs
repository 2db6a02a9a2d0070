using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Protocol;

namespace Heapline.Agent.Stacks;

/// <summary>Writes the Module record of a decorated function: a code object knows its file, but not the module that it is imported as.</summary>
internal static unsafe class ModuleRecord
{
    private const uint HeadWords = 2, MostTextWords = 128;

    private static nint _stringType;

    /// <summary>Writes the record. What is no <c>str</c>, or longer than any module's name, is left out. With the GIL held, as the name must live.</summary>
    [SkipLocalsInit]
    public static void Write(Lane lane, uint id, nint module)
    {
        if (_stringType == 0) _stringType = LibC.Symbol("PyUnicode_Type"u8);
        if (module == 0 || !Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets) || *(nint*)(module + offsets.ObjectType) != _stringType) return;
        var name = new TextOf(offsets, module);
        var bytes = name.Utf8Length;
        var textWords = (uint)((bytes + 7) / 8);
        if (bytes > MostTextWords * 8) return;
        var record = stackalloc ulong[(int)(HeadWords + MostTextWords)];
        record[HeadWords + textWords - 1] = 0; // the last word may be padded
        record[0] = Record.Head(RecordKind.Module, HookedFunction.None, textWords);
        record[1] = Record.Pair((uint)bytes, id);
        name.CopyUtf8((byte*)(record + HeadWords));
        Recorder.Write(lane, record, HeadWords + textWords);
    }
}
