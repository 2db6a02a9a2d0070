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

    /// <summary>Moves on to another line of the same call, whose node is known.</summary>
    public void MoveTo(int line, uint node)
    {
        OtherLine = Line;
        OtherNode = Node;
        Line = line;
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
