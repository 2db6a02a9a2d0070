using System.Buffers.Text;
using Heapline.Collector.Native;

namespace Heapline.Collector.Sampling;

/// <summary>A file of /proc that is read again and again: opened once, one system call a reading, no allocation. Draining thread only.</summary>
internal sealed unsafe class ProcFile(string path) : IDisposable
{
    private readonly int _fd = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC, 0);
    private bool _closed;

    /// <summary>Reads it from the start. Empty when the process has ended.</summary>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        if (_closed || _fd < 0)
            return [];
        fixed (byte* start = buffer)
        {
            var count = Libc.pread(_fd, start, (nuint)buffer.Length, 0);
            return count > 0 ? buffer[..(int)count] : [];
        }
    }

    /// <summary>The first decimal number in a text; 0 when there is none.</summary>
    public static long Number(ReadOnlySpan<byte> text)
    {
        var start = text.IndexOfAnyInRange((byte)'0', (byte)'9');
        return start >= 0 && Utf8Parser.TryParse(text[start..], out long value, out _) ? value : 0;
    }

    public void Dispose()
    {
        if (!_closed && _fd >= 0)
            _ = Libc.close(_fd);
        _closed = true;
    }
}
