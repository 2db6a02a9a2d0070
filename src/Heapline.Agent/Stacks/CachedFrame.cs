using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heapline.Agent.Stacks;

/// <summary>A frame as the thread's last walk left it, and the node of the call stack that ends there.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CachedFrame
{
    /// <summary>Address of the interpreter's frame.</summary>
    public nint Frame;
    /// <summary>Address of its code object.</summary>
    public nint Code;
    /// <summary>Where it stood: <c>f_lasti</c>, or the instruction's address from 3.11 on.</summary>
    public nint Instruction;
    /// <summary>What is known of that code object.</summary>
    public CodeLines* Lines;
    /// <summary>The line it stood at.</summary>
    public int Line;
    /// <summary>Node of the caller's stack.</summary>
    public uint Parent;
    /// <summary>Node of the stack that ends with this frame.</summary>
    public uint Node;
    /// <summary>The line it stood at before that one, in the same call: a loop goes to and fro between lines. Holds where <see cref="OtherNode"/> is not 0.</summary>
    public int OtherLine;
    /// <summary>Node of <see cref="OtherLine"/> under the same <see cref="Parent"/>; 0 for none.</summary>
    public uint OtherNode;

    /// <summary>Address of the first instruction that tracebacks show, and how many bytes of bytecode there are from it on; 0 where nobody has asked. From 3.11 on.</summary>
    public nint Traceable;
    public nuint TraceableBytes;
    /// <summary>What <see cref="CodeLines"/> keeps for the instruction at <see cref="Traceable"/>, and so on.</summary>
    public byte* TraceableLines;
    /// <summary><see cref="Line"/> as it stands there.</summary>
    public int KeptLine;

    /// <summary>Whether an instruction is one of the frame's code on the very line that it stood at, as far as that is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsOnSameLine(nint instruction)
    {
        var at = (nuint)(instruction - Traceable);
        return at < TraceableBytes && *(ushort*)(TraceableLines + at) == KeptLine;
    }

    /// <summary>Moves on to another line of the same call, whose node is known.</summary>
    public void MoveTo(int line, uint node)
    {
        OtherLine = Line;
        OtherNode = Node;
        Line = line;
        KeptLine = Lines->Kept(line);
        Node = node;
    }
}

/// <summary>A frame met in the present walk, whose place in the stack is not known yet.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SeenFrame
{
    public nint Frame;
    public nint Code;
    public nint Instruction;
    /// <summary>Bytes from the start of the bytecode to there; negative before the first instruction.</summary>
    public int Offset;
    /// <summary>Where to leave the canary once the index is known; null where none may be left.</summary>
    public ulong* Slot;
}
