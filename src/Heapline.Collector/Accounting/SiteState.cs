using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heapline.Collector.Accounting;

/// <summary>
/// One site of one process. There is one for every call stack that ever allocated, so what only a site needs that is active now stands elsewhere: what it did in
/// the present tick in a <see cref="SiteActivity"/>, what it had at the peak in an <see cref="AliveAtPeak"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal struct SiteState
{
    private const uint SetAsideBit = 1u << 31;

    /// <summary>Bytes alive, but for what its <see cref="SiteActivity"/> says.</summary>
    public long LiveBytes;
    /// <summary>Blocks alive, but for what its <see cref="SiteActivity"/> says.</summary>
    public uint LiveCount;
    // 1 + index of its activity in the present tick, 0 for none; and whether it has changed since the peak.
    private uint _activity;
    /// <summary>Index of the thread among the process's threads, and in the low 8 bits the function that handed its blocks out.</summary>
    public uint ThreadAndFunction;
    /// <summary>Id of the call stack in the capture, -1 for the empty one.</summary>
    public int Stack;

    /// <summary>1 + index of its activity in the present tick; 0 for none.</summary>
    public int Activity
    {
        readonly get => (int)(_activity & ~SetAsideBit);
        set => _activity = _activity & SetAsideBit | (uint)value;
    }

    /// <summary>Whether what it had alive at the peak stands in an <see cref="AliveAtPeak"/>, because it has changed since.</summary>
    public bool IsSetAside
    {
        readonly get => (_activity & SetAsideBit) != 0;
        set => _activity = value ? _activity | SetAsideBit : _activity & ~SetAsideBit;
    }

    /// <summary>Whether <see cref="IsSetAside"/> holds and there is an <see cref="Activity"/>.</summary>
    public readonly bool IsSetAsideAndActive => _activity > SetAsideBit;

    /// <summary>Where its activity in the present tick ends, in bytes from the first one's beginning; 0 for none.</summary>
    public readonly ulong ActivityEnd
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (ulong)(_activity & ~SetAsideBit) * SiteActivity.Bytes;
    }

    /// <summary>Index of the thread among the process's threads, for looking up.</summary>
    public readonly uint ThreadIndex => ThreadAndFunction >> 8;
    /// <summary>Index of the thread among the process's threads.</summary>
    public readonly int Thread => (int)(ThreadAndFunction >> 8);
    /// <summary>What no other site of the process has.</summary>
    public readonly SiteKey Key => new(ThreadAndFunction, Stack);
}

/// <summary>What a site is known by within its process: thread and function as in <see cref="SiteState.ThreadAndFunction"/>, and the call stack's id in the capture.</summary>
internal readonly record struct SiteKey(uint ThreadAndFunction, int Stack)
{
    /// <summary>Most threads that have room beside the function.</summary>
    public const int MaxThreads = 1 << 24;

    public SiteKey(int thread, int stack, int function) : this((uint)thread << 8 | (byte)function, stack)
    {
    }
}
