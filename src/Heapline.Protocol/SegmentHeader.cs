using System;
using System.Runtime.InteropServices;

namespace Heapline.Protocol;

/// <summary>
/// The first page of a process's segment: a file <c>PID-N.seg</c> in the session's folder (N counts the segments of one process id; a forked child
/// makes its own). The agent creates the file under a name that ends in <c>.new</c>, fills in the header and renames it: a file with the final name is whole.
/// <code>
///  0        4096                      4096 + 8·MainLaneWords                     + 32·SideLaneSlots
///  ├─header─┼──────── main lane ──────┼──────────────── side lane ──────────────┤
/// </code>
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
public unsafe struct SegmentHeader
{
    /// <summary>Size of the header; the main lane begins here.</summary>
    public const int Bytes = 4096;
    /// <summary>End of a segment's file name.</summary>
    public const string Extension = ".seg";
    /// <summary>"HEAPLSEG", little endian.</summary>
    public const ulong MagicValue = 0x4745534C50414548;
    /// <summary>Bytes of one slot of the side lane.</summary>
    public const int SideSlotBytes = 32;

    /// <summary><see cref="MagicValue"/></summary>
    [FieldOffset(0)] public ulong Magic;
    /// <summary><see cref="SessionPage.LayoutVersion"/></summary>
    [FieldOffset(8)] public uint Version;
    /// <summary>Process id (in the process's own pid namespace).</summary>
    [FieldOffset(12)] public uint Pid;
    /// <summary>Parent's process id.</summary>
    [FieldOffset(16)] public uint ParentPid;
    /// <summary><c>Py_Version</c>: 0x030C01F0 is 3.12.1; says which line-table encoding the Code records carry.</summary>
    [FieldOffset(20)] public uint PythonHexVersion;
    /// <summary>CLOCK_MONOTONIC in nanoseconds when the agent began to record.</summary>
    [FieldOffset(24)] public ulong StartNs;
    /// <summary>Words in the main lane.</summary>
    [FieldOffset(32)] public uint MainLaneWords;
    /// <summary>Slots in the side lane.</summary>
    [FieldOffset(36)] public uint SideLaneSlots;
    /// <summary>
    /// Words of the main lane that have memory, from its beginning on: <see cref="FirstRoomWords"/> at first, more as the lane is written to. Where there is no more memory, a lap ends here with a
    /// <see cref="RecordKind.Skip"/> record.
    /// </summary>
    [FieldOffset(40)] public uint MainRoomWords;
    /// <summary>Words of the main lane that are resident memory of the process whether they have been written or not.</summary>
    [FieldOffset(44)] public uint MainPopulatedWords;

    /// <summary>While sampling: 1 when frees of blocks that are not recorded do not come by at all, and cost nothing.</summary>
    [FieldOffset(48)] public uint FreesAreUnseen;

    /// <summary>Private memory that the agent holds in the process now, in bytes.</summary>
    [FieldOffset(64)] public ulong AgentBytes;
    /// <summary>How often an agent waited because a lane was full.</summary>
    [FieldOffset(72)] public ulong RingWaits;
    /// <summary>Nanoseconds spent in those waits.</summary>
    [FieldOffset(80)] public ulong RingWaitNs;
    /// <summary>Events that were dropped (only after the collector had died).</summary>
    [FieldOffset(88)] public ulong LostEvents;
    /// <summary>1 once the process has said goodbye (exit handlers ran) — recording may still go on to the very end.</summary>
    [FieldOffset(96)] public uint Finished;

    /// <summary>Which fork of its parent made this process, as in the parent's <see cref="RecordKind.Fork"/> record; 0 when none did, or it is not known which.</summary>
    [FieldOffset(100)] public uint ForkNumber;
    /// <summary><see cref="StartNs"/> of the segment of the process that it was forked from; 0 when there was none.</summary>
    [FieldOffset(104)] public ulong ForkedFromNs;
    /// <summary>Picoseconds that one event costs in the process, measured when recording began: finding the thread and its unchanged call stack.</summary>
    [FieldOffset(128)] public ulong EventPicoseconds;
    /// <summary>Picoseconds that a look at the clock costs.</summary>
    [FieldOffset(136)] public ulong ClockPicoseconds;
    /// <summary>While sampling: events recorded, in steps of 64.</summary>
    [FieldOffset(144)] public ulong Events;
    /// <summary>While sampling: events that were timed, and how long they took together, one look at the clock each included.</summary>
    [FieldOffset(152)] public ulong TimedEvents;
    /// <summary>See <see cref="TimedEvents"/>.</summary>
    [FieldOffset(160)] public ulong TimedNs;
    /// <summary>Nanoseconds of processor time that the process had taken when its exit handlers had run; 0 before.</summary>
    [FieldOffset(168)] public ulong ProcessorNs;
    /// <summary>CLOCK_MONOTONIC in nanoseconds when the agent ceased to record because the collector was stopped; 0 when it has not. What is in the lanes is whole up to there.</summary>
    [FieldOffset(176)] public ulong GivenUpNs;

