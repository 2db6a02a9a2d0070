using System.Runtime.CompilerServices;
using Heapline.Agent.Python;

namespace Heapline.Agent.Stacks;

/// <summary>How a <c>_PyInterpreterFrame</c> (3.11 and later) says what it runs.</summary>
internal static unsafe class InterpreterFrame
{
    /// <summary>From 3.14 on references on the stack are tagged: the two low bits say whether one is counted, and whether it is an int instead.</summary>
    private const nint Tag = 3;

    /// <summary>The object that a frame's <c>f_code</c> or <c>f_executable</c> points to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Executable<TPython>(nint reference)
        where TPython : struct, IPython => TPython.Minor >= 14 ? reference & ~Tag : reference;

    /// <summary>
    /// Bytes from the start of the bytecode that the frame runs to an instruction of it; negative before the first. Without a GIL each thread specialises a copy of its own
    /// from 3.14 on; copy 0 is the one within the code object.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int OffsetOf<TPython>(nint frame, nint code, nint instruction)
        where TPython : struct, IPython
    {
        if (TPython.Minor >= 14 && TPython.IsFreeThreaded && *(int*)(frame + Layout<TPython>.InterpreterFrameCopy) is not 0 and var copy)
            return OffsetInCopy<TPython>(code, copy, instruction);
        return (int)(instruction - (code + Layout<TPython>.CodeInlineInstructions));
    }

    /// <summary>Where the copy cannot be told, the frame stands at its function's definition: it is on the stack, wherever in it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int OffsetInCopy<TPython>(nint code, int copy, nint instruction)
        where TPython : struct, IPython
    {
        var begin = BytecodeCopies.Find((nint*)(code + Layout<TPython>.CodeCopies), copy, PyApi.CurrentThreadState() != 0);
        var offset = instruction - begin;
        return begin != 0 && offset >= -Layout<TPython>.CodeUnitSize && offset < (nint)CodeRecord.UnitsOf(code) * Layout<TPython>.CodeUnitSize
            ? (int)offset
            : *(int*)(code + Layout<TPython>.CodeFirstTraceable) * Layout<TPython>.CodeUnitSize;
    }
}
