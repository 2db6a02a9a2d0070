using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Python;

/// <summary>
/// Python's names of threads: of one that is just being started, and the one that it has when it ends, which may be another. <c>threading.Thread.start</c> is then its creator's
/// innermost frame, <c>Thread._delete</c> its own (up to 3.10 <c>_bootstrap_inner</c>, which does the same by itself), and the first local of each the Thread.
/// </summary>
/// <remarks>
/// Both places are safe ones to ask Python at: not inside an allocator that has something half done, but in a C function that was called by <c>start</c>, or the number that
/// <c>get_ident</c> makes for <c>_delete</c>, attached to the interpreter. The name is read past whatever a subclass puts before its attributes
/// (<c>object.__getattribute__</c>), so no code of the program runs.
/// </remarks>
internal static unsafe class ThreadNames
{
    private static delegate* unmanaged[SuppressGCTransition]<nint, nint, nint> _attribute;
    private static delegate* unmanaged[SuppressGCTransition]<nint> _modules;
    private static delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint> _dictItem;
    private static delegate* unmanaged[SuppressGCTransition]<nint, nint> _dictValues;
    private static delegate* unmanaged[SuppressGCTransition]<void> _clearError;
    private static nint _nameKey, _numberKey, _activeKey, _stringType;
    private static uint _ending;

    /// <summary>Finds what is needed; without it threads have no Python names. With the GIL held.</summary>
    public static void Initialize()
    {
        _clearError = (delegate* unmanaged[SuppressGCTransition]<void>)LibC.Symbol("PyErr_Clear"u8);
        _modules = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyImport_GetModuleDict"u8);
        _dictItem = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint>)LibC.Symbol("PyDict_GetItemString"u8);
        _dictValues = (delegate* unmanaged[SuppressGCTransition]<nint, nint>)LibC.Symbol("PyDict_Values"u8);
        _stringType = LibC.Symbol("PyUnicode_Type"u8);
        _nameKey = PyApi.UnicodeFromString(Module.Text("_name"u8));
        _numberKey = PyApi.UnicodeFromString(Module.Text("_native_id"u8));
        _activeKey = PyApi.UnicodeFromString(Module.Text("_active"u8));
        if (_clearError != null && PyApi.ErrorOccurred != null && PyApi.AsLong != null && PyApi.ListSize != null && PyApi.ListItem != null
            && _modules != null && _dictItem != null && _dictValues != null && _stringType != 0 && _nameKey != 0 && _numberKey != 0 && _activeKey != 0)
            _attribute = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint>)LibC.Symbol("PyObject_GenericGetAttr"u8);
    }

    /// <summary>Fills in the name, if the innermost frame of <paramref name="creator"/>'s last walk, which was just now, is <c>Thread.start</c>.</summary>
    public static void OfStarting(ThreadRecord* creator, Lane lane, ThreadStart* start)
    {
        if (!MayAsk(lane) || creator->FrameCount == 0 || !Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return;
        var frame = creator->Frames + creator->FrameCount - 1;
        if (!IsOfThreading(offsets, frame->Code, "start"u8)) return;
        var name = NameOf(offsets, FirstLocal(offsets, frame->Frame));
        if (name == 0) return;
        var text = new TextOf(offsets, name);
        if (text.Utf8Length <= ThreadStart.MostNameBytes)
        {
            start->NameLength = (int)text.Utf8Length;
            text.CopyUtf8(start->Name);
        }
        PyApi.DecRef(name);
    }

    /// <summary>A code object gets an id: that of the function in which threads end is remembered.</summary>
    public static void NoteCode(nint code, uint id)
    {
        if (!Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return;
        if (PyApi.Minor < 11 ? IsOfThreading(offsets, code, "_bootstrap_inner"u8) : IsOfThreading(offsets, code, "_delete"u8)) _ending = id;
    }

    /// <summary>Whether a code object is the function in which threads end.</summary>
    public static bool IsEnding(uint id) => id == _ending;

    /// <summary>The calling thread is in that function: tells the name that it has now.</summary>
    public static void OfEnding(Lane lane, nint frame)
    {
        if (!MayAsk(lane) || !Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return;
        Tell(offsets, lane, LibC.ThreadId(), FirstLocal(offsets, frame));
    }

    /// <summary>Tells the names of all threads that live, from one that is attached, in a place where Python may be asked anything.</summary>
    public static void OfLiving(Lane lane)
    {
        if (!MayAsk(lane) || !Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets)) return;
        var threading = _dictItem(_modules(), Module.Text("threading"u8));
        var active = threading != 0 ? _attribute(threading, _activeKey) : 0;
        var threads = active != 0 ? _dictValues(active) : 0;
        for (nint i = 0; threads != 0 && i < PyApi.ListSize(threads); i++)
        {
            var thread = PyApi.ListItem(threads, i);
            var number = _attribute(thread, _numberKey);
            var id = number != 0 ? PyApi.AsLong(number) : 0;
            if (id is > 0 and <= int.MaxValue) Tell(offsets, lane, (uint)id, thread);
            if (number != 0) PyApi.DecRef(number);
        }
        if (threads != 0) PyApi.DecRef(threads);
        if (active != 0) PyApi.DecRef(active);
        if (PyApi.ErrorOccurred() != 0) _clearError();
    }

    private static void Tell(in Offsets offsets, Lane lane, uint threadId, nint thread)
    {
        var name = NameOf(offsets, thread);
        if (name == 0) return;
        ThreadNameRecord.Write(lane, threadId, new TextOf(offsets, name));
        PyApi.DecRef(name);
    }

    /// <summary>The Thread's name, a <c>str</c> to be let go of; 0 when it has none.</summary>
    private static nint NameOf(in Offsets offsets, nint thread)
    {
        var name = thread != 0 ? _attribute(thread, _nameKey) : 0;
        if (name == 0)
        {
            if (thread != 0) _clearError();
            return 0;
        }
        if (*(nint*)(name + offsets.ObjectType) == _stringType) return name;
        PyApi.DecRef(name);
        return 0;
    }

    /// <summary>Before 3.11 the locals end the frame object, whose size counts the first of them; from 3.14 on the lowest bits of a local are a tag.</summary>
    private static nint FirstLocal(in Offsets offsets, nint frame) =>
        *(nint*)(frame + (offsets.InterpreterFrameLocals >= 0 ? offsets.InterpreterFrameLocals : offsets.FrameObjectSize - sizeof(nint))) & ~3;

    /// <summary>
    /// Whether the calling thread may ask Python: it holds the GIL, or is attached where there is none, and no exception is under way, which would be the program's.
    /// </summary>
    private static bool MayAsk(Lane lane) =>
        _attribute != null && (lane == Lane.Main || PyApi.IsFreeThreaded && PyApi.CurrentThreadState() != 0) && PyApi.ErrorOccurred() == 0;

    private static bool IsOfThreading(in Offsets offsets, nint code, System.ReadOnlySpan<byte> name) =>
        new TextOf(offsets, *(nint*)(code + offsets.CodeName)).Is(name)
        && new TextOf(offsets, *(nint*)(code + offsets.CodeFileName)).EndsWith("/threading.py"u8);
}
