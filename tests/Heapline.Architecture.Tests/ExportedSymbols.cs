using Xunit;

namespace Heapline.Architecture.Tests;

public sealed class ExportedSymbols
{
    [Fact]
    public void Of_the_agent_are_those_of_the_golden_file()
    {
        var library = Path.Combine(SourceTree.Root, "artifacts", "heapline", "_heapline.so");
        Assert.True(File.Exists(library), "the agent is not built: run ./dev build");
        var golden = Path.Combine(SourceTree.Root, "tests", "Heapline.Architecture.Tests", "Expectations", "exported-symbols.txt");
        var actual = string.Concat(ElfExports.Read(library).Select(name => name + "\n"));
        if (Environment.GetEnvironmentVariable("HEAPLINE_ACCEPT") == "1")
            File.WriteAllText(golden, actual);
        Assert.Equal(File.ReadAllText(golden), actual);
    }
}
