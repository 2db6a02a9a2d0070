using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Hostile;

/// <summary>Allocators that others have put in the place of glibc's, or of CPython's own: every block is counted as ever.</summary>
public sealed class OtherAllocators
{
    private const string Folder = "/usr/lib/x86_64-linux-gnu/";
    private const string Target = "kept_and_dropped";
    private static readonly string[] s_libraries = ["libjemalloc.so.2", "libtcmalloc_minimal.so.4", "libmimalloc.so.2.0"];
    private static readonly string[] s_kinds = ["malloc", "malloc_debug", "pymalloc_debug", "debug", "mimalloc"];
    private static readonly string[] s_pythons = Interpreters.Among("3.8", "3.11", "3.13");

    public static TheoryData<string, string> PythonsAndLibraries()
    {
        var data = new TheoryData<string, string>();
        foreach (var library in s_libraries)
        {
            foreach (var python in s_pythons)
                data.Add(python, library);
        }
        return data;
    }

    public static TheoryData<string, string> PythonsAndKinds()
    {
        var data = new TheoryData<string, string>();
        foreach (var kind in s_kinds)
        {
            foreach (var python in s_pythons)
                data.Add(python, kind);
        }
        return data;
    }

    [Theory, MemberData(nameof(PythonsAndLibraries))]
    public async Task Library_preloaded(string python, string library)
    {
        var path = Folder + library;
        Assert.True(File.Exists(path), $"{path} is missing: ./dev setup installs it");
        var both = (await SideBySide.RunAsync(python, [SourceTree.Target(Target)], environment: new Dictionary<string, string> { ["LD_PRELOAD"] = path })).SeeNoDifference();
        SeeTheTruth(both, python);
    }

    [Theory, MemberData(nameof(PythonsAndKinds))]
    public async Task Kind_chosen_by_PYTHONMALLOC(string python, string kind)
    {
        var both = await SideBySide.RunAsync(python, [SourceTree.Target(Target)], environment: new Dictionary<string, string> { ["PYTHONMALLOC"] = kind });
        if (both.Plain.ExitCode != 0)
        {
            // Not built into this Python, which says so and does not start.
            Assert.Contains("PYTHONMALLOC", both.Plain.Errors, StringComparison.Ordinal);
            Assert.Equal(both.Plain.ExitCode, both.Profiled.ExitCode);
            return;
        }
        SeeTheTruth(both.SeeNoDifference(), python);
    }

    private static void SeeTheTruth(SideBySide both, string python)
    {
        both.Kept(Target, "kept", 1_000 * (5_000L + HeaderOf(python)));
        var line = SourceTree.Line(Target, "dropped");
        var dropped = both.Reports!.Rows.Where(row => row.Allocator == "PyObject_Calloc" && row.Stack is [.., var top] && top.Line == line && top.File.EndsWith(Target + ".py", StringComparison.Ordinal)).ToList();
        Assert.Equal(500, dropped.Sum(row => row.Figures.Allocated.Blocks));
        Assert.Equal(500 * (3_000L + HeaderOf(python)), dropped.Sum(row => row.Figures.Allocated.Bytes));
        Assert.Equal(0, dropped.Sum(row => row.Figures.LiveAtEnd.Blocks));
    }
}
