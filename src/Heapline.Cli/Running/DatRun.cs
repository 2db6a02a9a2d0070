using System.Text;
using Heapline.Analysis.Dat;
using Heapline.Capture;

namespace Heapline.Cli.Running;

/// <summary>A recording whose result is to be a profile of the original mprof: it is recorded into a capture beside, which then makes the profile.</summary>
internal sealed class DatRun : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-").FullName;

    /// <summary>Whether a file of this name shall be such a profile.</summary>
    public static bool IsWanted(string? output) => output is not null && output.EndsWith(".dat", StringComparison.OrdinalIgnoreCase);

    /// <summary>Where the capture goes meanwhile.</summary>
    public string CapturePath => Path.Combine(_folder, "run" + CaptureFile.Extension);

    /// <summary>Makes the profile.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="sumChildren">As the original's <c>--include-children</c>.</param>
    /// <param name="children">As the original's <c>--multiprocess</c>.</param>
    public void Finish(string path, bool sumChildren, bool children)
    {
        var profile = DatOfCapture.Of(CaptureReader.Read(CapturePath), sumChildren, children);
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        DatWriter.Write(writer, profile);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
