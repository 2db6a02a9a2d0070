using System.Runtime.CompilerServices;
using System.Threading;
using Heapline.Agent.Native;
using Heapline.Agent.Python;

namespace Heapline.Agent.Stacks;

/// <summary>
/// The threads' copies of a code object's bytecode in CPython 3.14 without a GIL (<c>co_tlbc</c>): an array of a number and so many addresses.
/// </summary>
/// <remarks>
/// The hazard: a thread whose index lies beyond the array makes a larger one in its place, and the old one is freed as soon as every <em>attached</em> thread has passed a safe
/// point. A thread that is attached is none of those until it goes on, so what it reads holds. One that is detached (in a C library's malloc, the thread state released)
/// is not waited for: the array may be freed, and even unmapped, between two of its loads. So a detached thread lets the kernel read, which fails where a load would
/// end the program, and believes what it got only if the array still was the code object's afterwards: then nobody had freed it yet.
/// </remarks>
internal static unsafe class BytecodeCopies
{
    private const int Attempts = 4;

    /// <summary>Where copy <paramref name="index"/> begins; 0 when the array has none, or it cannot be told now.</summary>
    /// <param name="array">Where the code object keeps the array's address.</param>
    /// <param name="index">Number of the copy.</param>
    /// <param name="attached">Whether the calling thread is attached to the interpreter.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nint Find(nint* array, int index, bool attached)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var copies = (nint*)Volatile.Read(ref *array);
            if (copies == null || index < 0) return 0;
            if (attached) return index < *copies ? copies[1 + index] : 0;
            nint count, copy = 0;
            var read = Peek(copies, &count) && (index >= count || Peek(copies + 1 + index, &copy));
            if (read && Volatile.Read(ref *array) == (nint)copies) return index < count ? copy : 0;
        }
        return 0;
    }

    /// <summary>Reads a word of this process's own memory; false where there is none.</summary>
    private static bool Peek(nint* address, nint* word)
    {
        var errno = *LibC.__errno_location();
        var to = new Range { Address = word, Bytes = sizeof(nint) };
        var from = new Range { Address = address, Bytes = sizeof(nint) };
        var read = LibC.syscall(LibC.SysProcessReadMemory, LibC.getpid(), (nint)(&to), 1, (nint)(&from), 1, 0) == sizeof(nint);
        *LibC.__errno_location() = errno;
        return read;
    }

    /// <summary><c>struct iovec</c></summary>
    private struct Range
    {
        public nint* Address;
        public nint Bytes;
    }
}
