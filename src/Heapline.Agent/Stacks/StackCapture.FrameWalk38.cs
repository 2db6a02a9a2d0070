using System.Runtime.CompilerServices;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Stacks;

internal static unsafe partial class StackCapture
{
    /// <summary>What we leave in <c>f_trace_lines</c>; the interpreter only asks whether it is 0.</summary>
    private const byte Mark = 2;

    /// <summary>
    /// The walk for CPython 3.8–3.10 (<c>PyFrameObject</c>), with marks.
    /// </summary>
    /// <remarks>
    /// Every call makes its frame anew, and making sets <c>f_trace_lines</c> to 1; for the rest of its life the interpreter only asks whether it is 0
    /// (a tracer that wants no line events), and Python code reads it as a bool. So a 2 there means: this very call was on the stack at the thread's last walk. Then
    /// every frame below has been waiting for it ever since, and only its own instruction can have moved.
    /// <para>Not so for a generator's frame, which keeps its mark while it is resumed from elsewhere: it is never marked. A frame whose tracer set 0 is left alone.</para>
    /// <para>A marked frame that the cache does not hold (a greenlet that comes back, a frame that another thread marked) is walked past.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint FrameWalk38(ThreadRecord* thread, Lane lane, nint threadState)
    {
        var frame = *(nint*)(threadState + _offsets.ThreadStateFrame);
        var count = 0;
        var hit = -1;
        var top = thread->FrameCount;
        while (frame != 0)
        {
            var mark = (byte*)(frame + _offsets.FrameTraceLines);
            var instruction = (nint)(*(int*)(frame + _offsets.FrameLastInstruction));
            if (*mark == Mark)
            {
                var index = IndexOf(thread, frame, top);
                if (index >= 0)
                {
                    if (thread->Frames[index].Instruction == instruction && thread->CodeEpoch == CodeTable.Epoch)
                    {
                        hit = index;
                        break;
                    }
                    // The same call, further on: it is settled anew, and what lies below it stands.
                    if (!See(thread, ref count, frame, instruction)) return thread->Root;
                    hit = index - 1;
                    break;
                }
            }
            if (!See(thread, ref count, frame, instruction)) return thread->Root;
            if (*mark == 1 && *(nint*)(frame + _offsets.FrameGenerator) == 0) *mark = Mark;
            frame = *(nint*)(frame + _offsets.FrameBack);
        }
        while (hit + 1 + count >= thread->FrameCapacity)
        {
            if (!GrowFrames(thread)) return thread->Root;
        }
        return Settle(thread, lane, hit, count);
    }

    /// <summary>Where the cache holds a frame, searched from the innermost: the frames in between have been left, and go with this walk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(ThreadRecord* thread, nint frame, int top)
    {
        for (var i = top - 1; i >= 0; i--)
        {
            if (thread->Frames[i].Frame == frame) return i;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool See(ThreadRecord* thread, ref int count, nint frame, nint instruction)
    {
        if (!RoomFor(thread, count + 1)) return false;
        thread->Seen[count++] = new SeenFrame { Frame = frame, Code = *(nint*)(frame + _offsets.FrameCode), Instruction = instruction };
        return true;
    }
}
