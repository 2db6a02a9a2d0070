using System.Text.Json;

namespace Heapline.EndToEnd.Tests;

/// <summary>The JSON reports of one capture, as a program that reads them sees them.</summary>
internal sealed class Reports
{
    public required JsonElement Stats { get; init; }
    public required IReadOnlyList<ReportLine> Lines { get; init; }
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    public static async Task<Reports> ReadAsync(string capture)
    {
        var stats = await AskAsync("stats", capture);
        var lines = await AskAsync("lines", capture);
        var table = await AskAsync("table", capture);
        return new Reports
        {
            Stats = stats,
            Lines = [.. lines.GetProperty("lines").EnumerateArray().Select(line => new ReportLine(Frame(line), Amounts(line)))],
            Rows = [.. table.GetProperty("rows").EnumerateArray().Select(row => new ReportRow(
                [.. row.GetProperty("stack").EnumerateArray().Select(Frame)], row.GetProperty("allocator").GetString()!, Amounts(row)))],
        };
    }

    public long Stat(string key) => Stats.GetProperty(key).GetInt64();

    private static async Task<JsonElement> AskAsync(string verb, string capture)
    {
        var answer = await Mprof.RunAsync([verb, "--json", capture], Path.GetDirectoryName(capture)!);
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
