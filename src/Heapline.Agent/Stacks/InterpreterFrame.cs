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
    /// Where the bytecode begins that the frame runs. Without a GIL each thread specialises a copy of its own from 3.14 on; copy 0 is the one within the code object.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Bytecode<TPython>(nint frame, nint code)
        where TPython : struct, IPython
    {
        if (TPython.Minor >= 14 && TPython.IsFreeThreaded)
        {
            // A number of copies, then their addresses. The array is replaced when more threads come, and lives on while a thread may still look at it.
            var copy = *(int*)(frame + Layout<TPython>.InterpreterFrameCopy);
            if (copy != 0) return (*(nint**)(code + Layout<TPython>.CodeCopies))[1 + copy];
        }
        return code + Layout<TPython>.CodeInlineInstructions;
    }
}
