using Heapline.Analysis.Dat;
using Heapline.Capture;

namespace Heapline.Cli.Curves;

/// <summary>Reads the memory curve of a capture of either kind.</summary>
internal static class CurveFile
{
    /// <summary>As a capture, which every view takes.</summary>
    public static CaptureData ReadCapture(string path)
    {
        if (!CaptureFile.IsDat(path))
            return CaptureFile.ReadShowing(path);
        return CaptureOfDat.Of(ReadDat(path), Path.GetFileName(path));
    }

    /// <summary>As a profile of the original mprof.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sumChildren">Whether the readings of a capture's program are to include its children.</param>
    public static DatProfile ReadProfile(string path, bool sumChildren = false) =>
        CaptureFile.IsDat(path) ? ReadDat(path) : DatOfCapture.Of(CaptureFile.ReadShowing(path), sumChildren, children: true);

    private static DatProfile ReadDat(string path)
    {
        FileStream file;
        try
        {
            file = File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(DiagnosticId.CannotRead, $"cannot read {path}: {e.Message}", e);
        }
        using (file)
            return DatReader.Read(file, path);
    }
}
