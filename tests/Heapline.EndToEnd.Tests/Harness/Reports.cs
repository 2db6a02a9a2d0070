using System.Text.Json;

namespace Heapline.EndToEnd.Tests;

/// <summary>The JSON reports of one capture, as a program that reads them sees them.</summary>
internal sealed class Reports
{
    public required JsonElement Stats { get; init; }
    public required IReadOnlyList<ReportLine> Lines { get; init; }
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    /// <summary>Reads the reports of a capture.</summary>
    /// <param name="capture">Its file.</param>
    /// <param name="through">
    /// Places (FILE:LINE) that <see cref="Rows"/> are to pass through; none for no rows; null for all rows, which are 60 MB where asyncio was imported, and gigabytes where large libraries were.
    /// </param>
    public static async Task<Reports> ReadAsync(string capture, string[]? through)
    {
        var stats = await AskAsync(capture, "stats");
        var lines = await AskAsync(capture, "lines");
        var rows = through is []
            ? [] : (await AskAsync(capture, "table", [.. (through ?? []).SelectMany(place => new[] { "--through", place })])).GetProperty("rows").EnumerateArray().ToArray();
        // A target's reports are kept until all tests are over, and a table of deep stacks names the same frames a million times: each is kept once.
        var frames = new Dictionary<ReportFrame, ReportFrame>();
        ReportFrame Kept(JsonElement e)
        {
            var frame = Frame(e);
            return frames.TryAdd(frame, frame) ? frame : frames[frame];
        }
        return new Reports
        {
            Stats = stats,
            Lines = [.. lines.GetProperty("lines").EnumerateArray().Select(line => new ReportLine(Kept(line), Amounts(line)))],
            Rows = [.. rows.Select(row => new ReportRow(
                [.. row.GetProperty("stack").EnumerateArray().Select(Kept)], string.Intern(row.GetProperty("allocator").GetString()!), row.GetProperty("process").GetInt32(), Amounts(row)))],
        };
    }

    public long Stat(string key) => Stats.GetProperty(key).GetInt64();

    private static async Task<JsonElement> AskAsync(string capture, string verb, params string[] options)
    {
        var answer = await Mprof.RunAsync([verb, "--json", .. options, capture], Path.GetDirectoryName(capture)!);
        if (answer.ExitCode != 0)
            throw new InvalidOperationException($"mprof {verb} --json failed: {answer}");
        using var document = JsonDocument.Parse(answer.Output);
        return document.RootElement.Clone();
    }

    private static ReportFrame Frame(JsonElement e) =>
        new(e.GetProperty("function").GetString()!, e.GetProperty("file").GetString()!, e.GetProperty("line").GetInt32());

    private static Figures Amounts(JsonElement e) => new(
        new Amount(e.GetProperty("at_peak_bytes").GetInt64(), e.GetProperty("at_peak_allocations").GetInt64()),
        new Amount(e.GetProperty("live_at_end_bytes").GetInt64(), e.GetProperty("live_at_end_allocations").GetInt64()),
        new Amount(e.GetProperty("allocated_bytes").GetInt64(), e.GetProperty("allocations").GetInt64()),
        e.GetProperty("temporary_allocations").GetInt64());
}
