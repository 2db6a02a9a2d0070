using Heapline.Capture.Format;
using Heapline.Capture.Merging;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>The least that a file may be bounded to, in bytes: 1 MiB. Below, names and call stacks alone often take more.</summary>
    public const long LeastMaxBytes = 1 << 20;

    private CaptureCap? _cap;
    private long _wholeBytes;
    private bool _isWithinRecord;
    private bool _isCut;

    /// <summary>How many bytes the file may still grow by; <see cref="long.MaxValue"/> where it is not bounded.</summary>
    public long RoomBytes => _cap is null ? long.MaxValue : Math.Max(0, _cap.Bytes - _sink.Offset);

    /// <summary>
    /// As the other that takes a path, with a file that never has more than <paramref name="maxBytes"/>. When it comes near, its old ticks are merged, which changes
    /// no sum: what was allocated, is alive, was alive at the peak stay exact, at the boundaries that are left. What cannot be merged (names, call stacks) may still
    /// fill it; then writing throws.
    /// </summary>
    /// <param name="path">A regular file; for another kind of file there is no bound.</param>
    /// <param name="run">What is run.</param>
    /// <param name="maxBytes">At least <see cref="LeastMaxBytes"/>.</param>
    /// <param name="redactions">What is kept out.</param>
    /// <exception cref="CaptureException">The file cannot be made or written to.</exception>
    public static CaptureWriter Create(string path, RunInfo run, long maxBytes, Redactions redactions = Redactions.None)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, LeastMaxBytes);
        var writer = Create(path, run, redactions);
        if (writer._sink.ReadableName.Length > 0)
            writer._cap = new CaptureCap(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path), maxBytes);
        return writer;
    }

    private void WriteWithinCap(BlockKind kind, ReadOnlySpan<byte> raw)
    {
        for (var merges = 0; !_sink.TryWrite(kind, raw, _cap?.Bytes ?? long.MaxValue); merges++)
            MakeRoom(merges);
    }

    private void MakeRoom(int merges)
    {
        // The first merge may be one that began long ago, and make little room.
        if (merges == 2)
            _sink.Fail(_cap!.IsFull(_sink.Name));
        (_sink, _wholeBytes) = _cap!.MakeRoom(_sink, _wholeBytes);
    }

    private void RecordsAreWhole()
    {
        if (_isWithinRecord)
            return;
        _isCut = false;
        if (_cap is not null)
            _sink = _cap.AtWholeRecords(_sink);
        _wholeBytes = _sink.Offset;
    }
}
