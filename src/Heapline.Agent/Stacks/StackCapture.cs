using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Finds the node of the Python call stack that the calling thread is in. It costs a look at the frames that changed since the thread's last event, however deep
/// the stack: each walk ends at the first frame that provably has not run since (<see cref="FrameWalk311"/>, <see cref="FrameWalk38"/> say how
/// they know). Nothing is hooked into calls, so calls cost nothing.
/// </summary>
internal static unsafe partial class StackCapture
{
    private const int FirstDepth = 128;

    private static Offsets _offsets;
    private static bool _inlineFrames;
    private static bool _alwaysWhole;
    private static int _lastNode;

    /// <summary>Learns the layout of the running CPython; false when it is not one we know.</summary>
    public static bool Initialize(uint hexVersion, bool alwaysWhole)
    {
        if (!Offsets.TryFor(hexVersion, out var offsets)) return false;
        _offsets = offsets;
        _inlineFrames = PyApi.Minor >= 11;
        _alwaysWhole = alwaysWhole;
        CodeRecord.Initialize(&offsets);
        return CodeTable.Initialize();
    }

    /// <summary>
    /// Node of the stack of <paramref name="threadState"/>, which is 0 or the calling thread's own: its frames hold still while the thread is in here, GIL or not.
    /// Nodes and code that are new are written to <paramref name="lane"/> first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Node(ThreadRecord* thread, Lane lane, nint threadState)
    {
        if (thread->Root == 0) WriteRoot(thread, lane);
        if (threadState == 0) return thread->Root;
        if (_alwaysWhole) thread->FrameCount = 0;
        return _inlineFrames ? FrameWalk311(thread, lane, threadState) : FrameWalk38(thread, lane, threadState);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteRoot(ThreadRecord* thread, Lane lane)
    {
        thread->Root = NewNode();
        var words = stackalloc ulong[2];
        words[0] = Record.Head(RecordKind.ThreadRoot, HookedFunction.None, thread->Root);
        words[1] = LibC.ThreadId();
        Recorder.Write(lane, words, 2);
    }

    /// <summary>
    /// Turns the frames in <c>thread-&gt;Seen</c> (innermost first) into nodes on top of the cached frames up to <paramref name="hit"/> (-1: none), and leaves
    /// the cache as this walk saw the stack.
    /// </summary>
    private static uint Settle(ThreadRecord* thread, Lane lane, int hit, int count)
    {
        var fresh = CodeTable.Epoch;
        var sameCode = thread->CodeEpoch == fresh;
        var frames = thread->Frames;
        var node = hit >= 0 ? frames[hit].Node : thread->Root;
        var index = hit + 1;
        for (var i = count - 1; i >= 0; i--, index++)
        {
            var seen = thread->Seen + i;
            var cached = frames + index;
            var known = sameCode && index < thread->FrameCount && cached->Frame == seen->Frame && cached->Code == seen->Code;
            if (!known || cached->Instruction != seen->Instruction || cached->Parent != node)
            {
                cached->CodeId = known ? cached->CodeId : CodeTable.IdOf(lane, seen->Code);
                cached->Frame = seen->Frame;
                cached->Code = seen->Code;
                cached->Instruction = seen->Instruction;
                cached->Parent = node;
                cached->Node = Intern(thread, lane, node, cached->CodeId, OffsetOf(seen));
            }
            node = cached->Node;
            if (seen->Slot != null) *seen->Slot = CanaryTag | (uint)index;
        }
        thread->FrameCount = index;
        thread->CodeEpoch = fresh;
        return node;
    }

    /// <summary>Bytes from the start of the frame's bytecode to where it stands; negative before the first instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int OffsetOf(SeenFrame* seen) => _inlineFrames
        ? (int)(seen->Instruction - (seen->Code + _offsets.CodeInlineInstructions))
        : (int)seen->Instruction * _offsets.FrameLastInstructionUnit;

    /// <summary>The node for (parent, code, offset), defined in the lane when it is new.</summary>
    private static uint Intern(ThreadRecord* thread, Lane lane, uint parent, uint codeId, int offset)
    {
        var node = thread->Nodes.Find(parent, codeId, offset, out var slot);
        if (node != 0) return node;
        node = NewNode();
        var words = stackalloc ulong[3];
        words[0] = Record.Head(RecordKind.Node, HookedFunction.None, node);
        words[1] = Record.Pair(parent, codeId);
        words[2] = (ulong)(long)offset;
        Recorder.Write(lane, words, 3);
        thread->Nodes.Add(parent, codeId, offset, node, slot);
        return node;
    }

    private static uint NewNode() => (uint)System.Threading.Interlocked.Increment(ref _lastNode);

    /// <summary>Makes room for one more frame than <paramref name="count"/>; false when there is no memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool RoomFor(ThreadRecord* thread, int count) => count < thread->FrameCapacity || GrowFrames(thread);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool GrowFrames(ThreadRecord* thread)
    {
        var old = thread->FrameCapacity;
        var capacity = old == 0 ? FirstDepth : old * 2;
        var frames = (CachedFrame*)PrivateMemory.Map((nuint)(capacity * sizeof(CachedFrame)));
        var seen = (SeenFrame*)PrivateMemory.Map((nuint)(capacity * sizeof(SeenFrame)));
        if (frames == null || seen == null) return false;
        if (old != 0)
        {
            Unsafe.CopyBlockUnaligned(frames, thread->Frames, (uint)(old * sizeof(CachedFrame)));
            Unsafe.CopyBlockUnaligned(seen, thread->Seen, (uint)(old * sizeof(SeenFrame)));
            PrivateMemory.Unmap(thread->Frames, (nuint)(old * sizeof(CachedFrame)));
            PrivateMemory.Unmap(thread->Seen, (nuint)(old * sizeof(SeenFrame)));
        }
        thread->Frames = frames;
        thread->Seen = seen;
        thread->FrameCapacity = capacity;
        return true;
    }
}
