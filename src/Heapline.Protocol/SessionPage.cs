using System.Runtime.InteropServices;

namespace Heapline.Protocol;

/// <summary>
/// The page that one run of the profiler shares with every process of the program: file <see cref="FileName"/> in the session's folder.
/// The collector writes it before the program starts; agents read it, and write only <see cref="WakeWord"/>, <see cref="IsStopped"/> and <see cref="Segments"/>.
/// </summary>
/// <remarks>
/// <see cref="OwnerLock"/> is a robust, process-shared pthread mutex that the collector's draining thread holds all its life. When that thread dies,
/// however it dies, the kernel itself sets FUTEX_OWNER_DIED (0x40000000) in the mutex's first word: an agent that finds the bit set,
/// or the word zero, has no collector any more, stops recording and lets the program run on. No pid that could be reused, no time-out.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
public unsafe struct SessionPage
{
    /// <summary>Size of the file and of the mapping.</summary>
    public const int Bytes = 4096;
    /// <summary>Name of the file in the session's folder.</summary>
    public const string FileName = "session";
    /// <summary>Environment variable that holds the path of the session's folder.</summary>
    public const string EnvironmentVariable = "HEAPLINE_SESSION";
    /// <summary>"HEAPLSES", little endian.</summary>
    public const ulong MagicValue = 0x5345534C50414548;
    /// <summary>Version of the shared-memory layout and of the records. An agent of another version stays out.</summary>
    public const uint LayoutVersion = 3;
    /// <summary>Bit that the kernel sets in a robust mutex's word when its owner has died (FUTEX_OWNER_DIED of linux/futex.h).</summary>
    public const uint OwnerDied = 0x40000000;

    /// <summary><see cref="MagicValue"/>, written last.</summary>
    [FieldOffset(0)] public ulong Magic;
    /// <summary><see cref="LayoutVersion"/></summary>
    [FieldOffset(8)] public uint Version;
    /// <summary>The collector's process id, for messages alone.</summary>
    [FieldOffset(12)] public uint CollectorPid;
    /// <summary>Words in the main lane of each process: a power of two.</summary>
    [FieldOffset(16)] public uint MainLaneWords;
    /// <summary>Slots in the side lane of each process: a power of two.</summary>
    [FieldOffset(20)] public uint SideLaneSlots;
    /// <summary>See <see cref="SessionFlags"/>.</summary>
    [FieldOffset(24)] public SessionFlags Flags;

    /// <summary>The robust mutex (pthread_mutex_t, 40 bytes on x86-64 glibc). Its first 32 bits are the futex word.</summary>
    [FieldOffset(64)] public fixed byte OwnerLock[40];

    /// <summary>Number of the present tick, raised by the collector. An agent that sees a new one puts a Tick record before its next event. Alone on its cache line: every event reads it.</summary>
    [FieldOffset(128)] public uint Tick;

    /// <summary>Futex on which the collector sleeps between drains; an agent whose lane is half full adds one and wakes it.</summary>
    [FieldOffset(192)] public uint WakeWord;
    /// <summary>1 while the collector sleeps on <see cref="WakeWord"/>, so that agents need no system call when it is awake.</summary>
    [FieldOffset(196)] public uint Sleeping;

    /// <summary>How many levels of sampling there can be: a record's function byte has three bits for them.</summary>
    public const int SampleLevels = 8;
    /// <summary>From so many bytes between two samples on, a sampled block may take 513 bytes where it needs one: less than a hundredth more memory.</summary>
    public const ulong SparseInterval = 64 << 10;
    /// <summary>With <see cref="SessionFlags.Sampled"/>, the present level: an index of <see cref="SampleIntervals"/>. The collector may raise it while the program runs.</summary>
    [FieldOffset(256)] public uint SampleLevel;
    /// <summary>Where the numbers that decide about samples begin.</summary>
    [FieldOffset(264)] public ulong SampleSeed;
    /// <summary>Bytes between two samples on average, by level. Level 0 has 1: every block.</summary>
    [FieldOffset(272)] public fixed ulong SampleIntervals[SampleLevels];

    /// <summary>Raised every second while the collector's process runs and its draining thread is not stuck: by this an agent that waits tells a slow collector from a stopped one.</summary>
    [FieldOffset(384)] public uint Beat;
    /// <summary>1 when an agent has found the collector stopped, so that the others need not wait to find that, too; the collector takes it back.</summary>
    [FieldOffset(388)] public uint IsStopped;

    /// <summary>Raised by an agent when its segment stands in the session's folder, before it records the first event: only then is there something new to find.</summary>
    [FieldOffset(448)] public uint Segments;
}

/// <summary>How agents are to work; bits of <see cref="SessionPage.Flags"/>.</summary>
[Flags]
public enum SessionFlags : uint
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Follow every allocation and free.</summary>
    Exact = 1,
    /// <summary>With Exact: follow only the blocks that <see cref="SessionPage.SampleLevel"/> lets through.</summary>
    Sampled = 2,
    /// <summary>With Sampled: at no time of the run are there fewer than <see cref="SessionPage.SparseInterval"/> bytes between two samples on average.</summary>
    Sparse = 4,
}
