using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Python;

/// <summary>How a child of <c>multiprocessing</c> tells its name: by that package's own list of what to call in a new child.</summary>
/// <remarks>
/// <c>forked</c> is what <c>os.fork</c> calls in the child. It puts <c>named</c> on the list (once: the list is inherited), and multiprocessing calls it when the
/// child's Process object is in place. Both run with the guard up: nothing of it counts as the program's doing.
/// </remarks>
internal static unsafe partial class Module
{
    private static delegate* unmanaged[SuppressGCTransition]<nint> _modules;
    private static delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint> _dictItem;
    private static delegate* unmanaged[SuppressGCTransition]<nint, nint, nint> _call;
    private static delegate* unmanaged[SuppressGCTransition]<void> _clearError;
    private static bool _onList;

    private static MethodDefinition* AddProcessFunctions(MethodDefinition* methods)
    {
        _modules = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyImport_GetModuleDict"u8);
        _dictItem = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint>)LibC.Symbol("PyDict_GetItemString"u8);
        _call = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint>)LibC.Symbol("PyObject_CallObject"u8);
        _clearError = (delegate* unmanaged[SuppressGCTransition]<void>)LibC.Symbol("PyErr_Clear"u8);
        *methods++ = Method("forked"u8, (delegate*<nint, nint, nint>)&Forked, NoArguments,
            "forked()\n\nMake sure that a child of multiprocessing tells its name, if that package is loaded."u8);
        *methods++ = Method("named"u8, (delegate*<nint, nint, nint>)&Named, OneArgument,
            "named(unused)\n\nNote the name that multiprocessing has for this process."u8);
        return methods;
    }

    private static nint Forked(nint self, nint arguments)
    {
        if (!_onList && Attachment.Started && _modules != null && _dictItem != null && _call != null && _clearError != null)
        {
            var thread = ThreadTable.EnterQuietly();
            if (thread != null)
            {
                _onList = PutOnList(self);
                ThreadTable.Leave(thread);
            }
        }
        return NewNone();
    }

    private static bool PutOnList(nint self)
    {
        var util = _dictItem(_modules(), Text("multiprocessing.util"u8));
        var register = util != 0 ? PyApi.Attribute(util, Text("register_after_fork"u8)) : 0;
        var named = register != 0 ? PyApi.Attribute(self, Text("named"u8)) : 0;
        var arguments = named != 0 ? PyApi.NewTuple(2) : 0;
        nint result = 0;
        if (arguments != 0)
        {
            PyApi.IncRef(self);
            PyApi.SetTupleItem(arguments, 0, self);
            PyApi.IncRef(named);
            PyApi.SetTupleItem(arguments, 1, named);
            result = _call(register, arguments);
        }
        LetGo(result);
        LetGo(arguments);
        LetGo(named);
        LetGo(register);
        if (util != 0 && result == 0) _clearError();
        return result != 0;
    }

    private static nint Named(nint self, nint unused)
    {
        var thread = ThreadTable.Enter();
        if (thread == null) return NewNone();
        var process = _dictItem(_modules(), Text("multiprocessing.process"u8));
        var current = process != 0 ? PyApi.Attribute(process, Text("_current_process"u8)) : 0;
        var name = current != 0 ? PyApi.Attribute(current, Text("_name"u8)) : 0;
        if (name != 0) WriteProcessName(name);
        else if (process != 0) _clearError();
        LetGo(name);
        LetGo(current);
        ThreadTable.Leave(thread);
        return NewNone();
    }

    [SkipLocalsInit]
    private static void WriteProcessName(nint name)
    {
        const int headWords = 2, mostBytes = 480;
        if (!Offsets.TryFor(PyApi.HexVersion, PyApi.IsFreeThreaded, out var offsets) || *(nint*)(name + offsets.ObjectType) != LibC.Symbol("PyUnicode_Type"u8)) return;
        var text = new TextOf(offsets, name);
        if (text.Utf8Length is 0 or > mostBytes) return;
        var words = stackalloc ulong[headWords + mostBytes / 8];
        var textWords = (uint)(text.Utf8Length + 7) / 8;
        words[headWords + textWords - 1] = 0; // may be padded
        words[0] = Record.Head(RecordKind.ProcessName, HookedFunction.None, textWords);
        words[1] = text.Utf8Length;
        text.CopyUtf8((byte*)(words + headWords));
        Recorder.Write(Interpreter.LaneOfAnyone(out _), words, headWords + textWords);
    }

    private static void LetGo(nint reference)
    {
        if (reference != 0) PyApi.DecRef(reference);
    }
}
