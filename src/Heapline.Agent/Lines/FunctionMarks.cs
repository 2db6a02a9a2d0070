using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Stacks;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Lines;

/// <summary>Writes to the capture when a decorated function is entered and left; plots draw brackets from it.</summary>
internal static unsafe class FunctionMarks
{
    private const HookedFunction Entered = 0, Left = (HookedFunction)1;

    /// <summary>A call begins: its level on this thread, from 0.</summary>
    /// <param name="thread">The calling thread.</param>
    /// <param name="code">The function's code object.</param>
    /// <param name="module">The name of the function's module, a <c>str</c>; 0 or anything else when it has none.</param>
    public static int Enter(LineThread* thread, nint code, nint module)
    {
        var level = thread->Level++;
        Write(code, module, Entered, level);
        return level;
    }

    /// <summary>The call of that level has ended.</summary>
    public static void Leave(LineThread* thread, nint code, int level)
    {
        Write(code, 0, Left, level);
        // A coroutine may end on another thread than it began on.
        if (thread->Level > 0) thread->Level--;
    }

    private static void Write(nint code, nint module, HookedFunction direction, int level)
    {
        if (!Recorder.IsOn) return;
        var thread = ThreadTable.Enter();
        if (thread == null) return;
        var lane = Interpreter.LaneOfAnyone(out _);
        var known = CodeTable.LinesOf(lane, code);
        if (module != 0 && known != null && known->HasModule == 0)
        {
            known->HasModule = 1;
            ModuleRecord.Write(lane, known->Id, module);
        }
        if (known != null && direction == Entered) CapturedLines.Know(code, known->Id);
        var words = stackalloc ulong[4];
        words[0] = Record.Head(RecordKind.FunctionMark, direction, known == null ? 0 : known->Id);
        words[1] = LibC.MonotonicNs();
        LineGuard.Enter();
        words[2] = (ulong)ResidentMemory.Now();
        LineGuard.Exit();
        words[3] = Record.Pair((uint)level, StackCapture.Node(thread, lane, 0));
        Recorder.Write(lane, words, 4);
        if (direction == Left) CapturedLines.TellEnded(lane, code, words[1]);
        ThreadTable.Leave(thread);
    }
}