    /// <summary>Picoseconds that a walk takes for each frame that it finds changed, measured when recording began.</summary>
    [FieldOffset(192)] public ulong FramePicoseconds;
    /// <summary>Frames that walks have found changed, in all threads; a few may be missing where threads count at the same time.</summary>
    [FieldOffset(200)] public ulong ChangedFrames;

    /// <summary>A fork's highest resident memory in bytes, as it noted it itself when it was about to end; 0 before, and in others.</summary>
    [FieldOffset(208)] public ulong PeakResidentBytes;
    /// <summary>CLOCK_MONOTONIC in nanoseconds when it did.</summary>
    [FieldOffset(216)] public ulong PeakNotedNs;

    /// <summary>Main lane: words written so far. Written by whoever holds the GIL of the main interpreter, by plain stores.</summary>
    [FieldOffset(256)] public ulong MainHead;
    /// <summary>Main lane: words consumed so far; written by the collector.</summary>
    [FieldOffset(384)] public ulong MainTail;
    /// <summary>Side lane: slots reserved so far; raised atomically by any thread.</summary>
    [FieldOffset(512)] public ulong SideHead;
    /// <summary>Side lane: slots consumed so far; written by the collector.</summary>
    [FieldOffset(640)] public ulong SideTail;

    /// <summary>The last question (<see cref="RecordKind.Question"/>) that the collector has answered; written after the answer. Whoever reads the answer reads this before and after.</summary>
    [FieldOffset(768)] public ulong Answered;
    /// <summary>Answer: bytes alive at the question.</summary>
    [FieldOffset(776)] public ulong AnswerLiveBytes;
    /// <summary>Answer: the most bytes alive from where the peak began anew up to the question.</summary>
    [FieldOffset(784)] public ulong AnswerPeakBytes;
    /// <summary>Answer: blocks handed out since recording began.</summary>
    [FieldOffset(792)] public ulong AnswerAllocations;
    /// <summary>How many forks <see cref="Forks"/> holds.</summary>
    public const int ForksKept = 128;
    /// <summary>
    /// The last forks of this process, number n at n modulo <see cref="ForksKept"/>: number &lt;&lt; 32 | process id, written by the child before fork returns
    /// there. So a child is known that never has anything to record.
    /// </summary>
    [FieldOffset(1024)] public fixed ulong Forks[ForksKept];

    /// <summary>Bytes of the lanes, in whole pages, that are resident memory of the process by now: as far as they have been written, and what is there before.</summary>
    public readonly long ResidentLaneBytes(uint mainLaneWords, uint sideLaneSlots)
    {
        var main = Math.Max(Math.Min(MainHead, Math.Min(MainRoomWords, mainLaneWords)), Math.Min(MainPopulatedWords, mainLaneWords)) * sizeof(ulong);
        var side = Math.Min(SideHead, sideLaneSlots) * SideSlotBytes;
        return (long)(WholePages(main) + WholePages(side));
    }

    private static ulong WholePages(ulong bytes) => bytes + 4095 & ~4095UL;

    /// <summary>Words of the main lane that have memory from the start. A record may have half as many.</summary>
    public static uint FirstRoomWords(uint mainLaneWords) => mainLaneWords / 4;

    /// <summary>Size of a whole segment in bytes.</summary>
    public static long SegmentBytes(uint mainLaneWords, uint sideLaneSlots) => Bytes + 8L * mainLaneWords + (long)SideSlotBytes * sideLaneSlots;
}

/// <summary>
/// One slot of the side lane: two words of a record. A record of n words takes ⌈n/2⌉ slots in a row. A slot is committed when
/// <see cref="Sequence"/> is its position + 1; it is written last.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct SideSlot
{
    /// <summary>Position of the slot in the endless lane, plus 1.</summary>
    public ulong Sequence;
    /// <summary><see cref="SegmentHeader.MainHead"/> as the writer read it before it reserved the slot: the record comes before the main lane's records from there on.</summary>
    public ulong MainPosition;
    /// <summary>An even word of the record.</summary>
    public ulong Word0;
    /// <summary>The next word.</summary>
    public ulong Word1;
}
