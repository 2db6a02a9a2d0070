using System.Text.RegularExpressions;
using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>What the README says of costs is what the results say that it links to.</summary>
public sealed partial class CostTests
{
    [Fact]
    public void The_table_of_costs_has_the_figures_of_the_bench()
    {
        var section = Section().Match(File.ReadAllText(Path.Combine(SourceTree.Root, "README.md"))).Value;
        Assert.True(Results().Matches(section) is { Count: 2 }, "the README links to the results of exact runs and of sampled ones");
        var files = Results().Matches(section).Select(link => Rows(File.ReadAllText(Path.Combine(SourceTree.Root, link.Value))).ToList()).ToList();
        var (exact, sampled) = (files[0], files[1].ToDictionary(row => row[0]));

        // program | allocations | every allocation | --sampled | capture
        var rows = Rows(section).ToList();
        Assert.True(rows.Count >= 5, "the README has lost its table of costs");
        foreach (var row in rows)
        {
            var (program, allocations) = (row[0], row[1].Replace(",", "", StringComparison.Ordinal));
            // workload | plain | mprof run | wall ratio | CPU ratio | collector | resident | capture, kB | allocations
            var run = exact.Find(run => run[8] == allocations);
            Assert.True(run is not null, $"{program}: no run of {allocations} allocations");
            Assert.Equal((program, row[2], row[3], row[4]), (program, Ratio(run), Ratio(sampled[run[0]]), run[7] + " kB"));
        }
    }

    private static string Ratio(string[] run) => run[3].Trim('*') + "×";

    private static IEnumerable<string[]> Rows(string text) => text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1)
        .Select(line => line.Trim('|', ' ').Split(" | "));

    [GeneratedRegex("^## What it costs$.*?^## ", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"(?<=\]\()bench/results/[^)]*")]
    private static partial Regex Results();
}
