using Heapline.Capture.Format;

namespace Heapline.Capture.Merging;

/// <summary>
/// Keeps a capture's file below a size. When it is three quarters full, a thread of its own copies it with its old ticks merged, while the writer writes on;
/// then the copy gets what came meanwhile and takes the file's place by one rename: at every instant there is a whole capture under its name.
/// </summary>
internal sealed class CaptureCap(string path, long bytes) : IDisposable
{
    private const string Extension = ".merging";

    private readonly CancellationTokenSource _stop = new();
    private Task<(BlockSink Copy, BlockSource Remaining)>? _merge;
    private long _startAt = bytes / 4 * 3;
    private string? _problem;

    /// <summary>The most bytes that the file may have.</summary>
    public long Bytes => bytes;

    /// <summary>Begins or ends a merge, as it is time to. To be called when everything in the file is whole.</summary>
    /// <returns>The file to write on with.</returns>
    public BlockSink AtWholeRecords(BlockSink sink)
    {
        if (_merge is { IsCompleted: true })
            return Exchange(sink, sink.Offset).Sink;
        if (_merge is null && sink.Offset >= _startAt)
            Start(sink, sink.Offset);
        return sink;
    }

    /// <summary>Makes room now, waiting for a merge. Records may be cut at the file's end: what is appended to a copy goes on where they are cut.</summary>
    /// <param name="sink">The file.</param>
    /// <param name="whole">Up to where all records are whole.</param>
    /// <returns>The file to write on with, and up to where all its records are whole.</returns>
    public (BlockSink Sink, long Whole) MakeRoom(BlockSink sink, long whole)
    {
        if (_merge is null)
            Start(sink, whole);
        return Exchange(sink, whole);
    }

    /// <summary>What to say when there is no room left.</summary>
    public CaptureException IsFull(string name) => new(
        DiagnosticId.CannotWrite,
        $"cannot write {name}: it may have {bytes} bytes at most, and {_problem ?? "holds nothing more that could be merged: names, call stacks and single calls take them"}");

    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            if (_merge is not null)
                Close(_merge.GetAwaiter().GetResult());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or UnauthorizedAccessException or CaptureException)
        {
            // There is nobody left to tell, and nothing is lost: the file itself was not touched.
        }

        _stop.Dispose();
        if (_merge is not null)
            Remove();
    }

    private void Start(BlockSink sink, long whole)
    {
        var name = sink.ReadableName;
        _merge = Task.Factory.StartNew(
            () => CaptureMerge.Run(() => Open(name), whole, bytes / 2, Make, _stop.Token), _stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static BlockSource Open(string name)
    {
        var source = new BlockSource(
            new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16), "the capture");
        source.ReadHeader();
        return source;
    }

    private BlockSink Make()
    {
        Remove();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new BlockSink(new FileStream(path + Extension, options), path);
    }

    private void Remove() => File.Delete(path + Extension);

    private (BlockSink Sink, long Whole) Exchange(BlockSink sink, long whole)
    {
        var merge = _merge!;
        _merge = null;
        (BlockSink Copy, BlockSource Remaining)? made = null;
        try
        {
            made = merge.GetAwaiter().GetResult();
            var (copy, rest) = made.Value;
            CaptureMerge.Append(copy, rest, whole);
            var wholeInCopy = copy.Offset;
            CaptureMerge.Append(copy, rest, sink.Offset);
            if (!OperatingSystem.IsWindows() && File.Exists(path))
                File.SetUnixFileMode(path + Extension, File.GetUnixFileMode(path));
            File.Move(path + Extension, path, overwrite: true);
            rest.Dispose();
            sink.Dispose();
            _startAt = Math.Max(_startAt, (copy.Offset + bytes) / 2);
            return (copy, wholeInCopy);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CaptureException)
        {
            // The file is as it was, and may still grow to its cap.
            _problem = $"could not be merged: {e.Message}";
            _startAt = (sink.Offset + bytes) / 2;
            if (made is { } files)
                Close(files);
            Remove();
            return (sink, whole);
        }
    }

    private static void Close((BlockSink Copy, BlockSource Remaining) files)
    {
        files.Copy.Dispose();
        files.Remaining.Dispose();
    }
}
