using System.Runtime.CompilerServices;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Sampling;

/// <summary>Writes the records of blocks that are sampled, and keeps <see cref="KnownBlocks"/> in step with them. With the thread's guard up.</summary>
internal static unsafe class SampleRecorder
{
    /// <summary>A block was handed out that is to be recorded at a level (<see cref="Sampler.Decide"/>).</summary>
    public static void Allocated(ThreadRecord* thread, Lane lane, uint node, nint block, nuint size, HookedFunction function, int level)
    {
        if (!KnownBlocks.Add(block)) return;
        Remember(thread, block);
        Recorder.Allocated(lane, node, block, size, Record.Sampled(function, level));
    }

    /// <summary>A block goes into a realloc. Whether it is known; then <see cref="Reallocated"/> is to be called, too.</summary>
    public static bool Reallocating(Lane lane, nint old)
    {
        if (old == 0 || !KnownBlocks.Holds(old)) return false;
        KnownBlocks.Remove(old);
        Recorder.One(lane, RecordKind.ReallocateBegin, old);
        return true;
    }

    /// <summary>The realloc of a known block has ended: with a block to be recorded, with one that is not, or (0) not at all.</summary>
    public static void Reallocated(ThreadRecord* thread, Lane lane, uint node, nint old, nint block, nuint size, HookedFunction function, int level)
    {
        if (block == 0)
        {
            // realloc(p, 0) frees p and gives nothing (glibc): that is an end, not a failure. CPython's allocators give a block for no bytes.
            if (size != 0 || function is HookedFunction.PyMemRealloc or HookedFunction.PyObjectRealloc)
            {
                KnownBlocks.Add(old);
                Recorder.One(lane, RecordKind.ReallocateFailed, old);
                return;
            }
        }
        else if (level >= 0 && KnownBlocks.Add(block))
        {
            Remember(thread, block);
            Recorder.Reallocated(lane, node, old, block, size, Record.Sampled(function, level));
            return;
        }
        Recorder.Reallocated(lane, node, old, 0, 0, function);
    }

    /// <summary>A known block is about to be given back.</summary>
    public static void Freeing(ThreadRecord* thread, Lane lane, nint block)
    {
        KnownBlocks.Remove(block);
        var temporary = thread->LastSample == block && thread->LastTotal == Total(thread);
        Recorder.One(lane, temporary ? RecordKind.Free : RecordKind.FreeLater, block);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Remember(ThreadRecord* thread, nint block)
    {
        thread->LastSample = block;
        thread->LastTotal = Total(thread);
    }

    private static long Total(ThreadRecord* thread) =>
        Sampler.ManyAtOnce ? thread->Countdown.Total : Sampler.OfGilHolder.Total + thread->Countdown.Total;
}
