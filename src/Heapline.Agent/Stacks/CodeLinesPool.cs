using System.Numerics;
using System.Runtime.CompilerServices;
using Heapline.Agent.Native;

namespace Heapline.Agent.Stacks;

/// <summary>
/// Memory for <see cref="CodeLines"/>, in blocks of 64·2^k bytes cut from mappings of 64 KiB; what is returned serves the next of its size, so that a program which
/// execs for ever needs no more for it. Under the lock of <see cref="CodeTable"/>.
/// </summary>
internal unsafe struct CodeLinesPool
{
    private const int Classes = 20, SmallestBytes = 64, MappingBytes = 64 * 1024;

    private struct FreeBlock
    {
        public FreeBlock* Next;
    }

    [InlineArray(Classes)]
    private struct FreeLists
    {
        private nint _first;
    }

    private FreeLists _free;
    private byte* _rest;
    private int _restBytes;

    /// <summary>Zeroed room for a code object of so many units; null when there is no memory. A code object beyond 2^24 units gets none of its lines kept.</summary>
    public CodeLines* Take(int units)
    {
        var index = ClassOf(units);
        if (index >= Classes) return null;
        var bytes = SmallestBytes << index;
        var block = (FreeBlock*)_free[index];
        if (block != null)
        {
            _free[index] = (nint)block->Next;
        }
        else
        {
            block = (FreeBlock*)Cut(bytes);
            if (block == null) return null;
        }
        Memory.Clear(block, (uint)bytes);
        return (CodeLines*)block;
    }

    /// <summary>Gives back what <see cref="Take"/> gave.</summary>
    public void Return(CodeLines* lines)
    {
        var index = ClassOf(lines->Units);
        ((FreeBlock*)lines)->Next = (FreeBlock*)_free[index];
        _free[index] = (nint)lines;
    }

    private byte* Cut(int bytes)
    {
        if (bytes >= MappingBytes) return (byte*)PrivateMemory.Map((nuint)bytes);
        if (bytes > _restBytes)
        {
            _rest = (byte*)PrivateMemory.Map(MappingBytes);
            _restBytes = _rest == null ? 0 : MappingBytes;
            if (_rest == null) return null;
        }
        var block = _rest;
        _rest += bytes;
        _restBytes -= bytes;
        return block;
    }

    private static int ClassOf(int units)
    {
        var bytes = (uint)CodeLines.HeaderBytes + 2 * (uint)units;
        return bytes <= SmallestBytes ? 0 : 32 - BitOperations.LeadingZeroCount((bytes - 1) / SmallestBytes);
    }
}
