using System.Runtime.CompilerServices;
using Heapline.Agent.Native;
using Heapline.Agent.Python;
using Heapline.Agent.Recording;
using Heapline.Agent.Sampling;
using Heapline.Agent.Threads;
using Heapline.Protocol;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Finds the node of the Python call stack that the calling thread is in. It costs a look at the frames that changed since the thread's last event, however deep
/// the stack: each walk ends at the first frame that provably has not run since (<see cref="InlineFrames{TPython}"/>, <see cref="ObjectFrames{TPython}"/> say how
/// they know). Nothing is hooked into calls, so calls cost nothing.
/// </summary>
internal static unsafe class StackCapture
{
    /// <summary>Top 16 bits of a canary: no address of user space, so nothing that the interpreter puts there. The low 32 bits are an index of the cached frames.</summary>
    private const ulong CanaryTag = 0x7EA9_0000_0000_0000;
    private const ulong TagMask = 0xFFFF_0000_0000_0000;

    private const int FirstDepth = 128;

    private static bool _alwaysWhole;
    private static int _lastNode;
    private static delegate*<ThreadRecord*, Lane, nint, uint> _nodeOfAny;

    /// <summary>
    /// Gets ready for one version of CPython; false when there is no memory. With <paramref name="alwaysWhole"/> every walk looks at every frame and trusts nothing it
    /// remembers: slow, and the truth that the fast walk is tested against (environment variable HEAPLINE_WHOLE_WALKS).
    /// </summary>
    public static bool Initialize<TPython>(bool alwaysWhole)
        where TPython : struct, IPython
    {
        _alwaysWhole = alwaysWhole;
        _nodeOfAny = &Node<TPython>;
        return CodeTable.Initialize();
    }

    /// <summary>
    /// Node of the stack of <paramref name="threadState"/>, which is 0 or the calling thread's own: its frames hold still while the thread is in here, GIL or not.
    /// Nodes and code that are new are written to <paramref name="lane"/> first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Node<TPython>(ThreadRecord* thread, Lane lane, nint threadState)
        where TPython : struct, IPython
    {
        if (threadState == 0) return WithoutPython(thread, lane);
        return TPython.Minor >= 11 ? InlineFrames<TPython>.Node(thread, lane, threadState) : ObjectFrames<TPython>.Node(thread, lane, threadState);
    }

    /// <summary>The same for hooks that are not compiled for one version.</summary>
    public static uint Node(ThreadRecord* thread, Lane lane, nint threadState) => _nodeOfAny(thread, lane, threadState);

    /// <summary>The canary for the frame at an index of the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Canary(int index) => CanaryTag | (uint)index;

    /// <summary>The index that a slot's value names, if it is a canary and the cache holds this very frame there; else -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexIn(ThreadRecord* thread, ulong value, nint frame)
    {
        var index = (uint)value;
        return (value & TagMask) == CanaryTag && index < (uint)thread->FrameCount && thread->Frames[index].Frame == frame ? (int)index : -1;
    }

    /// <summary>Node for a thread with no Python code of its own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint WithoutPython(ThreadRecord* thread, Lane lane)
    {
        if (thread->Root == 0) WriteRoot(thread, lane);
        return thread->CreatorHere != 0 ? thread->CreatorHere : thread->Root;
    }

