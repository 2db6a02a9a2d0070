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

    /// <summary>
    /// A target that goes on until a file, its argument, is there: it is made when the capture, as far as it is written, says what is waited for. Readings come as often as the machine lets them.
    /// </summary>
    public static async Task<TreeRun> UntilAsync(string python, string target, Func<JsonElement, bool> isSeen)
    {
        var workplace = new Workplace();
        var (capture, enough) = (workplace.File("it.mprofile"), workplace.File("enough"));
        var run = Mprof.RunAsync(["run", "-o", capture, Interpreters.PathOf(python), SourceTree.Target(target), enough], workplace.Folder);
        while (!run.IsCompleted)
        {
            var answer = await Mprof.RunAsync(["stats", "--json", capture], workplace.Folder);
            if (answer.ExitCode == 0 && isSeen(Parsed(answer)))
                workplace.Write("enough", "");
            await Task.WhenAny(run, Task.Delay(50));
        }
        var result = await run;
        return result.ExitCode == 0 ? new TreeRun(workplace, result, await AskAsync(workplace, "stats")) : throw new InvalidOperationException($"{target}.py under Python {python}: {result}");
    }

    /// <summary>A command that becomes Python.</summary>
    public static async Task<TreeRun> OfPythonAsync(params string[] command)
    {
        var workplace = new Workplace();
        var result = await Mprof.RunAsync(["run", "-o", workplace.File("it.mprofile"), .. command], workplace.Folder);
        return result.ExitCode == 0 ? new TreeRun(workplace, result, await AskAsync(workplace, "stats")) : throw new InvalidOperationException($"{command[0]}: {result}");
    }

    public static async Task<TreeRun> OfCommandAsync(string[] options, params string[] command)
    {
        var workplace = new Workplace();
        var result = await Mprof.RunAsync(["run", .. options, "-o", workplace.File("it.mprofile"), .. command], workplace.Folder);
        return new TreeRun(workplace, result, await AskAsync(workplace, "stats"));
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
        return Parsed(answer);
    }

    private static JsonElement Parsed(CommandResult answer)
    {
        using var document = JsonDocument.Parse(answer.Output);
        return document.RootElement.Clone();
    }
}
