using Heapline.Capture;

namespace Heapline.Analysis;

/// <summary>The names that a timeline shows.</summary>
internal static class TimelineNames
{
    /// <summary>The command line: the program without its folder, then the arguments, quoted where a shell would need it.</summary>
    public static string CommandLine(IReadOnlyList<string> command) =>
        string.Join(' ', command.Select((argument, index) => Quoted(index == 0 && Path.GetFileName(argument) is { Length: > 0 } name ? name : argument)));

    /// <summary>File name of the script: the first argument that ends in <c>.py</c>, else of the program.</summary>
    public static string ScriptOf(IReadOnlyList<string> command)
    {
        var script = command.FirstOrDefault(argument => argument.EndsWith(".py", StringComparison.Ordinal)) ?? (command.Count > 0 ? command[0] : "");
        return string.IsNullOrEmpty(script) ? "unnamed run" : Path.GetFileName(script) is { Length: > 0 } name ? name : script;
    }

    /// <summary>
    /// A label for each function: the shortest suffix of its dotted name that no other function of the list ends in
    /// (as <c>function_labels</c> of memory_profiler's mprof labels them). Functions of one file and name tell their line.
    /// </summary>
    public static IReadOnlyDictionary<Function, string> ShortLabels(IEnumerable<Function> functions)
    {
        var labels = new Dictionary<Function, string>();
        var distinct = functions.Distinct().ToList();
        foreach (var sameName in distinct.GroupBy(DottedName))
        {
            foreach (var function in sameName)
                labels[function] = sameName.Key;
        }

        var shortened = Shorten([.. labels.Values.Distinct()]);
        var alike = distinct.ToLookup(DottedName);
        foreach (var function in distinct)
        {
            var label = shortened[labels[function]];
            labels[function] = alike[DottedName(function)].Count() > 1 ? $"{label}:{function.FirstLine}" : label;
        }

        return labels;
    }

    // Which suffix is free depends only on the names that share it, so each round looks at one group with one part more.
    private static Dictionary<string, string> Shorten(IReadOnlyList<string> names)
    {
        var labels = new Dictionary<string, string>();
        var groups = new Queue<(IReadOnlyList<string> Names, int Parts)>([(names, 1)]);
        while (groups.TryDequeue(out var group))
        {
            foreach (var same in group.Names.GroupBy(name => Suffix(name, group.Parts)))
            {
                if (same.Count() == 1)
                    labels[same.Single()] = same.Key;
                else
                    groups.Enqueue(([.. same], group.Parts + 1));
            }
        }

        return labels;
    }

    private static string Suffix(string dotted, int parts) => string.Join('.', dotted.Split('.').TakeLast(parts));

    // /src/tool/io.py, read → src.tool.io.read: the path stands in for the module, which a code object does not name.
    private static string DottedName(Function function)
    {
        var path = function.File.EndsWith(".py", StringComparison.Ordinal) ? function.File[..^3] : function.File;
        return string.Join('.', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Append(function.Name));
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsLetterOrDigit(letter) || "-_./:=,+@%".Contains(letter))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
