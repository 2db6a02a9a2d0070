using System.Text;
using Heapline.Capture;
using Heapline.Views;

namespace Heapline.Cli;

/// <summary>Standard output as the views want it.</summary>
internal static class Output
{
    /// <summary>Gives a console to <paramref name="write"/> and flushes what it wrote. A reader that went away (<c>| head</c>) is no error.</summary>
    public static int Report(Action<ReportConsole> write)
    {
        var settings = OutputSettings.Detect(
            Console.IsOutputRedirected, StandardStreams.OutputColumns, Environment.GetEnvironmentVariable);
        using var stream = StandardStreams.OpenOutput();
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);
        write(new ReportConsole(writer, settings));
        return ExitCode.Success;
    }

    /// <summary>Gives a plain writer to <paramref name="write"/>, for output that other programs parse: no width, no colours.</summary>
    public static int Text(Action<TextWriter> write)
    {
        using var stream = StandardStreams.OpenOutput();
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16);
        write(writer);
        return ExitCode.Success;
    }

    /// <summary>Writes a file that may be beside a capture, or anywhere else where others lay links: see <see cref="OwnFile"/>.</summary>
    public static void Save(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = OwnFile.Create(path, OwnFile.Shared);
        file.Write(bytes);
    }

    /// <summary>Gives the bare stream to <paramref name="write"/>, for JSON.</summary>
    public static int Json(Action<Stream> write)
    {
        using var stream = StandardStreams.OpenOutput();
        using var buffered = new BufferedStream(stream, 1 << 16);
        write(buffered);
        return ExitCode.Success;
    }
}
