using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>
/// <c>sampled_across_changes.py</c> under a budget that it passes at once, twice: the program waits for each change, so that its work is done at three rates however fast or slow the machine is.
/// What the target made and kept is known by construction.
/// </summary>
public sealed class BudgetRun : IAsyncLifetime
{
    public const string Target = "sampled_across_changes";
    public static readonly long[] Intervals = [1, 4 << 10, 16 << 10];
    private static readonly int s_header = ObjectSizes.HeaderOf(Interpreters.Newest);

    /// <summary>Bytes of one block on each marked line.</summary>
    public static IReadOnlyDictionary<string, int> Sizes { get; } = new Dictionary<string, int>
    {
        ["waited"] = 300 + s_header, ["kept"] = 400 + s_header, ["dropped"] = 900 + s_header, ["large"] = 100_000 + s_header, ["threaded"] = 2_000 + s_header, ["peak"] = 1_000_000 + s_header, ["own"] = 200 + s_header,
    };

    private Workplace? _workplace;

    internal CommandResult Result { get; private set; } = new(-1, "", "");
    /// <summary>Blocks that the program made while it waited for the next rate.</summary>
    public int Waited { get; private set; }
    /// <summary>The process id of its fork.</summary>
    public int Child { get; private set; }
    /// <summary>Rows of the table.</summary>
    internal List<JsonElement> Rows { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _workplace = new Workplace();
        var environment = new Dictionary<string, string> { ["HEAPLINE_SEED"] = "20261122", ["HEAPLINE_OVERHEAD_STEPS"] = "4K,16K" };
        Result = await Mprof.RunAsync(
            ["run", "--overhead", "0.001%", "-o", _workplace.File("it.mprofile"), Interpreters.PathOf(Interpreters.Newest), SourceTree.Target(Target)], _workplace.Folder, environment: environment);
        Assert.True(Result.ExitCode == 0, Result.ToString());
        var told = Result.Output.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList();
        (Waited, Child) = (told[0], told[1]);
        Assert.Equal(0, told[2]);
        Rows = [.. (await AskAsync("table")).GetProperty("rows").EnumerateArray()];
    }

    public ValueTask DisposeAsync()
    {
        _workplace?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A report as JSON.</summary>
    internal async Task<JsonElement> AskAsync(string verb, params string[] options)
    {
        using var document = JsonDocument.Parse(await TextAsync([verb, "--json", .. options]));
        return document.RootElement.Clone();
    }

    /// <summary>What a verb prints of the capture.</summary>
    internal async Task<string> TextAsync(params string[] arguments)
    {
        var answer = await Mprof.RunAsync([.. arguments, _workplace!.File("it.mprofile")], _workplace.Folder);
        Assert.True(answer.ExitCode == 0, $"{arguments[0]}: {answer}");
        return answer.Output;
    }

    /// <summary>The blocks that <c>bytes(n)</c> made on a marked line, and in a function that called it: they alone come from PyObject_Calloc.</summary>
    internal static IEnumerable<JsonElement> Blocks(IEnumerable<JsonElement> rows, string mark, string? through = null)
    {
        var line = SourceTree.Line(Target, mark);
        return rows.Where(row => row.GetProperty("allocator").GetString() == "PyObject_Calloc" && IsAt(row.GetProperty("stack").EnumerateArray().Last(), line) && (through is null || Passes(row, through)));
    }

    internal static bool Passes(JsonElement row, string function) => row.GetProperty("stack").EnumerateArray().Any(frame => frame.GetProperty("function").GetString() == function && IsOwn(frame));

    internal static bool IsOwn(JsonElement frame) => frame.GetProperty("file").GetString()!.EndsWith($"/{Target}.py", StringComparison.Ordinal);

    /// <summary>The sum of a figure over rows, and its standard error.</summary>
    internal static Estimate Sum(IEnumerable<JsonElement> rows, string key, string prefix = "")
    {
        double sum = 0, variance = 0;
        foreach (var row in rows)
        {
            sum += row.GetProperty(prefix + key).GetDouble();
            variance += row.TryGetProperty($"{prefix}{key}_standard_error", out var error) ? error.GetDouble() * error.GetDouble() : 0;
        }
        return new Estimate(sum, Math.Sqrt(variance));
    }

    private static bool IsAt(JsonElement frame, int line) => frame.GetProperty("line").GetInt32() == line && IsOwn(frame);
}
