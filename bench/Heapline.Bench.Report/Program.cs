using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Heapline.Bench.Report;

/// <summary>Measures the page of a large run: its size, how long it takes to write, to paint, and to answer a brush.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        int runs = 5;
        if (arguments is not [] && !(arguments is ["--runs", var number] && int.TryParse(number, out runs) && runs > 0))
        {
            Console.Error.WriteLine("usage: ./dev bench --report [--runs N]");
            return 2;
        }
        var root = Directory.GetCurrentDirectory();
        var folder = Directory.CreateDirectory(Path.Combine(root, "artifacts", "report-bench")).FullName;
        var (capture, page) = (Path.Combine(folder, "large.mprofile"), Path.Combine(folder, "large.html"));
        var run = new LargeRun(capture);
        run.Write();
        var seconds = Seconds(Path.Combine(root, "artifacts", "heapline", "mprof"), ["report", "-o", page, capture], out _);
        Seconds("node", [Path.Combine(root, "web", "bench", "page.mjs"), page, runs.ToString(CultureInfo.InvariantCulture)], out var measured);
        var text = Table(run, new FileInfo(capture).Length, new FileInfo(page).Length, seconds, runs, JsonDocument.Parse(measured).RootElement);
        Console.Write(text);
        File.WriteAllText(Path.Combine(root, "bench", "results", $"{DateTime.UtcNow:yyyy-MM-dd}-report.md"), text);
        return 0;
    }

    private static double Seconds(string program, string[] arguments, out string output)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}");
    }

    private static string Table(LargeRun run, long captureBytes, long pageBytes, double seconds, int runs, JsonElement measured)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# The page of a large run, {DateTime.UtcNow:yyyy-MM-dd}");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine.Describe()}; {measured.GetProperty("browser").GetString()}, without a graphics processor, window 1280 × 900.");
        text.AppendLine(CultureInfo.InvariantCulture, $"A made-up run of ten minutes: {LargeRun.Stacks:N0} call stacks, {LargeRun.Ticks:N0} ticks, {run.Entries.Changes:N0} changes and {run.Entries.Frees:N0} later frees in them.");
        text.AppendLine(CultureInfo.InvariantCulture, $"Medians of {runs} openings, each with 40 brushes a row (least–most). Written by `./dev bench --report`.");
        text.AppendLine();
        text.AppendLine("| what | measured |");
        text.AppendLine("|---|---|");
        text.AppendLine(CultureInfo.InvariantCulture, $"| capture | {captureBytes / 1e6:0.0} MB |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| page | {pageBytes / 1e6:0.0} MB |");
        text.AppendLine(CultureInfo.InvariantCulture, $"| `mprof report` | {seconds:0.0} s |");
        foreach (var row in measured.GetProperty("rows").EnumerateArray())
            text.AppendLine(CultureInfo.InvariantCulture, $"| {row.GetProperty("what").GetString()} | {row.GetProperty("median").GetDouble():0} ms ({row.GetProperty("least").GetDouble():0}–{row.GetProperty("most").GetDouble():0}) |");
        return text.ToString();
    }
}
