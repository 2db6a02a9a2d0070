using System.Runtime.InteropServices;

namespace Heapline.Collector.Running;

/// <summary>A null-terminated array of C strings, as <c>execve</c> takes it. Freed by <see cref="Dispose"/>.</summary>
internal sealed unsafe class StringVector : IDisposable
{
    private readonly int _count;

    public StringVector(IReadOnlyList<byte[]> items)
    {
        _count = items.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < _count; i++)
        {
            Pointer[i] = (byte*)NativeMemory.AllocZeroed((nuint)items[i].Length + 1);
            items[i].CopyTo(new Span<byte>(Pointer[i], items[i].Length));
        }
    }

    /// <summary>The first pointer.</summary>
    public byte** Pointer { get; private set; }

    public void Dispose()
    {
        for (var i = 0; i < _count; i++)
            NativeMemory.Free(Pointer[i]);
        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}
