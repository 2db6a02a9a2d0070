using System.Text.Json;

namespace Heapline.EndToEnd.Tests.Processes;

/// <summary>One run of a target with several processes, and what the reports say of each.</summary>
internal sealed class TreeRun : IDisposable
{
    private readonly Workplace _workplace;

    private TreeRun(Workplace workplace, CommandResult result, JsonElement stats)
    {
        _workplace = workplace;
        Result = result;
        Stats = stats;
    }

    public CommandResult Result { get; }
    public JsonElement Stats { get; }
    public IReadOnlyList<JsonElement> Processes => [.. Stats.GetProperty("process_list").EnumerateArray()];
    public IReadOnlyList<JsonElement> Threads => [.. Stats.GetProperty("thread_list").EnumerateArray()];

    public static async Task<TreeRun> StartAsync(string python, string target, params string[] arguments)
    {
        var workplace = new Workplace();
        var result = await Mprof.RunAsync(
            ["run", "-o", workplace.File("it.mprofile"), Interpreters.PathOf(python), SourceTree.Target(target), .. arguments], workplace.Folder);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{target}.py under Python {python}: {result}");
        return new TreeRun(workplace, result, await AskAsync(workplace, "stats"));
    }

    /// <summary>A target that goes on until its input ends: when something has been seen.</summary>
    public static async Task<TreeRun> UntilAsync(string python, string target, Func<JsonElement, bool> isSeen)
    {
        var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        return await UntilAsync(workplace, (_, over) => Seen.InCaptureAsync(capture, isSeen, over), ["run", "-o", capture, Interpreters.PathOf(python), SourceTree.Target(target)]);
    }

    /// <summary>The same of any command, and of what is given the process id of mprof.</summary>
    public static Task<TreeRun> OfCommandUntilAsync(Func<int, CancellationToken, Task> until, string[] options, params string[] command)
    {
        var workplace = new Workplace();
        return UntilAsync(workplace, until, ["run", .. options, "-o", workplace.File("it.mprofile"), .. command]);
    }

    private static async Task<TreeRun> UntilAsync(Workplace workplace, Func<int, CancellationToken, Task> until, string[] arguments)
    {
        var result = await Mprof.RunAsync(arguments, workplace.Folder, until: until);
        return result.ExitCode == 0 ? new TreeRun(workplace, result, await AskAsync(workplace, "stats")) : throw new InvalidOperationException($"mprof {string.Join(' ', arguments)}: {result}");
    }

    /// <summary>A command that becomes Python.</summary>
    public static async Task<TreeRun> OfPythonAsync(params string[] command)
    {
        var workplace = new Workplace();
        var result = await Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), .. command], workplace.Folder);
        return result.ExitCode == 0 ? new TreeRun(workplace, result, await AskAsync(workplace, "stats")) : throw new InvalidOperationException($"{command[0]}: {result}");
    }

    public JsonElement Process(string name) => Processes.Single(process => process.GetProperty("name").GetString() == name);

    /// <summary>Bytes and blocks of a marked line, of all processes or those that the options name.</summary>
    public async Task<(long AllocatedBytes, long Allocations, long LiveBytes, long Live)> LineAsync(string target, string mark, params string[] options)
    {
        var line = SourceTree.Line(target, mark);
        var lines = await AskAsync(_workplace, "lines", options);
        var found = lines.GetProperty("lines").EnumerateArray()
            .Where(row => row.GetProperty("line").GetInt32() == line && row.GetProperty("file").GetString()!.EndsWith("/" + target + ".py", StringComparison.Ordinal)).ToList();
        long Sum(string key) => found.Sum(row => row.GetProperty(key).GetInt64());
        return (Sum("allocated_bytes"), Sum("allocations"), Sum("live_at_end_bytes"), Sum("live_at_end_allocations"));
    }

    public Task<JsonElement> AskAsync(string verb, params string[] options) => AskAsync(_workplace, verb, options);

    public void Dispose() => _workplace.Dispose();

    private static async Task<JsonElement> AskAsync(Workplace workplace, string verb, params string[] options)
    {
        var answer = await Mprof.RunAsync([verb, "--json", .. options, workplace.File("it.mprofile")], workplace.Folder);
        if (answer.ExitCode != 0)
            throw new InvalidOperationException($"mprof {verb} --json failed: {answer}");
        using var document = JsonDocument.Parse(answer.Output);
        return document.RootElement.Clone();
    }
}
