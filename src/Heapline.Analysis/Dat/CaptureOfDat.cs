using Heapline.Capture;

namespace Heapline.Analysis.Dat;

/// <summary>A profile of the original mprof in the model that every view takes.</summary>
public static class CaptureOfDat
{
    private const double Mebibyte = 1 << 20;

    /// <summary>
    /// Makes a capture of it, of mode <see cref="DatProfile.Mode"/>. As the original draws it, the memory at each call and return is a point of the
    /// curve, too. Times count from the first point.
    /// </summary>
    /// <param name="profile">The profile.</param>
    /// <param name="name">What the run is called when the file does not say what was run.</param>
    public static CaptureData Of(DatProfile profile, string name)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var points = profile.Readings.Concat(profile.Calls.SelectMany(call => new[] { call.In, call.Out })).OrderBy(point => point.UnixSeconds).ToList();
        var all = points.Concat(profile.Children.SelectMany(child => child.Readings)).ToList();
        double start = points.Count > 0 ? points[0].UnixSeconds : all.Count > 0 ? all.Min(point => point.UnixSeconds) : 0;
        double end = all.Count > 0 ? all.Max(point => point.UnixSeconds) : start;
        long At(double unixSeconds) => Math.Max(0, (long)Math.Round((unixSeconds - start) * 1e9));

        var functions = profile.Calls.Select(call => call.Name).Distinct().Select((function, index) => (function, index)).ToDictionary();
        return new CaptureData
        {
            Run = new RunInfo("", profile.Command is { Length: > 0 } command ? Split(command) : [name], "", DatProfile.Mode,
                DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(start * 1000)).ToLocalTime(), IntervalNs(profile.Readings)),
            End = new RunEnd(At(end), 0, 0, ""),
            Processes = [new ProcessInfo(0, 0, 0, [], "", 0), .. profile.Children.Select((child, index) => new ProcessInfo(index + 1, child.Pid, 0, [], "", 0))],
            Threads = [new ThreadInfo(0, 0, 0, "")],
            Functions = [.. functions.Keys.Select(function => new Function(function, "", 0))],
            Samples =
            [
                .. points.Select(point => new MemorySample(0, At(point.UnixSeconds), Bytes(point))),
                .. profile.Children.SelectMany((child, index) => child.Readings.Select(point => new MemorySample(index + 1, At(point.UnixSeconds), Bytes(point)))),
            ],
            Spans = [.. profile.Calls.OrderBy(call => call.Out.UnixSeconds).Select(call => new FunctionSpan(
                0, new FunctionId(functions[call.Name]), At(call.In.UnixSeconds), At(call.Out.UnixSeconds), Bytes(call.In), Bytes(call.Out), call.Level))],
            Damage = profile.Damage,
        };
    }

    private static long Bytes(DatReading reading) => (long)Math.Round(reading.Mebibytes * Mebibyte);

    private static long IntervalNs(IReadOnlyList<DatReading> readings) =>
        readings.Count < 2 ? 0 : (long)((readings[^1].UnixSeconds - readings[0].UnixSeconds) / (readings.Count - 1) * 1e9);

    // What attached to a process by its name wrote a list as Python prints it; everything else are words, quoted where they hold a blank.
    private static List<string> Split(string command)
    {
        if (command.Length >= 4 && command.StartsWith("['", StringComparison.Ordinal) && command.EndsWith("']", StringComparison.Ordinal))
            return [.. command[2..^2].Split("', '")];
        var words = new List<string>();
        for (int at = 0; at < command.Length;)
        {
            // A quote that nothing closes is a letter as any other.
            int close = command[at] != '\'' ? -1 : command.IndexOf("' ", at + 1, StringComparison.Ordinal) is >= 0 and var found ? found
                : command.EndsWith('\'') && command.Length - 1 > at ? command.Length - 1 : -1;
            bool quoted = close >= 0;
            int end = quoted ? close : command.IndexOf(' ', at) is >= 0 and var blank ? blank : command.Length;
            words.Add(command[(quoted ? at + 1 : at)..end]);
            at = end + (quoted ? 2 : 1);
        }
        return words;
    }
}
