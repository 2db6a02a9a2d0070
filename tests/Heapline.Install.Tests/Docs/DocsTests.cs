using System.Text.RegularExpressions;
using Heapline.EndToEnd.Tests;
using Xunit;

namespace Heapline.Install.Tests;

/// <summary>
/// Every command of the documentation is run, page by page, in an environment in which the wheel is installed, and prints what stands there: the same words, and figures that are near. HEAPLINE_ACCEPT=1
/// writes what it prints into the pages; the diff is then to be read.
/// </summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Pages() => ["README.md", "docs/tour.md", "docs/questions.md", "docs/coming-from.md", "docs/how-it-works.md", "docs/limits.md", "docs/api.md"];

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_command_of_the_page_prints_what_stands_there(string name)
    {
        var page = new DocPage(Path.Combine(SourceTree.Root, name));
        using var environment = await VirtualEnvironment.CreateAsync("3.12");
        await environment.InstallAsync();
        // For pytest. Not for all pages: one of them uninstalls.
        if (name == "docs/tour.md")
            environment.AddDebianPackages();
        foreach (var example in Directory.GetFiles(Path.Combine(SourceTree.Root, "examples")))
            File.Copy(example, Path.Combine(environment.Folder, Path.GetFileName(example)));
        File.Copy(Wheel.Path, Path.Combine(environment.Folder, Path.GetFileName(Wheel.Path)));

        var outputs = new List<IReadOnlyList<string>?>();
        foreach (var step in page.Steps)
        {
            if (step.File is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(environment.Folder, step.File), step.Text, TestContext.Current.CancellationToken);
                outputs.Add(null);
                continue;
            }
            // One stream, as in a terminal.
            var result = await environment.TryAsync("sh", "-c", $"{{ {step.Text}\n}} 2>&1");
            var lines = result.Output.Replace(environment.Folder + "/", "", StringComparison.Ordinal).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd()).ToList();
            if (lines is [""])
                lines = [];
            if (step.Output is null)
            {
                Assert.True(result.ExitCode == 0, $"{name}: {step.Text}: {result}");
                outputs.Add(null);
                continue;
            }
            var pairs = Masked.Pairs(step.Output, lines);
            outputs.Add(step.Output.Contains("...") && pairs is not null ? step.Output : lines);
            if (Environment.GetEnvironmentVariable("HEAPLINE_ACCEPT") != "1")
                Assert.True(
                    pairs is not null && pairs.All(pair => ShownFigures.AreNear(pair.Page, pair.Printed)),
                    $"{name}: $ {step.Text}\n--- on the page\n{string.Join('\n', step.Output)}\n--- printed\n{string.Join('\n', lines)}");
        }
        if (Environment.GetEnvironmentVariable("HEAPLINE_ACCEPT") == "1")
            page.Rewrite(outputs);
        Assert.Contains(page.Steps, step => step.File is null);
    }

    [Theory]
    [InlineData("peak 14.0 MiB at 1.67 s, 13 %", "peak 1.09 GiB at 480 ms, 26 %", false)]
    [InlineData("peak 14.0 MiB at 1.67 s, 13 %", "peak 12.9 MiB at 480 ms, 26 %", true)]
    [InlineData("    12 43.7 KiB  912 k  9,117   for word in text:", "    12 51.5 KiB  0.91 M  9,118   for word in text:", true)]
    [InlineData("    12 43.7 KiB  912 k  9,117   for word in text:", "    12 43.7 KiB  912 k     91   for word in text:", false)]
    [InlineData("recorded 2,090,077 allocations in 1 process", "recorded 90,077 allocations in 1 process", false)]
    public void Figures_of_a_page_are_near_or_not(string page, string printed, bool expected) => Assert.Equal(expected, ShownFigures.AreNear(page, printed));

    /// <summary>The README, and all that lies in docs/.</summary>
    public static TheoryData<string> AllPages() =>
        ["README.md", .. Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(SourceTree.Root, path)).Order(StringComparer.Ordinal)];

    /// <summary>Of commands in the midst of a sentence or a table, that there is the verb and that it takes the options.</summary>
    [Theory, MemberData(nameof(AllPages))]
    public async Task Every_command_that_a_sentence_names_is_one(string name)
    {
        using var workplace = new Workplace();
        var helps = new Dictionary<string, string>();
        var commands = NamedCommand().Matches(Fenced().Replace(await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, name), TestContext.Current.CancellationToken), ""));
        foreach (Match named in commands)
        {
            var verb = named.Groups[1].Value;
            if (!helps.TryGetValue(verb, out var help))
            {
                var answer = await Mprof.RunAsync([verb, "--help"], workplace.Folder);
                Assert.True(answer.ExitCode == 0 && answer.Output.Contains($"mprof {verb}", StringComparison.Ordinal), $"{name}: {named.Value}: {answer}");
                helps[verb] = help = answer.Output;
            }
            foreach (Match option in Option().Matches(named.Groups[2].Value))
                Assert.True(Regex.IsMatch(help, $@"(?<![\w-]){option.Groups[1].Value}(?![\w-])"), $"{name}: {named.Value}: there is no {option.Groups[1].Value}");
        }
    }

    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(SourceTree.Root, "README.md")))
            foreach (Match link in Link().Matches(File.ReadAllText(path)))
                Assert.True(
                    Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, link.Groups[1].Value)), $"{path} links to {link.Groups[1].Value}, which is not there");
    }

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    // `mprof run --sampled`; what the program that is run is given is its own.
    [GeneratedRegex(@"`mprof ([a-z]+)((?: +-[^` ]+(?: [a-z\d]+(?= -))?)*)[^`]*`")]
    private static partial Regex NamedCommand();

    [GeneratedRegex(@"(?<= )(--?[A-Za-z][A-Za-z-]*)")]
    private static partial Regex Option();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
