using System.Runtime.InteropServices;

namespace Heapline.Agent.Lines;

/// <summary>One code object that counts for one map. Holds a reference to the code, so that its address means nothing else meanwhile.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CodeBinding
{
    public nint Code;
    public LineMap* Map;
    /// <summary>The same code in another map: a function may be in several profiles.</summary>
    public CodeBinding* NextOfCode;
    /// <summary>The next binding of the same profile.</summary>
    public CodeBinding* NextOfProfile;
}
