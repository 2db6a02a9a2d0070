using System.Runtime.InteropServices;

namespace Heapline.Cli;

/// <summary>
/// Writes to an open file descriptor, wherever it stands, and leaves it open: the next who writes to the same file goes on behind. A reader that went away is no error, and what is written to
/// it is lost.
/// </summary>
/// <param name="descriptor">Its number.</param>
/// <param name="mustArrive">Whether it is an error when it cannot be written to, as when the disk is full.</param>
internal sealed unsafe partial class DescriptorStream(int descriptor, bool mustArrive) : Stream
{
    private const int Interrupted = 4;     // EINTR
    private const int NotOpenForThis = 9;  // EBADF
    private const int NotNow = 11;         // EAGAIN
    private const int NobodyReads = 32;    // EPIPE
    private const short CanBeWritten = 4;  // POLLOUT

    /// <inheritdoc/>
    public override bool CanRead => false;
    /// <inheritdoc/>
    public override bool CanSeek => false;
    /// <inheritdoc/>
    public override bool CanWrite => true;
    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();
    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* start = buffer)
            for (nint done = 0; done < buffer.Length;)
            {
                var written = write(descriptor, start + done, (nuint)(buffer.Length - done));
                if (written >= 0)
                    done += written;
                else if (!MayGoOn(Marshal.GetLastPInvokeError()))
                    return;
            }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    /// <inheritdoc/>
    public override void Flush()
    {
    }
    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private bool MayGoOn(int error)
    {
        switch (error)
        {
            case Interrupted:
                return true;
            case NotNow:
                // Somebody who shares it made it non-blocking.
                var wanted = new PollFd { Descriptor = descriptor, Events = CanBeWritten };
                _ = poll(&wanted, 1, -1);
                return true;
            case NobodyReads:
            case var _ when !mustArrive:
                return false;
            case NotOpenForThis:
                throw new UnauthorizedAccessException();
            default:
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    private struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int poll(PollFd* wanted, nuint count, int milliseconds);
}
