using Heapline.Agent.Native;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Python;

/// <summary>
/// Python's name of a thread that is just being started: <c>threading.Thread.start</c> is then the creator's innermost frame, and its first local the Thread.
/// </summary>
/// <remarks>
/// The place is a safe one to ask Python at: not inside an allocator, but in a C function that <c>start</c> called, with the GIL held and nothing half done. The name is
/// read past whatever a subclass puts before its attributes (<c>object.__getattribute__</c>), so no code of the program runs.
/// </remarks>
internal static unsafe class ThreadNames
{
    private static delegate* unmanaged[SuppressGCTransition]<nint, nint, nint> _attribute;
    private static delegate* unmanaged[SuppressGCTransition]<void> _clearError;
    private static nint _nameKey, _stringType;

    /// <summary>Finds what is needed; without it threads have no Python names. With the GIL held.</summary>
    public static void Initialize()
    {
        _clearError = (delegate* unmanaged[SuppressGCTransition]<void>)LibC.Symbol("PyErr_Clear"u8);
        _stringType = LibC.Symbol("PyUnicode_Type"u8);
        _nameKey = PyApi.UnicodeFromString(Module.Text("_name"u8));
        if (_clearError != null && _stringType != 0 && _nameKey != 0)
            _attribute = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint>)LibC.Symbol("PyObject_GenericGetAttr"u8);
    }

    /// <summary>Fills in the name, if the innermost frame of <paramref name="creator"/>'s last walk, which was just now, is <c>Thread.start</c>.</summary>
    public static void OfStarting(ThreadRecord* creator, ThreadStart* start)
    {
        if (_attribute == null || creator->FrameCount == 0 || !Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return;
        var frame = creator->Frames + creator->FrameCount - 1;
        if (!new TextOf(offsets, *(nint*)(frame->Code + offsets.CodeName)).Is("start"u8)
            || !new TextOf(offsets, *(nint*)(frame->Code + offsets.CodeFileName)).EndsWith("/threading.py"u8))
            return;
        // Before 3.11 the locals end the frame object, whose size counts the first of them; from 3.14 on the lowest bits of a local are a tag.
        var locals = offsets.InterpreterFrameLocals >= 0 ? offsets.InterpreterFrameLocals : offsets.FrameObjectSize - sizeof(nint);
        var thread = *(nint*)(frame->Frame + locals) & ~3;
        if (thread == 0) return;
        var name = _attribute(thread, _nameKey);
        if (name == 0)
        {
            _clearError();
            return;
        }
        if (*(nint*)(name + offsets.ObjectType) == _stringType)
        {
            var text = new TextOf(offsets, name);
            if (text.Utf8Length <= ThreadStart.MostNameBytes)
            {
                start->NameLength = (int)text.Utf8Length;
                text.CopyUtf8(start->Name);
            }
        }
        PyApi.DecRef(name);
    }
}
