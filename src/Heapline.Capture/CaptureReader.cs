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
    public static CaptureData Read(string path) => Read(path, onBlock: null);

    /// <summary>The same without the texts of source files, which may be most of a short run's capture.</summary>
    /// <exception cref="CaptureException">The file cannot be read, or is no capture that this version knows.</exception>
    public static CaptureData ReadFigures(string path)
    {
        using var stream = Open(path);
        return Read(new BlockSource(stream, path) { Skipped = BlockKind.Sources }, onBlock: null);
    }

    /// <summary>The same, for those who want to know how far it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="onBlock">Told after each block what share of the file is read, 0 to 1.</param>
    /// <exception cref="CaptureException">The file cannot be read, or is no capture that this version knows.</exception>
    public static CaptureData Read(string path, Action<double>? onBlock)
    {
        using var stream = Open(path);
        return Read(stream, path, onBlock is null || !stream.CanSeek ? null : () => onBlock((double)stream.Position / Math.Max(stream.Length, 1)));
    }

    /// <summary>Reads only what was run, from the capture's first block: quick however long the capture is.</summary>
    /// <exception cref="CaptureException">The file cannot be read, or is no capture that this version knows.</exception>
    public static RunInfo ReadRun(string path)
    {
        using var stream = Open(path);
        var source = new BlockSource(stream, path);
        source.ReadHeader();
        var content = new CaptureContent();
        var damage = ReadBlocks(source, content, untilRun: true);
        return content.Run ?? throw NoRun(source, damage);
    }

    /// <summary>Reads a capture from a stream's present position to its end.</summary>
    /// <param name="stream">Where to read; need not be able to seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="CaptureException">The stream cannot be read, or holds no capture that this version knows.</exception>
    public static CaptureData Read(Stream stream, string name = "the capture") => Read(stream, name, onBlock: null);

    private static CaptureData Read(Stream stream, string name, Action? onBlock) => Read(new BlockSource(stream, name), onBlock);

    private static CaptureData Read(BlockSource source, Action? onBlock)
    {
        source.ReadHeader();
        var content = new CaptureContent();
        var damage = ReadBlocks(source, content, onBlock: onBlock);
        return content.Run is null ? throw NoRun(source, damage) : content.ToData(damage);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.SequentialScan,
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CaptureException(DiagnosticId.CannotRead, $"cannot read {path}: {e.Message}", e);
        }
    }

    private static CaptureException NoRun(BlockSource source, string? damage) =>
        source.Refuse(DiagnosticId.NoRun, $"it ends before it says what was run: {damage}");

    private static string? ReadBlocks(BlockSource source, CaptureContent content, bool untilRun = false, Action? onBlock = null)
    {
        string? damage;
        while (source.TryRead(out var kind, out var raw, out damage))
        {
            try
            {
                content.Add(kind, raw, source.Offset);
            }
            catch (InvalidBlockException e)
            {
                return At(source, e.Message);
            }

            onBlock?.Invoke();
            if (untilRun && content.Run != null)
                return null;
            if (content.End != null)
                return source.AtEnd() ? null : At(source, "expected the end of the file after the end of the run, found more bytes");
        }

        return At(source, damage ?? "expected the end of the run, found the end of the file");
    }

    private static string At(BlockSource source, string what) => $"at byte {source.BlockOffset}: {what}";
}
