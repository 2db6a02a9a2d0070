using System.Globalization;
using System.Text.Json;
using Xunit;

namespace Heapline.EndToEnd.Tests;

/// <summary>An estimate and how uncertain it is.</summary>
internal readonly record struct Estimate(double Value, double StandardError)
{
    /// <summary>
    /// How many standard errors it is from the truth. Where nothing was sampled there is no error to show: then <paramref name="let"/> bytes, one sample's worth at most, are let pass.
    /// </summary>
    public double ErrorsFrom(double truth, double let = 0) => Math.Max(Math.Abs(Value - truth) - (StandardError > 0 ? 0 : let), 0) / Math.Max(StandardError, 1);
}

/// <summary>A target that was run with sampling, and the estimates of its lines.</summary>
internal sealed class SampledRun
{
    private readonly string _target;
    private readonly JsonElement _lines;

    private SampledRun(string target, CommandResult result, JsonElement lines, JsonElement stats) => (_target, Result, _lines, Stats) = (target, result, lines, stats);

    public CommandResult Result { get; }

    public JsonElement Stats { get; }

    /// <summary>Runs a target with the same seed and the same hashes each time.</summary>
    public static Task<SampledRun> RunAsync(string python, string target, params string[] options) => SeededAsync(20261122, python, target, options);

    /// <summary>Runs it with a seed that was chosen for it.</summary>
    public static async Task<SampledRun> SeededAsync(ulong seed, string python, string target, params string[] options)
    {
        using var workplace = new Workplace();
        var capture = workplace.File("it.mprofile");
        var environment = new Dictionary<string, string> { ["HEAPLINE_SEED"] = seed.ToString(CultureInfo.InvariantCulture), ["PYTHONHASHSEED"] = "0" };
        var result = await Mprof.RunAsync(
            ["run", .. options, "-o", capture, Interpreters.PathOf(python), SourceTree.Target(target)], workplace.Folder, environment: environment);
        Assert.True(result.ExitCode == 0, $"{target}.py under Python {python}: {result}");
        return new SampledRun(target, result, await AskAsync(capture, "lines"), await AskAsync(capture, "stats"));
    }

    /// <summary>The estimate of a figure (a JSON key) on a line of the target.</summary>
    public Estimate Line(int line, string key)
    {
        double sum = 0, variance = 0;
        foreach (var row in _lines.GetProperty("lines").EnumerateArray())
        {
            if (row.GetProperty("line").GetInt32() != line || !row.GetProperty("file").GetString()!.EndsWith($"/{_target}.py", StringComparison.Ordinal))
                continue;
            sum += row.GetProperty(key).GetDouble();
            variance += row.TryGetProperty(key + "_standard_error", out var error) ? error.GetDouble() * error.GetDouble() : 0;
        }
        return new Estimate(sum, Math.Sqrt(variance));
    }

    public Estimate Line(string mark, string key) => Line(SourceTree.Line(_target, mark), key);

    /// <summary>Bytes that are alive at the end of a line of any file.</summary>
    public long LiveAtEnd(string file, int line) => _lines.GetProperty("lines").EnumerateArray()
        .Where(row => row.GetProperty("line").GetInt32() == line && row.GetProperty("file").GetString() == file)
        .Sum(row => row.GetProperty("live_at_end_bytes").GetInt64());

    private static async Task<JsonElement> AskAsync(string capture, string verb)
    {
        var answer = await Mprof.RunAsync([verb, "--json", capture], Path.GetDirectoryName(capture)!);
        Assert.True(answer.ExitCode == 0, $"{verb}: {answer}");
        using var document = JsonDocument.Parse(answer.Output);
        return document.RootElement.Clone();
    }
}
