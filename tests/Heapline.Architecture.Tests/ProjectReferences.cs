using System.Xml.Linq;
using Xunit;

namespace Heapline.Architecture.Tests;

public sealed class ProjectReferences
{
    private static readonly string[] _folders = ["src", "tests", "bench"];

    [Fact]
    public void Are_exactly_the_edges_of_the_architecture_document()
    {
        var documented = DocumentedEdges();
        Assert.Equal(documented.Order(StringComparer.Ordinal), ActualEdges().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_the_solution_names_no_other()
    {
        var solution = XDocument.Load(Path.Combine(SourceTree.Root, "Heapline.slnx")).Descendants("Project").Select(p => (string)p.Attribute("Path")!);
        var onDisk = _folders.SelectMany(folder => SourceTree.Files(folder, "*.csproj")).Select(SourceTree.Relative);
        Assert.Equal(onDisk.Order(StringComparer.Ordinal), solution.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        var without = _folders.SelectMany(folder => SourceTree.Files(folder, "*.csproj"))
            .Where(project => !File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")));
        Assert.Empty(without.Select(SourceTree.Relative));
    }

    /// <summary>The rows "| `src/Heapline.X` | job | A, B |" of docs/architecture.md, as "X → A".</summary>
    private static List<string> DocumentedEdges()
    {
        var edges = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(SourceTree.Root, "docs", "architecture.md")).Where(l => l.StartsWith("| `src/", StringComparison.Ordinal)))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            var from = cells[1].Trim('`')["src/Heapline.".Length..];
            // "Analysis (and through it Capture)": what stands in brackets is reached, not referenced.
            var targets = cells[3].Split('(')[0].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            edges.AddRange(targets.Where(t => t != "–").Select(to => $"{from} → {to}"));
        }
        Assert.True(edges.Count >= 5, "docs/architecture.md has lost its table of projects");
        return edges;
    }

    private static IEnumerable<string> ActualEdges() =>
        from project in SourceTree.Files("src", "*.csproj")
        from reference in XDocument.Load(project).Descendants("ProjectReference")
        let target = Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))
        select $"{Short(Path.GetFileNameWithoutExtension(project))} → {Short(target)}";

    private static string Short(string project) => project["Heapline.".Length..];
}
