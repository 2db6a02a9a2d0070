using System;
using Heapline.Agent.Native;

namespace Heapline.Agent.Python;

/// <summary>What line profiling uses of CPython's C API.</summary>
internal static unsafe partial class PyApi
{
    public static delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint, nint> NewCapsule;
    public static delegate* unmanaged[SuppressGCTransition]<nint, byte*, void*> CapsulePointer;
    public static delegate* unmanaged[SuppressGCTransition]<nint, long> AsLong;
    public static delegate* unmanaged[SuppressGCTransition]<long, nint> NewLong;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint> NewList;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint> ListSize;
    /// <summary>Borrowed.</summary>
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint, nint> ListItem;
    /// <summary>Takes the item over.</summary>
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, int> SetListItem;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint> NewTuple;
    /// <summary>Takes the item over.</summary>
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, int> SetTupleItem;
    public static delegate* unmanaged[SuppressGCTransition]<nint, byte*, byte*, nint> EncodeText;
    public static delegate* unmanaged[SuppressGCTransition]<byte*, nint, byte*, byte*, nint> DecodeText;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint> BytesSize;
    public static delegate* unmanaged[SuppressGCTransition]<nint, byte*> BytesText;
    public static delegate* unmanaged[SuppressGCTransition]<nint> ErrorOccurred;
    public static delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint> Attribute;
    public static delegate* unmanaged[SuppressGCTransition]<nint, nint, void> SetTrace;
    public static delegate* unmanaged[SuppressGCTransition]<nint, int> FrameLineNumber;
    public static delegate* unmanaged[SuppressGCTransition]<nint, int, int> LineOfOffset;

    /// <summary>The interpreter that the calling thread runs; null before 3.9.</summary>
    public static delegate* unmanaged[SuppressGCTransition]<nint> CurrentInterpreter;
    public static nint True, False;

    /// <summary>Finds them; false when one is missing.</summary>
    public static bool BindLines()
    {
        NewCapsule = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint, nint>)LibC.Symbol("PyCapsule_New"u8);
        CapsulePointer = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, void*>)LibC.Symbol("PyCapsule_GetPointer"u8);
        AsLong = (delegate* unmanaged[SuppressGCTransition]<nint, long>)LibC.Symbol("PyLong_AsLong"u8);
        NewLong = (delegate* unmanaged[SuppressGCTransition]<long, nint>)LibC.Symbol("PyLong_FromLong"u8);
        NewList = (delegate* unmanaged[SuppressGCTransition]<nint, nint>)LibC.Symbol("PyList_New"u8);
        ListSize = (delegate* unmanaged[SuppressGCTransition]<nint, nint>)LibC.Symbol("PyList_Size"u8);
        ListItem = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint>)LibC.Symbol("PyList_GetItem"u8);
        SetListItem = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, int>)LibC.Symbol("PyList_SetItem"u8);
        NewTuple = (delegate* unmanaged[SuppressGCTransition]<nint, nint>)LibC.Symbol("PyTuple_New"u8);
        SetTupleItem = (delegate* unmanaged[SuppressGCTransition]<nint, nint, nint, int>)LibC.Symbol("PyTuple_SetItem"u8);
        EncodeText = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, byte*, nint>)LibC.Symbol("PyUnicode_AsEncodedString"u8);
        DecodeText = (delegate* unmanaged[SuppressGCTransition]<byte*, nint, byte*, byte*, nint>)LibC.Symbol("PyUnicode_Decode"u8);
        BytesSize = (delegate* unmanaged[SuppressGCTransition]<nint, nint>)LibC.Symbol("PyBytes_Size"u8);
        BytesText = (delegate* unmanaged[SuppressGCTransition]<nint, byte*>)LibC.Symbol("PyBytes_AsString"u8);
        ErrorOccurred = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyErr_Occurred"u8);
        Attribute = (delegate* unmanaged[SuppressGCTransition]<nint, byte*, nint>)LibC.Symbol("PyObject_GetAttrString"u8);
        SetTrace = (delegate* unmanaged[SuppressGCTransition]<nint, nint, void>)LibC.Symbol("PyEval_SetTrace"u8);
        FrameLineNumber = (delegate* unmanaged[SuppressGCTransition]<nint, int>)LibC.Symbol("PyFrame_GetLineNumber"u8);
        LineOfOffset = (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)LibC.Symbol("PyCode_Addr2Line"u8);
        CurrentInterpreter = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyInterpreterState_Get"u8);
        True = LibC.Symbol("_Py_TrueStruct"u8);
        False = LibC.Symbol("_Py_FalseStruct"u8);
        return NewCapsule != null && CapsulePointer != null && AsLong != null && NewLong != null && NewList != null && ListSize != null
            && ListItem != null && SetListItem != null && NewTuple != null && SetTupleItem != null && EncodeText != null && DecodeText != null
            && BytesSize != null && BytesText != null && ErrorOccurred != null && Attribute != null && SetTrace != null
            && FrameLineNumber != null && LineOfOffset != null && True != 0 && False != 0;
    }
}
