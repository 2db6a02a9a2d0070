using System;
using Heapline.Agent.Native;
using Heapline.Agent.Stacks;

namespace Heapline.Agent.Python;

/// <summary>
/// Looks whether the running CPython is laid out as its version says, before anything is built on that: a build with other options (a free-threaded one, one that traces
/// references, a vendor's patch) would be read at the wrong places, in somebody else's program.
/// </summary>
internal static unsafe class LayoutCheck
{
    private const long SysProcessVmReadv = 310;
    private const int BadAddress = 14;

    /// <summary>Whether the calling thread's way from thread state to the name of the function that it runs is where the layout has it. With the GIL held, called from Python code.</summary>
    public static bool Holds<TPython>()
        where TPython : struct, IPython
    {
        if (TPython.Minor >= 13 && !SelfDescription.Matches((ulong*)PyApi.PyRuntime, PyApi.HexVersion, TPython.IsFreeThreaded)) return false;
        var main = (delegate* unmanaged[SuppressGCTransition]<nint>)LibC.Symbol("PyInterpreterState_Main"u8);
        var codeType = LibC.Symbol("PyCode_Type"u8);
        var stringType = LibC.Symbol("PyUnicode_Type"u8);
        if (main == null || codeType == 0 || stringType == 0) return false;
        var state = PyApi.CurrentThreadState();
        if (state == 0 || Read(PyApi.PyRuntime + Layout<TPython>.RuntimeMainInterpreter) != main()) return false;
        if (TPython.Minor < 12 && Read(PyApi.PyRuntime + Layout<TPython>.RuntimeCurrentThreadState) != state) return false;
        if (Read(state + Layout<TPython>.ThreadStateInterpreter) != main()) return false;
        var code = Read(TPython.Minor switch
        {
            >= 13 => Read(state + Layout<TPython>.ThreadStateCurrentFrame) + Layout<TPython>.InterpreterFrameCode,
            >= 11 => Read(Read(state + Layout<TPython>.ThreadStateCFrame) + Layout<TPython>.CFrameCurrentFrame) + Layout<TPython>.InterpreterFrameCode,
            _ => Read(state + Layout<TPython>.ThreadStateFrame) + Layout<TPython>.FrameCode,
        });
        code = InterpreterFrame.Executable<TPython>(code);
        if (Read(code + Layout<TPython>.ObjectType) != codeType) return false;
        return Read(Read(code + Layout<TPython>.CodeFileName) + Layout<TPython>.ObjectType) == stringType
            && Read(Read(code + Layout<TPython>.CodeName) + Layout<TPython>.ObjectType) == stringType;
    }

    /// <summary>Whether the interpreter calls itself a build without a global lock.</summary>
    public static bool IsFreeThreaded(byte* version)
    {
        var wanted = "free-threading"u8;
        for (; *version != 0; version++)
        {
            var same = 0;
            while (same < wanted.Length && version[same] == wanted[same]) same++;
            if (same == wanted.Length) return true;
        }
        return false;
    }

    /// <summary>The word at an address; 0 when there is no memory. The kernel does the looking, as the address may be no address at all; where it must not, the word is read as it is.</summary>
    private static nint Read(nint address)
    {
        nint value = 0;
        var local = stackalloc nint[2] { (nint)(&value), sizeof(nint) };
        var remote = stackalloc nint[2] { address, sizeof(nint) };
        var errno = *LibC.__errno_location();
        var read = LibC.syscall(SysProcessVmReadv, LibC.getpid(), (nint)local, 1, (nint)remote, 1, 0);
        var failure = *LibC.__errno_location();
        *LibC.__errno_location() = errno;
        if (read == sizeof(nint)) return value;
        return failure == BadAddress ? 0 : *(nint*)address;
    }
}
