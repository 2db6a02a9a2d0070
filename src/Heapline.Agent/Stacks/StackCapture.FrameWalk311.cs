using System.Runtime.CompilerServices;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Stacks;

internal static unsafe partial class StackCapture
{
    /// <summary>Top 16 bits of a canary: no address of user space, so nothing that the interpreter puts there. The low 32 bits are an index of the cached frames.</summary>
    private const ulong CanaryTag = 0x7EA9_0000_0000_0000;

    /// <summary>
    /// The walk for CPython 3.11 and later (<c>_PyInterpreterFrame</c>), with canaries.
    /// </summary>
    /// <remarks>
    /// When a Python function calls another without going through C, the interpreter takes callable and arguments off the caller's evaluation stack and
    /// suspends it with <c>stacktop</c> below them. The slot at <c>stacktop</c> is dead memory from then on (garbage collector, frame clearing and frame copies stop
    /// at <c>stacktop</c>), and there is no way on but through it: a return pushes the result there, and after an exception the next call pushes its callable
    /// there. So a value that we leave in that slot is still there exactly as long as the caller has not run; then neither it nor any frame below it has changed, and the
    /// walk can stop with the node that the cache holds for it.
    /// <para>Not where the called frame is a generator's: FOR_ITER resumes one without pushing anything. And not where C lies between (an entry frame): the
    /// caller's <c>stacktop</c> says nothing then. Those frames are compared and walked past.</para>
    /// <para>The index in the canary is believed only if the cache's entry there is this very frame: a greenlet that comes back after another ran finds the
    /// cache rewritten, and is walked anew.</para>
    /// <para>Code ids are looked up by address, and a code object can die and another take its address: see <see cref="CodeTable"/>.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint FrameWalk311(ThreadRecord* thread, Lane lane, nint threadState)
    {
        var frame = _offsets.ThreadStateCurrentFrame >= 0
            ? *(nint*)(threadState + _offsets.ThreadStateCurrentFrame)
            : *(nint*)(*(nint*)(threadState + _offsets.ThreadStateCFrame) + _offsets.CFrameCurrentFrame);
        return Repeat311(thread, frame, out var node) ? node : Walk311(thread, lane, frame);
    }

    /// <summary>The common case: the same frame as last time stands at the same instruction, and its caller's canary is whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Repeat311(ThreadRecord* thread, nint frame, out uint node)
    {
        node = 0;
        var last = thread->FrameCount - 1;
        if (last < 1 || thread->CodeEpoch != CodeTable.Epoch) return false;
        var cached = thread->Frames + last;
        if (cached->Frame != frame || cached->Instruction != *(nint*)(frame + _offsets.InterpreterFrameInstruction)
            || IsEntry(frame) || *(byte*)(frame + _offsets.InterpreterFrameOwner) == _offsets.OwnedByGenerator)
            return false;
        var caller = *(nint*)(frame + _offsets.InterpreterFramePrevious);
        if (caller != (cached - 1)->Frame || *SlotOf(caller) != (CanaryTag | (uint)(last - 1))) return false;
        node = cached->Node;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Walk311(ThreadRecord* thread, Lane lane, nint frame)
    {
        var count = 0;
        var hit = -1;
        // Whether the frame at hand was left by a call that stayed within the interpreter, so that its slot speaks.
        var suspended = false;
        while (frame != 0)
        {
            var owner = *(byte*)(frame + _offsets.InterpreterFrameOwner);
            if (owner == _offsets.OwnedByCStack)
            {
                frame = *(nint*)(frame + _offsets.InterpreterFramePrevious);
                suspended = false;
                continue;
            }
            ulong* slot = null;
            if (suspended)
            {
                slot = SlotOf(frame);
                var value = *slot;
                var index = (int)(uint)value;
                if ((value & 0xFFFF_0000_0000_0000) == CanaryTag && (uint)index < (uint)thread->FrameCount && thread->Frames[index].Frame == frame)
                {
                    hit = index;
                    break;
                }
            }
            var code = *(nint*)(frame + _offsets.InterpreterFrameCode);
            var instruction = *(nint*)(frame + _offsets.InterpreterFrameInstruction);
            if (IsTraceable(code, instruction, owner))
            {
                if (!RoomFor(thread, count + 1)) return thread->Root;
                thread->Seen[count++] = new SeenFrame { Frame = frame, Code = code, Instruction = instruction, Slot = slot };
            }
            suspended = !IsEntry(frame) && owner != _offsets.OwnedByGenerator;
            frame = *(nint*)(frame + _offsets.InterpreterFramePrevious);
        }
        while (hit + 1 + count >= thread->FrameCapacity)
        {
            if (!GrowFrames(thread)) return thread->Root;
        }
        return Settle(thread, lane, hit, count);
    }

    /// <summary>The dead slot above a suspended frame's evaluation stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* SlotOf(nint frame) =>
        (ulong*)(frame + _offsets.InterpreterFrameLocals) + *(int*)(frame + _offsets.InterpreterFrameStackTop);

    /// <summary>Whether C called this frame. From 3.12 on a shim frame stands between, so the answer is found there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsEntry(nint frame)
    {
        if (_offsets.InterpreterFrameIsEntry >= 0) return *(byte*)(frame + _offsets.InterpreterFrameIsEntry) != 0;
        var caller = *(nint*)(frame + _offsets.InterpreterFramePrevious);
        return caller == 0 || *(byte*)(caller + _offsets.InterpreterFrameOwner) == _offsets.OwnedByCStack;
    }

    /// <summary>As <c>_PyFrame_IsIncomplete</c> has it: a frame that has not reached its RESUME yet is not shown by tracebacks, nor by us.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTraceable(nint code, nint instruction, byte owner) =>
        owner == _offsets.OwnedByGenerator
        || instruction >= code + _offsets.CodeInlineInstructions + *(int*)(code + _offsets.CodeFirstTraceable) * _offsets.CodeUnitSize;
}
