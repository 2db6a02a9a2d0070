using System.Text;
using Heapline.Analysis.Dat;
using Heapline.Capture;
using Heapline.Collector.Sampling;

namespace Heapline.Cli.Running;

/// <summary>
/// A recording whose result is to be a profile of the original mprof. Each reading is appended to the file at once, so that it holds what was seen so far whatever becomes
/// of us; the calls of decorated functions come after them at the end, from a capture that is recorded beside.
/// </summary>
internal sealed class DatRun : IReadingObserver, IDisposable
{
    private const double Mebibyte = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("heapline-").FullName;
    private readonly string _path;
    private readonly bool _sumChildren;
    private readonly bool _eachChild;
    private readonly FileStream _file;
    private readonly StreamWriter _writer;
    private readonly long _lengthBefore;
    private readonly Dictionary<int, long> _running = [];
    private double? _startUnixSeconds;

    /// <param name="path">The file, which is appended to.</param>
    /// <param name="command">What is run.</param>
    /// <param name="sumChildren">As the original's <c>--include-children</c>.</param>
    /// <param name="eachChild">As the original's <c>--multiprocess</c>.</param>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public DatRun(string path, IEnumerable<string> command, bool sumChildren, bool eachChild)
    {
        (_path, _sumChildren, _eachChild) = (path, sumChildren, eachChild);
        try
        {
            _file = OwnFile.Append(path);
            _lengthBefore = _file.CanSeek ? _file.Length : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Directory.Delete(_folder, recursive: true);
            throw new UserErrorException($"the profile cannot be written: {e.Message}");
        }
        _writer = new StreamWriter(_file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        if (!EndsInLineEnd(path, _lengthBefore))
            _writer.Write('\n');
        DatWriter.Command(_writer, DatWriter.CommandLine(command));
        Flush();
    }

    /// <summary>Where the capture goes meanwhile.</summary>
    public string CapturePath => Path.Combine(_folder, "run" + CaptureFile.Extension);

    /// <summary>Whether a file of this name shall be such a profile.</summary>
    public static bool IsWanted(string? output) => output is not null && output.EndsWith(".dat", StringComparison.OrdinalIgnoreCase);

    /// <summary>As the other, for a recording that is to begin.</summary>
    /// <exception cref="UserErrorException">It shall be one, and without paths: it begins with a command line.</exception>
    public static bool IsWanted(string path, Redactions redactions) => IsWanted(path)
        && (redactions.HasFlag(Redactions.Paths) ? throw new UserErrorException($"a .dat file names the command that was run; with --redact-paths write a capture, not {path}") : true);

    /// <inheritdoc/>
    public void Read(int process, int pid, long timeNs, long bytes)
    {
        _running[process] = bytes;
        if (process == 0 && !_sumChildren)
            DatWriter.Reading(_writer, null, At(timeNs, bytes));
        else if (process > 0 && _eachChild)
            DatWriter.Reading(_writer, pid, At(timeNs, bytes));
    }

    /// <inheritdoc/>
    public void Ended(int process) => _running.Remove(process);

    /// <inheritdoc/>
    public void RoundEnded(long timeNs)
    {
        if (_sumChildren && _running.ContainsKey(0))
            DatWriter.Reading(_writer, null, At(timeNs, _running.Values.Sum()));
        Flush();
    }

    /// <summary>Adds what is known when the recording is over.</summary>
    public void Finish()
    {
        foreach (var call in DatOfCapture.Of(CaptureReader.Read(CapturePath), sumChildren: false, children: false).Calls)
            DatWriter.Call(_writer, call);
        Flush();
    }

    /// <summary>Nothing was run: the file is as it was before.</summary>
    public void TakeBack()
    {
        _file.SetLength(_lengthBefore);
        if (_lengthBefore == 0)
            File.Delete(_path);
    }

    public void Dispose()
    {
        _writer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // The program may append to the file itself, as the original's own `python -m memory_profiler --timestamp -o FILE` does.
    private void Flush()
    {
        _file.Seek(0, SeekOrigin.End);
        _writer.Flush();
    }

    private DatReading At(long timeNs, long bytes)
    {
        // The first reading is told at the time it was made.
        _startUnixSeconds ??= (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds - timeNs / 1e9;
        return new DatReading(_startUnixSeconds.Value + timeNs / 1e9, bytes / Mebibyte);
    }

    // A profile that was cut in its last line goes on in the next.
    private static bool EndsInLineEnd(string path, long length)
    {
        if (length == 0)
            return true;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