    /// <summary>A walk begins: what it stands on is there, and no more is remembered than may be. Where frames are remembered there is a root.</summary>
    public static void BeginWalk(ThreadRecord* thread, Lane lane)
    {
        if (thread->Root == 0) WriteRoot(thread, lane);
        if (_alwaysWhole) thread->FrameCount = 0;
        thread->BelowEntry.Shim = BelowEntry.None;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteRoot(ThreadRecord* thread, Lane lane)
    {
        thread->Root = NewNode();
        var words = stackalloc ulong[2];
        words[0] = Record.Head(RecordKind.ThreadRoot, HookedFunction.None, thread->Root);
        words[1] = LibC.ThreadId();
        Recorder.Write(lane, words, 2);
        if (thread->Creator != 0 || thread->NameLength != 0) WriteThread(thread, lane);
    }

    private static void WriteThread(ThreadRecord* thread, Lane lane)
    {
        const int headWords = 3, mostWords = headWords + (ThreadStart.MostNameBytes + 7) / 8;
        if (thread->Creator != 0) thread->CreatorHere = NewNode();
        var words = stackalloc ulong[mostWords];
        var textWords = (uint)(thread->NameLength + 7) / 8;
        words[0] = Record.Head(RecordKind.Thread, HookedFunction.None, textWords);
        words[1] = Record.Pair((uint)thread->NameLength, thread->Root);
        words[2] = Record.Pair(thread->CreatorHere, thread->Creator);
        words[headWords + textWords - 1] = textWords == 0 ? words[2] : 0; // the last word of the text may be padded
        Memory.Copy(words + headWords, thread->Name, (uint)thread->NameLength);
        Recorder.Write(lane, words, headWords + textWords);
    }

    /// <summary>
    /// Turns the frames in <c>thread-&gt;Seen</c> (innermost first) into nodes on top of the cached frames up to <paramref name="hit"/> (-1: none), and leaves
    /// the cache as this walk saw the stack.
    /// </summary>
    public static uint Settle(ThreadRecord* thread, Lane lane, int hit, int count)
    {
        while (hit + 1 + count >= thread->FrameCapacity)
        {
            if (!GrowFrames(thread)) return thread->Root;
        }
        Cost.Walked(count);
        var fresh = CodeTable.Epoch;
        var sameCode = thread->CodeEpoch == fresh && !CodeTable.FreesAreUnseen;
        var frames = thread->Frames;
        var node = hit >= 0 ? frames[hit].Node : thread->Root;
        var index = hit + 1;
        for (var i = count - 1; i >= 0; i--, index++)
        {
            var seen = thread->Seen + i;
            var cached = frames + index;
            var known = sameCode && index < thread->FrameCount && cached->Frame == seen->Frame && cached->Code == seen->Code;
            if ((!known || cached->Instruction != seen->Instruction || cached->Parent != node) && !Update(thread, lane, cached, seen, node, known))
                break;
            node = cached->Node;
            if (seen->Slot != null) *seen->Slot = Canary(index);
        }
        thread->FrameCount = index;
        thread->CodeEpoch = _alwaysWhole ? ~fresh : fresh;
        return node;
    }

    /// <summary>Brings a cached frame up to what was seen; false when there is no memory. <paramref name="known"/>: it is the same frame, so what is kept of its code still holds.</summary>
    private static bool Update(ThreadRecord* thread, Lane lane, CachedFrame* cached, SeenFrame* seen, uint parent, bool known)
    {
        if (!known)
        {
            cached->Frame = seen->Frame;
            cached->Code = seen->Code;
            cached->Lines = CodeTable.LinesOf(lane, seen->Code);
            if (cached->Lines == null) return false;
            cached->TraceableBytes = 0;
        }
        var line = CodeLines.Of(cached->Lines, cached->Code, seen->Offset);
        if (!known || cached->Parent != parent)
        {
            cached->Parent = parent;
            cached->Line = line;
            cached->KeptLine = cached->Lines->Kept(line);
            cached->Node = Intern(thread, lane, parent, cached->Lines->Id, line);
            cached->OtherNode = 0;
        }
        else if (cached->Line != line)
        {
            cached->MoveTo(line, line == cached->OtherLine && cached->OtherNode != 0 ? cached->OtherNode : Intern(thread, lane, parent, cached->Lines->Id, line));
        }
        cached->Instruction = seen->Instruction;
        if (ThreadNames.IsEnding(cached->Lines->Id)) ThreadNames.OfEnding(lane, seen->Frame);
        return true;
    }

    /// <summary>The node for (parent, code, line), defined in the lane when it is new.</summary>
    private static uint Intern(ThreadRecord* thread, Lane lane, uint parent, uint codeId, int line)
    {
        var node = thread->Nodes.Find(parent, codeId, line, out var slot);
        if (node != 0) return node;
        node = NewNode();
        var words = stackalloc ulong[3];
        words[0] = Record.Head(RecordKind.Node, HookedFunction.None, node);
        words[1] = Record.Pair(parent, codeId);
        words[2] = (uint)line;
        Recorder.Write(lane, words, 3);
        thread->Nodes.Add(parent, codeId, line, node, slot);
        return node;
    }

    /// <summary>Moves a cached frame on to another instruction of the same call, if that needs nothing new; 0 if it does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint MoveOn(ThreadRecord* thread, CachedFrame* cached, nint instruction, int offset)
    {
        var line = CodeLines.Of(cached->Lines, cached->Code, offset);
        if (line != cached->Line && !MoveTo(thread, cached, line)) return 0;
        cached->Instruction = instruction;
        return cached->Node;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool MoveTo(ThreadRecord* thread, CachedFrame* cached, int line)
    {
        var node = line == cached->OtherLine ? cached->OtherNode : 0;
        if (node == 0) node = thread->Nodes.Find(cached->Parent, cached->Lines->Id, line, out _);
        if (node != 0) cached->MoveTo(line, node);
        return node != 0;
    }

    private static uint NewNode() => (uint)System.Threading.Interlocked.Increment(ref _lastNode);

    /// <summary>Makes room for one more frame than <paramref name="count"/>; false when there is no memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool RoomFor(ThreadRecord* thread, int count) => count < thread->FrameCapacity || GrowFrames(thread);

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
            Memory.Copy(frames, thread->Frames, (uint)(old * sizeof(CachedFrame)));
            Memory.Copy(seen, thread->Seen, (uint)(old * sizeof(SeenFrame)));
            PrivateMemory.Unmap(thread->Frames, (nuint)(old * sizeof(CachedFrame)));
            PrivateMemory.Unmap(thread->Seen, (nuint)(old * sizeof(SeenFrame)));
        }
        thread->Frames = frames;
        thread->Seen = seen;
        thread->FrameCapacity = capacity;
        return true;
    }
}
