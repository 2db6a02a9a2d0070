using Xunit;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>Every allocating function of the C library, called from a library that is loaded while the program runs.</summary>
public sealed class NativeAllocators
{
    private static readonly Dictionary<string, long> s_taken = new()
    {
        ["malloc"] = 1_000_003,
        ["calloc"] = 2_003_000,
        ["realloc"] = 3_000_017,
        ["posix_memalign"] = 4_000_037,
        ["aligned_alloc"] = 64 * 65_537,
        ["memalign"] = 5_000_011,
        ["valloc"] = 6_000_011,
        ["pvalloc"] = 7_000_003,
        ["reallocarray"] = 8_009_000,
        ["mmap"] = 9 << 20,
        ["mremap"] = 10 << 20,
    };

    public static TheoryData<string, string> PythonsAndLoaders()
    {
        var data = new TheoryData<string, string>();
        foreach (var python in Interpreters.All())
        {
            data.Add(python.Data, "CDLL");
            data.Add(python.Data, "PyDLL");
        }
        return data;
    }

    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(PythonsAndLoaders))]
    public async Task Each_hands_out_the_bytes_it_was_asked_for(string python, string loader)
    {
        var library = await NativeLibrary.BuildAsync("every_allocator");
        var run = await ProfiledTarget.RunAsync(python, "calls_every_allocator", library, loader);
        Assert.Equal(
            s_taken.Select(taken => $"{taken.Key} {taken.Value}"),
            s_taken.Select(taken => $"{taken.Key} {Large(run, taken.Key).LiveAtEnd.Bytes}"));
        Assert.Equal(new Amount(11_000_003 + 1_000_003 + 10, 3), Large(run, "malloc").Allocated);
        Assert.Equal((9L + 1 + 12) << 20, Large(run, "mmap").Allocated.Bytes);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Blocks_freed_while_their_thread_ends_are_freed(string python)
    {
        var library = await NativeLibrary.BuildAsync("freed_at_thread_exit");
        var run = await ProfiledTarget.RunAsync(python, "threads_of_c", library);
        Assert.Equal("496\n", run.Result.Output);
        var blocks = run.Sum(row => row.Allocator == "malloc" && row.Stack is [.., var call] && run.IsMarked(call, "run") && row.Figures.Allocated.Bytes == row.Figures.Allocated.Blocks * 5_003);
        Assert.Equal(new Amount(496 * 5_003, 496), blocks.Allocated);
        Assert.Equal(default, blocks.LiveAtEnd);
        Assert.Equal(0, run.Reports.Stat("lost_events"));
    }

    [Fact]
    public async Task Array_of_numpy()
    {
        Assert.True(Interpreters.Has("system"), "this machine has no /usr/bin/python3");
        var run = await ProfiledTarget.RunAsync("system", "numpy_array");
        Assert.InRange(run.Through("array").LiveAtEnd.Bytes, 8_000_000, 8_100_000);
    }

    /// <summary>Figures of one function on the line that calls the library, but for the few small blocks that ctypes takes for itself.</summary>
    private static Figures Large(ProfiledTarget run, string allocator) => run.Sum(row =>
        row.Allocator == allocator && row.Stack.Count > 0 && run.IsMarked(row.Stack[^1], "take") && row.Figures.Allocated.Bytes > 100_000);
}
