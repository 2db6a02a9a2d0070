using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;

namespace Heapline.Agent.Lines;

/// <summary>
/// The process's own resident memory, read from <c>/proc/self/statm</c> through a descriptor that stays open: one system call a reading.
/// </summary>
/// <remarks>
/// The descriptor means the process that opened it, so a forked child must open its own. And it is the program's to lose: daemons close every descriptor
/// they find, and the number may then be another file's. So it is put high up, where programs seldom come, and a text that does not look like statm's is not believed.
/// </remarks>
internal static unsafe class ResidentMemory
{
    private const int PageBytes = 4096, HighDescriptor = 200, ShortText = 96;
    private const long SysFcntl = 72, DuplicateCloseOnExec = 1030;

    /// <summary>The descriptor + 1; 0 for none.</summary>
    private static int _open;

    /// <summary>
    /// Resident bytes now, without the agent's own lanes and tables; 0 when the kernel does not tell. <see cref="Readings{TSource}"/> says when it is asked.
    /// </summary>
    [SkipLocalsInit, MethodImpl(MethodImplOptions.NoInlining)]
    public static long Now()
    {
        var text = stackalloc byte[ShortText];
        var length = _open != 0 ? LibC.pread(_open - 1, text, ShortText, 0) : -1;
        var bytes = Parse(text, length);
        if (bytes < 0) bytes = OpenAndRead(text);
        // What the agent takes while the program runs would otherwise stand beside whichever line was just running.
        return System.Math.Max(0, bytes - Segment.OwnResidentBytes);
    }

    /// <summary>In a forked child: gives up the parent's file.</summary>
    public static void AfterForkInChild()
    {
        if (_open != 0) LibC.close(_open - 1);
        _open = 0;
        Readings<KernelReadings>.Forget();
    }

    private static long OpenAndRead(byte* text)
    {
        var errno = *LibC.__errno_location();
        var low = LibC.open(Python.Module.Text("/proc/self/statm"u8), LibC.OpenReadOnly | LibC.OpenCloseOnExec, 0);
        _open = low + 1;
        if (low >= 0)
        {
            var high = (int)LibC.syscall(SysFcntl, low, (nint)DuplicateCloseOnExec, HighDescriptor, 0, 0, 0);
            if (high >= 0)
            {
                LibC.close(low);
                _open = high + 1;
            }
        }
        var bytes = low >= 0 ? Parse(text, LibC.pread(_open - 1, text, ShortText, 0)) : -1;
        *LibC.__errno_location() = errno;
        return bytes >= 0 ? bytes : 0;
    }

    /// <summary>"size resident shared text lib data dt\n", in pages: the second in bytes; -1 for anything else.</summary>
    internal static long Parse(byte* text, nint length)
    {
        var at = 0;
        long resident = 0;
        for (var field = 0; field < 7; field++)
        {
            long number = 0;
            var first = at;
            while (at < length && text[at] is >= (byte)'0' and <= (byte)'9') number = number * 10 + (text[at++] - '0');
            if (at == first || at >= length || text[at++] != (field < 6 ? (byte)' ' : (byte)'\n')) return -1;
            if (field == 1) resident = number;
        }
        return at == length ? resident * PageBytes : -1;
    }
}
