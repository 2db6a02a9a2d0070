using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Protocol;

namespace Heapline.Agent.Threads;

/// <summary>Writes the names that threads have come to have since they began.</summary>
internal static unsafe class ThreadNameRecord
{
    private const uint HeadWords = 2;
    /// <summary>TASK_COMM_LEN of the kernel: 15 bytes and a zero.</summary>
    private const int KernelNameBytes = 16;

    /// <summary>Writes Python's name of a thread; one that is longer than any that is kept is left out.</summary>
    [SkipLocalsInit]
    public static void Write(Lane lane, uint threadId, TextOf name)
    {
        var bytes = name.Utf8Length;
        if (bytes is 0 or > ThreadStart.MostNameBytes) return;
        var record = stackalloc ulong[(int)HeadWords + ThreadStart.MostNameBytes / 8];
        var textWords = (uint)(bytes + 7) / 8;
        record[HeadWords + textWords - 1] = 0; // may be padded
        name.CopyUtf8((byte*)(record + HeadWords));
        Finish(lane, record, threadId, (uint)bytes, HookedFunction.None);
    }

    /// <summary>Writes the kernel's name of the calling thread.</summary>
    public static void WriteKernels(Lane lane)
    {
        var record = stackalloc ulong[(int)HeadWords + KernelNameBytes / 8];
        var name = (byte*)(record + HeadWords);
        record[HeadWords] = record[HeadWords + 1] = 0;
        if (LibC.prctl(LibC.ProcessGetThreadName, (nint)name, 0, 0, 0) != 0) return;
        uint length = 0;
        while (length < KernelNameBytes && name[length] != 0) length++;
        if (length != 0) Finish(lane, record, LibC.ThreadId(), length, (HookedFunction)1);
    }

    private static void Finish(Lane lane, ulong* record, uint threadId, uint bytes, HookedFunction whose)
    {
        var textWords = (bytes + 7) / 8;
        record[0] = Record.Head(RecordKind.ThreadName, whose, textWords);
        record[1] = Record.Pair(bytes, threadId);
        Recorder.Write(lane, record, HeadWords + textWords);
    }
}
