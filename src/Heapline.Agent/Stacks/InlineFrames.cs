using System.Runtime.CompilerServices;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Walks the frames of CPython 3.11 and later (<c>_PyInterpreterFrame</c>), with canaries.
/// </summary>
/// <remarks>
/// When a Python function calls another without going through C, the interpreter takes callable and arguments off the caller's evaluation stack and
/// suspends it with <c>stacktop</c> (from 3.14 on <c>stackpointer</c>) below them. The slot at <c>stacktop</c> is dead memory from then on (garbage collector, frame clearing and frame copies stop
/// at <c>stacktop</c>), and there is no way on but through it: a return pushes the result there, and after an exception the next call pushes its callable
/// there. So a value that we leave in that slot is still there exactly as long as the caller has not run; then neither it nor any frame below it has changed, and the
/// walk can stop with the node that the cache holds for it.
/// <para>Not where the called frame is a generator's: FOR_ITER resumes one without pushing anything. And not where C lies between (an entry frame): the
/// caller's <c>stacktop</c> says nothing then. Those frames are compared and walked past: one that stands where it stood is on the same line, whether or not it has run meanwhile,
/// and what is below it is proved by the canary below, or compared in turn.</para>
/// <para>The index in the canary is believed only if the cache's entry there is this very frame: a greenlet that comes back after another ran finds the
/// cache rewritten, and is walked anew.</para>
/// <para>Code ids are looked up by address, and a code object can die and another take its address: see <see cref="CodeTable"/>.</para>
/// </remarks>
internal static unsafe class InlineFrames<TPython>
    where TPython : struct, IPython
{
    private const int MostCompared = 4;

    /// <summary>Node of the stack that <paramref name="threadState"/> is in; see <see cref="StackCapture.Node{TPython}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Node(ThreadRecord* thread, Lane lane, nint threadState)
    {
        var frame = TPython.Minor >= 13
            ? *(nint*)(threadState + Layout<TPython>.ThreadStateCurrentFrame)
            : *(nint*)(*(nint*)(threadState + Layout<TPython>.ThreadStateCFrame) + Layout<TPython>.CFrameCurrentFrame);
        var node = Repeat(thread, frame);
        return node != 0 ? node : Walk(thread, lane, frame);
    }

    /// <summary>The common case: the same function as last time is running, perhaps some instructions on, and nothing below it has moved. 0 when it is not so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Repeat(ThreadRecord* thread, nint frame)
    {
        var last = thread->FrameCount - 1;
        if (last < 0 || thread->CodeEpoch != CodeTable.Epoch) return 0;
        var cached = thread->Frames + last;
        if (cached->Frame != frame) return 0;
        var caller = CallerOf(frame);
        if (TPython.Minor >= 12 && caller == thread->BelowEntry.Shim && StandsAsRemembered(thread, caller))
        {
            // Nothing has moved.
        }
        else if (OwnerOf(frame) != Layout<TPython>.OwnedByGenerator && !IsEntry(frame))
        {
            if (last < 1 || caller != (cached - 1)->Frame || *SlotOf(caller) != StackCapture.Canary(last - 1)) return 0;
        }
        else if (CodeTable.FreesAreUnseen || !StandsAsBefore(thread, frame, last))
        {
            return 0;
        }
        var instruction = InstructionOf(frame);
        if (cached->Instruction == instruction) return cached->Node;
        if (cached->IsOnSameLine(instruction))
        {
            cached->Instruction = instruction;
            return cached->Node;
        }
        var code = CodeOf(frame);
        if (cached->Code != code) return 0;
        var offset = OffsetOf(frame, code, instruction);
        if (!IsTraceable(code, offset, OwnerOf(frame))) return 0;
        if (cached->TraceableBytes == 0) LookForTraceable(cached);
        return StackCapture.MoveOn(thread, cached, instruction, offset);
    }

    /// <summary>What <see cref="CachedFrame.IsOnSameLine"/> needs to know of the frame's code.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LookForTraceable(CachedFrame* cached)
    {
        var first = *(int*)(cached->Code + Layout<TPython>.CodeFirstTraceable);
        if ((uint)first >= (uint)cached->Lines->Units) return;
        cached->Traceable = cached->Code + Layout<TPython>.CodeInlineInstructions + (nint)first * Layout<TPython>.CodeUnitSize;
        cached->TraceableBytes = (nuint)(cached->Lines->Units - first) * CodeLines.UnitBytes;
        cached->TraceableLines = (byte*)(cached->Lines + 1) + (nint)first * CodeLines.UnitBytes;
    }

    /// <summary>
    /// The same as <see cref="StandsAsBefore"/>, for what it found last time: C called the frame from one that itself has a canary below.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool StandsAsRemembered(ThreadRecord* thread, nint shim)
    {
        var caller = CallerOf(shim);
        return caller == thread->BelowEntry.Caller && InstructionOf(caller) == thread->BelowEntry.Instruction
            && CallerOf(caller) is var below && below == thread->BelowEntry.Below && *SlotOf(below) == thread->BelowEntry.Canary;
    }

    /// <summary>
    /// Whether everything below a frame that C called, or a generator's, is as the cache has it: its caller stands at the same instruction, and so on down to a canary, or to
    /// the end. No further than <see cref="MostCompared"/> frames, from where a walk does as well.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool StandsAsBefore(ThreadRecord* thread, nint frame, int index)
    {
        var shim = CallerOf(frame);
        for (var compared = 1; ; compared++)
        {
            var caller = CallerOf(frame);
            while (TPython.Minor >= 12 && caller != 0 && OwnerOf(caller) >= Layout<TPython>.OwnedByShim) caller = CallerOf(caller);
            if (caller == 0) return index == 0;
            if (--index < 0) return false;
            var cached = thread->Frames + index;
            if (cached->Frame != caller || cached->Instruction != InstructionOf(caller)) return false;
            if (OwnerOf(caller) != Layout<TPython>.OwnedByGenerator && !IsEntry(caller))
            {
                // Its own caller's slot speaks.
                var below = CallerOf(caller);
                if (index < 1 || thread->Frames[index - 1].Frame != below || *SlotOf(below) != StackCapture.Canary(index - 1)) return false;
                if (compared == 1 && CallerOf(shim) == caller)
                    thread->BelowEntry = new BelowEntry { Shim = shim, Caller = caller, Instruction = cached->Instruction, Below = below, Canary = StackCapture.Canary(index - 1) };
                return true;
            }
            if (compared == MostCompared) return false;
            frame = caller;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Walk(ThreadRecord* thread, Lane lane, nint frame)
    {
        StackCapture.BeginWalk(thread, lane);
        var count = 0;
        var hit = -1;
        // Whether the frame at hand was left by a call that stayed within the interpreter, so that its slot speaks.
        var suspended = false;
        while (frame != 0)
        {
            var owner = OwnerOf(frame);
            if (TPython.Minor >= 12 && owner >= Layout<TPython>.OwnedByShim)
            {
                frame = CallerOf(frame);
                suspended = false;
                continue;
            }
            ulong* slot = null;
            if (suspended)
            {
                slot = SlotOf(frame);
                hit = StackCapture.IndexIn(thread, *slot, frame);
                if (hit >= 0) break;
            }
            var code = CodeOf(frame);
            var instruction = InstructionOf(frame);
            var offset = OffsetOf(frame, code, instruction);
            if (IsTraceable(code, offset, owner))
            {
                if (!StackCapture.RoomFor(thread, count + 1)) return thread->Root;
                thread->Seen[count++] = new SeenFrame { Frame = frame, Code = code, Instruction = instruction, Offset = offset, Slot = slot };
            }
            suspended = owner != Layout<TPython>.OwnedByGenerator && !IsEntry(frame);
            frame = CallerOf(frame);
        }
        return StackCapture.Settle(thread, lane, hit, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint CallerOf(nint frame) => *(nint*)(frame + Layout<TPython>.InterpreterFramePrevious);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint CodeOf(nint frame) => InterpreterFrame.Executable<TPython>(*(nint*)(frame + Layout<TPython>.InterpreterFrameCode));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint InstructionOf(nint frame) => *(nint*)(frame + Layout<TPython>.InterpreterFrameInstruction);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte OwnerOf(nint frame) => *(byte*)(frame + Layout<TPython>.InterpreterFrameOwner);

    /// <summary>Bytes from the start of the bytecode that the frame runs; negative before the first instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OffsetOf(nint frame, nint code, nint instruction) => InterpreterFrame.OffsetOf<TPython>(frame, code, instruction);

    /// <summary>The dead slot above a suspended frame's evaluation stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* SlotOf(nint frame) => TPython.Minor >= 14
        ? *(ulong**)(frame + Layout<TPython>.InterpreterFrameStackPointer)
        : (ulong*)(frame + Layout<TPython>.InterpreterFrameLocals) + *(int*)(frame + Layout<TPython>.InterpreterFrameStackTop);

    /// <summary>Whether C called this frame. From 3.12 on a shim frame stands between, so the answer is found there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsEntry(nint frame)
    {
        if (TPython.Minor == 11) return *(byte*)(frame + Layout<TPython>.InterpreterFrameIsEntry) != 0;
        var caller = CallerOf(frame);
        return caller == 0 || OwnerOf(caller) >= Layout<TPython>.OwnedByShim;
    }

    /// <summary>As <c>_PyFrame_IsIncomplete</c> has it: a frame that has not reached its RESUME yet is not shown by tracebacks, nor by us.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTraceable(nint code, int offset, int owner) =>
        owner == Layout<TPython>.OwnedByGenerator
        || offset >= *(int*)(code + Layout<TPython>.CodeFirstTraceable) * Layout<TPython>.CodeUnitSize;
}
