using System.Text.RegularExpressions;
using Heapline.Capture;
using Heapline.Protocol;
using Xunit;

namespace Heapline.Architecture.Tests;

public sealed partial class HouseRules
{
    private const int MostLines = 400;

    [Theory]
    [InlineData("src", "*.cs")]
    [InlineData("tests", "*.cs")]
    [InlineData("bench", "*.cs")]
    [InlineData("python", "*.py")]
    [InlineData("web/src", "*.ts")]
    [InlineData("web/src", "*.tsx")]
    [InlineData("web/tests", "*.mjs")]
    public void No_file_is_longer_than_400_lines(string folder, string pattern)
    {
        // What a tool has generated (.g.cs) nobody reads.
        var tooLong = SourceTree.Files(folder, pattern).Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(file => (File: SourceTree.Relative(file), Lines: File.ReadLines(file).Count()))
            .Where(f => f.Lines > MostLines);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Hooked_functions_and_allocator_kinds_have_the_same_names_and_values()
    {
        var hooked = Enum.GetValues<HookedFunction>().Where(f => f != HookedFunction.None).Select(f => (f.ToString(), (int)f));
        var kinds = Enum.GetValues<AllocatorKind>().Where(k => k != AllocatorKind.Unknown).Select(k => (k.ToString(), (int)k));
        Assert.Equal(hooked, kinds);
        Assert.Equal((int)HookedFunction.None, (int)AllocatorKind.Unknown);
    }

    [Fact]
    public void Agent_never_starts_a_runtime_by_an_UnmanagedCallersOnly_method()
    {
        var users = SourceTree.Files("src/Heapline.Agent", "*.cs").Concat(SourceTree.Files("src/Heapline.Protocol", "*.cs"))
            .Where(file => AttributeUse().IsMatch(File.ReadAllText(file)));
        Assert.Empty(users.Select(SourceTree.Relative));
    }

    [Fact]
    public void Agent_calls_out_only_without_a_transition()
    {
        // One attribute list stands before each extern method; SuppressGCTransition must be in it.
        foreach (var file in SourceTree.Files("src/Heapline.Agent", "*.cs"))
        {
            var text = File.ReadAllText(file);
            foreach (Match import in Import().Matches(text))
                Assert.True(import.Value.Contains("SuppressGCTransition", StringComparison.Ordinal), $"{SourceTree.Relative(file)}: {import.Value.Trim()}");
        }
    }

    [GeneratedRegex(@"^\s*\[[^\]\n]*UnmanagedCallersOnly", RegexOptions.Multiline)]
    private static partial Regex AttributeUse();

    [GeneratedRegex(@"^\s*\[[^\]\n]*(DllImport|LibraryImport)[^;]*;", RegexOptions.Multiline)]
    private static partial Regex Import();
}
