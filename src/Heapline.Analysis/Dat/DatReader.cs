using System.Globalization;
using Heapline.Capture;

namespace Heapline.Analysis.Dat;

/// <summary>
/// Reads what memory_profiler's mprof has written. Lines that make no sense are passed over, counted, and the first of them is told by its
/// number; no content whatever makes it throw anything but a <see cref="CaptureException"/>, or take memory out of proportion to the file.
/// </summary>
public sealed class DatReader
{
    // 1 PiB; and the year 2255, so that a run's nanoseconds fit into 64 bits wherever it starts.
    private const double MostMebibytes = 1L << 30;
    private const double LastSecond = 9e9;

    private readonly List<DatReading> _readings = [];
    private readonly Dictionary<int, List<DatReading>> _children = [];
    private readonly List<int> _pids = [];
    private readonly List<DatCall> _calls = [];
    private string? _command;
    private string? _firstFault;
    private int _faults;
    private int _understood;

    private DatReader()
    {
    }

    /// <summary>Reads a file from a stream's present position to its end.</summary>
    /// <param name="stream">Where to read; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="CaptureException">The stream cannot be read, or has lines but none of this format.</exception>
    public static DatProfile Read(Stream stream, string name)
    {
        var reader = new DatReader();
        try
        {
            using var lines = new DatLines(stream);
            while (lines.Next() is { } line)
                reader.Take(lines, line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CaptureException(DiagnosticId.CannotRead, $"cannot read {name}: {e.Message}", e);
        }
        if (reader is { _understood: 0, _firstFault: { } fault })
            throw new CaptureException(DiagnosticId.NotACapture, $"{name} is neither a Heapline capture nor a profile of the original mprof: {fault}");
        return reader.Finish();
    }

    private DatProfile Finish() => new()
    {
        Command = _command,
        Readings = InOrder(_readings),
        Children = [.. _pids.Select(pid => new DatChild(pid, InOrder(_children[pid])))],
        Calls = _calls,
        Damage = _firstFault is null ? null : _faults == 1 ? _firstFault : $"{_firstFault}; {_faults - 1} more such lines were passed over",
    };

    private static List<DatReading> InOrder(List<DatReading> readings) =>
        readings.Zip(readings.Skip(1)).All(pair => pair.First.UnixSeconds <= pair.Second.UnixSeconds) ? readings : [.. readings.OrderBy(reading => reading.UnixSeconds)];

    private void Take(DatLines lines, string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        var word = space < 0 ? line : line[..space];
        var value = space < 0 ? "" : line[(space + 1)..];
        string? wrong = lines.IsCut ? "a record" : word switch
        {
            DatFormat.CommandLine => Understood(() => _command = value),
            DatFormat.Memory => TryReading(lines, value, out var reading) ? Understood(() => _readings.Add(reading)) : "MEM, MiB and a time",
            DatFormat.Child => TakeChild(lines, value),
            DatFormat.Function => TakeCall(value),
            "" => "a record",
            // A later version's word is none of ours to judge; what is no word at all is damage.
            _ => word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && space > 0 ? null : "a record",
        };
        // A file of words that nobody knows is no profile.
        if (wrong is null && _understood == 0)
            _firstFault ??= Fault(lines.Number, "CMDLINE, MEM, CHLD or FUNC", line);
        else if (wrong is not null)
        {
            if (_faults++ == 0)
                _firstFault = Fault(lines.Number, wrong, line);
        }
        else if (_faults == 0)
            _firstFault = null;
    }

    private string? Understood(Action take)
    {
        take();
        _understood++;
        return null;
    }

    private static string Fault(int number, string expected, string found) =>
        string.Create(CultureInfo.InvariantCulture, $"line {number}: expected {expected}, found {Shown(found)}");

    private static string Shown(string line) => line.Length == 0 ? "a blank line" : line.Length <= 60 ? $"'{line}'" : $"'{line[..57]}…'";

    private string? TakeChild(DatLines lines, string value)
    {
        const string expected = "CHLD, a process id, MiB and a time";
        int space = value.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !int.TryParse(value.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            || !TryReading(lines, value[(space + 1)..], out var reading))
            return expected;
        return Understood(() =>
        {
            if (!_children.TryGetValue(pid, out var readings))
            {
                _children[pid] = readings = [];
                _pids.Add(pid);
            }
            readings.Add(reading);
        });
    }

    private string? TakeCall(string value)
    {
        const string expected = "FUNC, a name, MiB and time in, MiB and time out";
        var values = value.Split(' ');
        if (values.Length < 5 || values[0].Length == 0 || !TryReading(values[1], values[2], out var start) || !TryReading(values[3], values[4], out var end)
            || end.UnixSeconds < start.UnixSeconds)
            return expected;
        int level = values.Length > 5 && int.TryParse(values[5], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int given) ? Math.Clamp(given, 0, 10_000) : 0;
        return Understood(() => _calls.Add(new DatCall(values[0], start, end, level)));
    }

    private static bool TryReading(DatLines lines, string value, out DatReading reading)
    {
        reading = default;
        var values = value.Split(' ');
        if (values.Length < 2)
            return false;
        // A time that was cut in its middle is still a number, only the wrong one; a whole one has four decimals.
        if (!lines.IsTerminated && values[1].Length - values[1].IndexOf('.', StringComparison.Ordinal) != 5)
            return false;
        return TryReading(values[0], values[1], out reading);
    }

    private static bool TryReading(string mebibytes, string seconds, out DatReading reading)
    {
        reading = default;
        if (!double.TryParse(mebibytes, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) || !(amount is >= 0 and <= MostMebibytes)
            || !double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double time) || !(time is >= 0 and <= LastSecond))
            return false;
        reading = new DatReading(time, amount);
        return true;
    }
}
