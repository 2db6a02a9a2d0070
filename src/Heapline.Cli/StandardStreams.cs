using System.Runtime.InteropServices;
using System.Text;

namespace Heapline.Cli;

/// <summary>
/// Standard output and standard error, and the terminal behind them. Not by way of .NET's console: that sets up the terminal for reading keys when it first writes or is asked for a width, and
/// leaves it so (application keys: <c>ESC [?1h ESC =</c>).
/// </summary>
internal static unsafe partial class StandardStreams
{
    private const int OutputDescriptor = 1;
    private const int ErrorDescriptor = 2;
    private const nuint GetWindowSize = 0x5413; // TIOCGWINSZ

    /// <summary>Standard output; all that is written goes out at once.</summary>
    public static TextWriter Output { get; } = Writer(OpenOutput());

    /// <summary>Standard error; the same, by any thread. Where it cannot be written to there is nobody to tell.</summary>
    public static TextWriter Error { get; } = Writer(OpenError());

    /// <summary>Columns of the terminal that standard output is; 0 where it is none, or does not tell.</summary>
    public static int OutputColumns => Columns(OutputDescriptor);

    /// <summary>Columns of the terminal that standard error is; 0 where it is none, or does not tell.</summary>
    public static int ErrorColumns => Columns(ErrorDescriptor);

    /// <summary>Standard output for bytes, and for text that is gathered first.</summary>
    public static Stream OpenOutput() => new DescriptorStream(OutputDescriptor, mustArrive: true);

    /// <summary>Standard error, the same.</summary>
    public static Stream OpenError() => new DescriptorStream(ErrorDescriptor, mustArrive: false);

    private static TextWriter Writer(Stream stream) => TextWriter.Synchronized(
        new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1024) { AutoFlush = true });

    private static int Columns(int descriptor)
    {
        // struct winsize: rows, columns, and pixels of both.
        var size = stackalloc ushort[4];
        return ioctl(descriptor, GetWindowSize, size) == 0 ? size[1] : 0;
    }

    [LibraryImport("libc")]
    private static partial int ioctl(int descriptor, nuint request, void* argument);
}
