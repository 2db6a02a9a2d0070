using System.Runtime.CompilerServices;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Walks the frames of CPython 3.8–3.10 (<c>PyFrameObject</c>), with marks.
/// </summary>
/// <remarks>
/// Every call makes its frame anew, and making sets <c>f_trace_lines</c> to 1; for the rest of its life the interpreter only asks whether it is 0
/// (a tracer that wants no line events), and Python code reads it as a bool. So a 2 there means: this very call was on the stack at the thread's last walk. Then
/// every frame below has been waiting for it ever since, and only its own instruction can have moved.
/// <para>Not so for a generator's frame, which keeps its mark while it is resumed from elsewhere: it is never marked. A frame whose tracer set 0 is left alone.</para>
/// <para>A marked frame that the cache does not hold (a greenlet that comes back, a frame that another thread marked) is walked past.</para>
/// </remarks>
internal static unsafe class ObjectFrames<TPython>
    where TPython : struct, IPython
{
    /// <summary>What we leave in <c>f_trace_lines</c>; the interpreter only asks whether it is 0.</summary>
    private const byte Mark = 2;

    /// <summary>Node of the stack that <paramref name="threadState"/> is in; see <see cref="StackCapture.Node{TPython}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Node(ThreadRecord* thread, Lane lane, nint threadState)
    {
        var frame = *(nint*)(threadState + Layout<TPython>.ThreadStateFrame);
        var node = Repeat(thread, frame);
        return node != 0 ? node : Walk(thread, lane, frame);
    }

    /// <summary>The common case: the same call as last time is running, perhaps some instructions on. 0 when it is not so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Repeat(ThreadRecord* thread, nint frame)
    {
        var last = thread->FrameCount - 1;
        if (last < 0 || frame == 0 || thread->CodeEpoch != CodeTable.Epoch) return 0;
        var cached = thread->Frames + last;
        if (cached->Frame != frame || *MarkOf(frame) != Mark) return 0;
        var instruction = InstructionOf(frame);
        if (cached->Instruction == instruction) return cached->Node;
        return StackCapture.MoveOn(thread, cached, instruction, OffsetOf(instruction));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Walk(ThreadRecord* thread, Lane lane, nint frame)
    {
        StackCapture.BeginWalk(thread, lane);
        var count = 0;
        var hit = -1;
        while (frame != 0)
        {
            var instruction = InstructionOf(frame);
            var mark = MarkOf(frame);
            var index = *mark == Mark ? IndexOf(thread, frame) : -1;
            if (index >= 0 && thread->Frames[index].Instruction == instruction && thread->CodeEpoch == CodeTable.Epoch)
            {
                hit = index;
                break;
            }
            if (!StackCapture.RoomFor(thread, count + 1)) return thread->Root;
            thread->Seen[count++] = new SeenFrame { Frame = frame, Code = *(nint*)(frame + Layout<TPython>.FrameCode), Instruction = instruction, Offset = OffsetOf(instruction) };
            if (index >= 0)
            {
                // The same call, further on: it is settled anew, and what lies below it stands.
                hit = index - 1;
                break;
            }
            if (*mark == 1 && *(nint*)(frame + Layout<TPython>.FrameGenerator) == 0) *mark = Mark;
            frame = *(nint*)(frame + Layout<TPython>.FrameBack);
        }
        return StackCapture.Settle(thread, lane, hit, count);
    }

    /// <summary>Where the cache holds a frame, searched from the innermost: the frames in between have been left, and go with this walk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IndexOf(ThreadRecord* thread, nint frame)
    {
        for (var i = thread->FrameCount - 1; i >= 0; i--)
        {
            if (thread->Frames[i].Frame == frame) return i;
        }
        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* MarkOf(nint frame) => (byte*)(frame + Layout<TPython>.FrameTraceLines);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint InstructionOf(nint frame) => *(int*)(frame + Layout<TPython>.FrameLastInstruction);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OffsetOf(nint instruction) => (int)instruction * Layout<TPython>.FrameLastInstructionUnit;
}
