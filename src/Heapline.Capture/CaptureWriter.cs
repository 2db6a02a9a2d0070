using Heapline.Capture.Format;
using Heapline.Capture.Records;

namespace Heapline.Capture;

/// <summary>
/// Writes a capture while the program runs. What is added gathers in memory until 128 KiB are together or <see cref="Flush"/> is called, then goes to
/// the file in whole blocks: a writer that dies loses what it gathered since, and nothing before. For one thread at a time.
/// Everything must be defined before it is used; ids are given in order, from 0. Values that contradict the model (a number below zero or beyond
/// <see cref="Bounds"/>, an id that was never given, ticks that go back) throw an <see cref="ArgumentException"/>. Writing throws a <see cref="CaptureException"/> when the file refuses it, and
/// from then on every call that would write throws it again.
/// </summary>
public sealed partial class CaptureWriter : IDisposable
{
    private readonly Action _flushWithinRecord;
    private BlockSink _sink;
    private readonly KnownIds _known = new();
    private readonly Bounds _bounds = new(text => new ArgumentException(text));
    private readonly RecordBuffer?[] _buffers = new RecordBuffer?[byte.MaxValue + 1];
    private readonly List<RecordBuffer> _inUse = []; // those that are there: asked for their length after every record
    private readonly Redactions _redactions;
    private readonly PathRedaction? _paths;
    private readonly OutlineBook _outline;
    private bool _finished;

    private CaptureWriter(BlockSink sink, RunInfo run, Redactions redactions)
    {
        _sink = sink;
        _flushWithinRecord = FlushWithinRecord;
        _redactions = redactions;
        _outline = new OutlineBook(run);
        _paths = redactions.HasFlag(Redactions.Paths) ? new PathRedaction() : null;
        _bounds.Time(run.IntervalNs);
        RunRecords.Write(Buffer(BlockKind.Run), _paths is null ? run : run with { Command = PathRedaction.Command(run.Command), WorkingDirectory = "" });
        if (redactions != Redactions.None)
            Buffer(BlockKind.Redactions).Number((int)redactions);
        Flush();
    }

    /// <summary>
    /// What was written of the processes as wholes: ticks without what changed in them, of readings of resident memory each process's highest, neither call stacks nor sites. Null where that
    /// was too much to keep, and where the file is bounded: then it may say less.
    /// </summary>
    public CaptureData? Outline => _cap is null ? _outline.ToData() : null;

    /// <summary>Bytes given to the file so far.</summary>
    public long BytesWritten => _sink.Offset;

    /// <summary>
    /// Makes the file, readable and writable by its owner alone (mode 0600), and writes its first block. A file that is there already is overwritten and
    /// keeps its mode.
    /// </summary>
    /// <exception cref="CaptureException">The file cannot be made or written to: "cannot write PATH: REASON".</exception>
    public static CaptureWriter Create(string path, RunInfo run, Redactions redactions = Redactions.None)
    {
        FileStream stream;
        try
        {
            stream = OwnFile.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw BlockSink.CannotWrite(path, e);
        }

        return Create(stream, run, path, redactions);
    }

    /// <summary>Writes a capture to a stream from its present position on, and closes the stream when it is disposed.</summary>
    /// <param name="stream">Where to write; need not be able to seek.</param>
    /// <param name="run">What is run.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="redactions">What is kept out of it, whoever adds it.</param>
    /// <exception cref="CaptureException">The stream cannot be written to.</exception>
    public static CaptureWriter Create(Stream stream, RunInfo run, string name = "the capture", Redactions redactions = Redactions.None)
    {
        var sink = new BlockSink(stream, name);
        try
        {
            return new CaptureWriter(sink, run, redactions);
        }
        catch
        {
            sink.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Gives everything gathered to the file. Meant to be called about once a second of the run, so that at most that is lost. Writes nothing when
    /// nothing was added.
    /// </summary>
    /// <exception cref="CaptureException">The file cannot be written to.</exception>
    public void Flush()
    {
        for (var kind = 0; kind < _buffers.Length; kind++)
        {
            if (kind == (int)BlockKind.Peaks)
                WritePeaks();
            if (kind != (int)BlockKind.End)
                WriteBlock((BlockKind)kind);
        }

        WriteBlock(BlockKind.End);

        _files.Clear();
        _stackRecords = _siteRecords = default;
        _spanRecords = default;
        _collectionRecords = default;
        _weightedSite = 0;
        RecordsAreWhole();
    }

    /// <summary>Writes what is left and the end of the run. Nothing can be added after it.</summary>
    /// <exception cref="CaptureException">The file cannot be written to.</exception>
    public void Finish(RunEnd end)
    {
        ArgumentNullException.ThrowIfNull(end);
        ArgumentOutOfRangeException.ThrowIfNegative(end.DurationNs);
        ArgumentOutOfRangeException.ThrowIfNegative(end.Signal);
        _bounds.Time(end.DurationNs);
        RunRecords.Write(Adding(BlockKind.End), _paths is null ? end : end with { Note = PathRedaction.Sentence(end.Note) });
        Flush();
        _finished = true;
    }

    /// <summary>Where the file can be read as long as the writer is open, whatever it is called by now; null where what is written cannot be read again.</summary>
    public string? OpenFile => _sink.ReadableName is { Length: > 0 } open ? open : null;

    /// <summary>
    /// Where the file is, when somebody has deleted it while it was written: it can still be read there until it is closed. Null where it still has a name.
    /// </summary>
    public string? DeletedFile => _sink.DeletedFile;

    /// <summary>Closes the file. Without <see cref="Finish"/>, what was gathered is still written if that can be; readers then say that the end is missing.</summary>
    public void Dispose()
    {
        if (!_finished && !_sink.IsClosed)
        {
            try
            {
                Flush();
            }
            catch (CaptureException)
            {
                // Whoever wanted to know whether it worked has called Flush or Finish.
            }
        }

        _cap?.Dispose();
        _sink.Dispose();
    }

    private RecordBuffer Buffer(BlockKind kind)
    {
        if (_buffers[(int)kind] is { } there)
            return there;
        var buffer = _buffers[(int)kind] = new RecordBuffer();
        _inUse.Add(buffer);
        return buffer;
    }

    private RecordBuffer Adding(BlockKind kind)
    {
        ObjectDisposedException.ThrowIf(_sink.IsClosed, this);
        return _finished ? throw new InvalidOperationException("The capture is finished: nothing can be added.") : Buffer(kind);
    }

    private void FlushIfFull()
    {
        // The end of a record that is cut in the file follows at once: only then is the file whole.
        if (_isCut || Gathered >= CaptureFormat.FlushBytes)
            Flush();
    }

    private void FlushWithinRecord()
    {
        // Later than between records, so that only giants are cut.
        if (Gathered < 2 * CaptureFormat.FlushBytes)
            return;
        _isCut = true;
        Flush();
    }

    private int Gathered
    {
        get
        {
            var gathered = 0;
            foreach (var buffer in _inUse)
                gathered += buffer.Length;
            return gathered;
        }
    }

    private void WriteBlock(BlockKind kind)
    {
        if (_buffers[(int)kind] is not { Length: > 0 } buffer)
            return;
        WriteWithinCap(kind, buffer.Written);
        buffer.Clear();
    }
}
