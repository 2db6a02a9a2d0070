using System;
using Heapline.Agent.Native;

namespace Heapline.Agent.Python;

/// <summary>
/// What the agent uses of CPython's C API, found by name in the running process, so that one library serves every version and every way of linking.
/// Filled once by <see cref="Bind"/>, before anything is hooked; read-only afterwards.
/// </summary>
internal static unsafe partial class PyApi
{
    public static delegate* unmanaged[SuppressGCTransition]<void*, nint> DefineModule;
    public static delegate* unmanaged[SuppressGCTransition]<int, PyMemAllocator*, void> GetAllocator;
    public static delegate* unmanaged[SuppressGCTransition]<int, PyMemAllocator*, void> SetAllocator;
    public static delegate* unmanaged[SuppressGCTransition]<PyArenaAllocator*, void> GetArenaAllocator;
    public static delegate* unmanaged[SuppressGCTransition]<PyArenaAllocator*, void> SetArenaAllocator;
    /// <summary>The thread state that holds the GIL: up to 3.11 whosever it is; from 3.12 on that of the calling thread, or 0.</summary>
    public static delegate* unmanaged[SuppressGCTransition]<nint> CurrentThreadState;
    /// <summary>The calling thread's own thread state, whether or not it holds the GIL; 0 when it never had one.</summary>
    public static delegate* unmanaged[SuppressGCTransition]<nint> OwnThreadState;
    public static delegate* unmanaged[SuppressGCTransition]<nint, void> IncRef;
    public static delegate* unmanaged[SuppressGCTransition]<nint, void> DecRef;
    public static delegate* unmanaged[SuppressGCTransition]<byte*, nint> UnicodeFromString;
    public static delegate* unmanaged[SuppressGCTransition]<nint, byte*, void> SetError;
    public static nint None, RuntimeError, PyRuntime;

    /// <summary><c>PY_VERSION_HEX</c> of the running interpreter: 0x030C01F0 is 3.12.1.</summary>
    public static uint HexVersion;

    /// <summary>Whether the running Python has no global lock.</summary>
    public static bool IsFreeThreaded;

    /// <summary>Minor version of the running Python 3.</summary>
    public static uint Minor => HexVersion >> 16 & 0xFF;

    /// <summary>Finds every function; false when one is missing (then this is no CPython that we know, or its symbols are hidden).</summary>
    public static bool Bind()
    {
        DefineModule = (delegate* unmanaged[SuppressGCTransition]<void*, nint>)LibC.Symbol("PyModuleDef_Init"u8);
        GetAllocator = (delegate* unmanaged[SuppressGCTransition]<int, PyMemAllocator*, void>)LibC.Symbol("PyMem_GetAllocator"u8);
        SetAllocator = (delegate* unmanaged[SuppressGCTransition]<int, PyMemAllocator*, void>)LibC.Symbol("PyMem_SetAllocator"u8);
        GetArenaAllocator = (delegate* unmanaged[SuppressGCTransition]<PyArenaAllocator*, void>)LibC.Symbol("PyObject_GetArenaAllocator"u8);
        SetArenaAllocator = (delegate* unmanaged[SuppressGCTransition]<PyArenaAllocator*, void>)LibC.Symbol("PyObject_SetArenaAllocator"u8);
        CurrentThreadState = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyThreadState_GetUnchecked"u8);
        if (CurrentThreadState == null)
            CurrentThreadState = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("_PyThreadState_UncheckedGet"u8);
        OwnThreadState = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyGILState_GetThisThreadState"u8);
        IncRef = (delegate* unmanaged[SuppressGCTransition]<nint, void>)LibC.Symbol("Py_IncRef"u8);
        DecRef = (delegate* unmanaged[SuppressGCTransition]<nint, void>)LibC.Symbol("Py_DecRef"u8);
        UnicodeFromString = (delegate* unmanaged[SuppressGCTransition]<byte*, nint>)LibC.Symbol("PyUnicode_FromString"u8);
        SetError = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, void>)LibC.Symbol("PyErr_SetString"u8);
        None = LibC.Symbol("_Py_NoneStruct"u8);
        PyRuntime = LibC.Symbol("_PyRuntime"u8);
        var runtimeError = (nint*)LibC.Symbol("PyExc_RuntimeError"u8);
        var version = (delegate* unmanaged[SuppressGCTransition]<byte*>)LibC.Symbol("Py_GetVersion"u8);
        if (DefineModule == null || GetAllocator == null || SetAllocator == null || GetArenaAllocator == null || SetArenaAllocator == null
            || CurrentThreadState == null || OwnThreadState == null || IncRef == null || DecRef == null || UnicodeFromString == null
            || SetError == null || None == 0 || PyRuntime == 0 || runtimeError == null || version == null)
            return false;
        RuntimeError = *runtimeError;
        HexVersion = ParseVersion(version());
        IsFreeThreaded = LayoutCheck.IsFreeThreaded(version());
        return BindLines();
    }

    /// <summary>Reads "3.12.1 (main, …)"; the level of pre-releases is left out (0xF0: final).</summary>
    internal static uint ParseVersion(byte* text)
    {
        uint hex = 0;
        for (var part = 0; part < 3; part++)
        {
            uint number = 0;
            while (*text is >= (byte)'0' and <= (byte)'9') number = number * 10 + (uint)(*text++ - '0');
            hex |= (number & 0xFF) << 24 - 8 * part;
            if (*text == '.') text++;
        }
        return hex | 0xF0;
    }
}
