using System.Text;
using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

public sealed partial class CaptureWriter
{
    /// <summary>Adds the text of a source file; a later text of the same file takes its place.</summary>
    /// <param name="file">The name as in <see cref="Function.File"/>.</param>
    /// <param name="text">The whole text, of any length. Nothing is written of it where <see cref="Redactions"/> keep it out.</param>
    public void AddSource(string file, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(file);
        // A source names paths of its own.
        if (_redactions != Redactions.None)
            return;
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        var buffer = Adding(BlockKind.Sources);
        SourceRecord.WriteHead(buffer, file, bytes.Length);
        _isWithinRecord = true;
        while (!bytes.IsEmpty)
        {
            var run = Math.Min(bytes.Length, CaptureFormat.RunTextBytes);
            buffer.Bytes(bytes[..run]);
            bytes = bytes[run..];
            if (!bytes.IsEmpty)
                FlushWithinRecord();
        }

        _isWithinRecord = false;
        FlushIfFull();
    }

    /// <summary>The same, of a text that was packed before. Nothing is written of it where <see cref="Redactions"/> keep it out.</summary>
    public void Add(PackedSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_redactions != Redactions.None)
            return;
        ObjectDisposedException.ThrowIf(_sink.IsClosed, this);
        if (_finished)
            throw new InvalidOperationException("The capture is finished: nothing can be added.");
        for (var merges = 0; !_sink.TryAppend(source, _cap?.Bytes ?? long.MaxValue); merges++)
            MakeRoom(merges);
        RecordsAreWhole();
    }
}
