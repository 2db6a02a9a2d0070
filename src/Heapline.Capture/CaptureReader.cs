using Heapline.Capture.Format;

namespace Heapline.Capture;

/// <summary>
/// Reads captures. What is cut or damaged is read up to the last whole block before the damage, and <see cref="CaptureData.Damage"/> says so;
/// no content whatever makes it throw anything but a <see cref="CaptureException"/>, or take memory out of proportion to the file.
/// </summary>
public static class CaptureReader
{
    /// <summary>Reads the capture in a file. One that is still being written can be read too: up to where it is.</summary>
    /// <exception cref="CaptureException">The file cannot be read, or is no capture that this version knows.</exception>
    public static CaptureData Read(string path)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CaptureException(DiagnosticId.CannotRead, $"cannot read {path}: {e.Message}", e);
        }

        using (stream)
            return Read(stream, path);
    }

    /// <summary>Reads a capture from a stream's present position to its end.</summary>
    /// <param name="stream">Where to read; need not be able to seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="CaptureException">The stream cannot be read, or holds no capture that this version knows.</exception>
    public static CaptureData Read(Stream stream, string name = "the capture")
    {
        var source = new BlockSource(stream, name);
        source.ReadHeader();
        var builder = new CaptureContent();
        var damage = ReadBlocks(source, builder);
        if (builder.Run is null)
        {
            throw source.Refuse(
                DiagnosticId.NoRun, $"it ends before it says what was run: {damage}");
        }

        return builder.ToData(damage);
    }

    private static string? ReadBlocks(BlockSource source, CaptureContent content)
    {
        string? damage;
        while (source.TryRead(out var kind, out var raw, out damage))
        {
            try
            {
                content.Add(kind, raw);
            }
            catch (InvalidBlockException e)
            {
                return At(source, e.Message);
            }

            if (content.End != null)
                return source.AtEnd() ? null : At(source, "expected the end of the file after the end of the run, found more bytes");
        }

        return At(source, damage ?? "expected the end of the run, found the end of the file");
    }

    private static string At(BlockSource source, string what) => $"at byte {source.BlockOffset}: {what}";
}
