using System.Text.RegularExpressions;

namespace Heapline.Capture.Records;

/// <summary>
/// Puts a number in the place of every path: the first file is <c>redacted-1.py</c>, and stays it through the run. Python's own library, the same for
/// everybody, keeps its name: <c>python3.12/json/decoder.py</c>. Of a command nothing stays but the name of an interpreter.
/// </summary>
internal sealed partial class PathRedaction
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>What to call a file.</summary>
    public string File(string file)
    {
        // <string>, <frozen importlib._bootstrap>: no files. What else stands in such brackets a program has chosen.
        if (file.Length == 0 || Pseudo().IsMatch(file))
            return file;
        if (Library().Match(file) is { Success: true } library)
            return library.Groups["name"].Value;
        if (!_names.TryGetValue(file, out var name))
            _names.Add(file, name = $"redacted-{_names.Count + 1}.py");
        return name;
    }

    /// <summary>What to write of a command line.</summary>
    public static string[] Command(IReadOnlyList<string> command) => command.Count == 0 ? []
        : Interpreter().Match(command[0]) is { Success: true } python ? [python.Groups["name"].Value, "redacted"] : ["redacted"];

    /// <summary>A sentence without the paths in it.</summary>
    public static string Sentence(string text) => AnyPath().Replace(text, "(path)");

    /// <summary>A name that a thread or a process goes by: kept unless it is that of a file.</summary>
    public static string Name(string name) => name.Contains('/') || name.Contains('.') ? "redacted" : name;

    [GeneratedRegex(@"^<(string|stdin|unknown|frozen [\w.]+|__array_function__ internals)>$", RegexOptions.CultureInvariant)]
    private static partial Regex Pseudo();

    // lib/python3.12/ and what follows, unless it is what somebody has installed.
    [GeneratedRegex(@"/lib(64)?/(?<name>python3\.\d+/(?!site-packages/|dist-packages/).+\.py)$", RegexOptions.CultureInvariant)]
    private static partial Regex Library();

    [GeneratedRegex(@"(^|/)(?<name>python[\d.]*t?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Interpreter();

    [GeneratedRegex(@"(?<![\w])~?\.{0,2}/[^\s:;,'""()]+", RegexOptions.CultureInvariant)]
    private static partial Regex AnyPath();
}
