using System.Globalization;
using System.Text;

namespace Heapline.Analysis.Dat;

/// <summary>Writes a profile so that memory_profiler's own mprof reads it.</summary>
public static class DatWriter
{
    /// <summary>Writes the records: the command, the calls, then readings of the program and of its children in the order of time.</summary>
    /// <param name="output">Where to; lines end in a bare line feed.</param>
    /// <param name="profile">What to write.</param>
    public static void Write(TextWriter output, DatProfile profile)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(profile);
        Command(output, profile.Command ?? "");
        foreach (var call in profile.Calls)
            Call(output, call);
        var readings = profile.Readings.Select(reading => (Pid: (int?)null, Reading: reading))
            .Concat(profile.Children.SelectMany(child => child.Readings.Select(reading => (Pid: (int?)child.Pid, Reading: reading))));
        foreach (var (pid, reading) in readings.OrderBy(entry => entry.Reading.UnixSeconds))
            Reading(output, pid, reading);
    }

    /// <summary>Writes what was run.</summary>
    public static void Command(TextWriter output, string command)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write($"{DatFormat.CommandLine} {OneLine(command)}\n");
    }

    /// <summary>Writes a call of a decorated function.</summary>
    public static void Call(TextWriter output, DatCall call)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(call);
        output.Write(string.Create(CultureInfo.InvariantCulture,
            $"{DatFormat.Function} {Word(call.Name)} {call.In.Mebibytes:F4} {call.In.UnixSeconds:F4} {call.Out.Mebibytes:F4} {call.Out.UnixSeconds:F4} {call.Level}\n"));
    }

    /// <summary>Writes a reading: of a child, or of the program itself where <paramref name="pid"/> is null.</summary>
    public static void Reading(TextWriter output, int? pid, DatReading reading)
    {
        ArgumentNullException.ThrowIfNull(output);
        var word = pid is null ? DatFormat.Memory : string.Create(CultureInfo.InvariantCulture, $"{DatFormat.Child} {pid}");
        output.Write(string.Create(CultureInfo.InvariantCulture, $"{word} {reading.Mebibytes:F6} {reading.UnixSeconds:F4}\n"));
    }

    /// <summary>A command line as the original writes it: an argument that holds a blank or a tab stands in single quotes.</summary>
    public static string CommandLine(IEnumerable<string> command) =>
        string.Join(' ', command.Select(argument => argument.AsSpan().IndexOfAny(' ', '\t') < 0 ? argument : $"'{argument}'"));

    // A line break within would make a record that the original's reader stops at; and what a terminal obeys has no place in a text file either.
    private static string OneLine(string text) => text.Any(IsUnseen) ? Replaced(text, IsUnseen, ' ') : text;

    private static string Word(string name) => name.Length == 0 ? "_" : name.Any(IsNoLetter) ? Replaced(name, IsNoLetter, '_') : name;

    private static bool IsNoLetter(char letter) => char.IsWhiteSpace(letter) || IsUnseen(letter);

    private static bool IsUnseen(char letter) => char.GetUnicodeCategory(letter) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Replaced(string text, Func<char, bool> which, char by)
    {
        var replaced = new StringBuilder(text.Length);
        foreach (var letter in text)
            replaced.Append(which(letter) ? by : letter);
        return replaced.ToString();
    }
}
