using Xunit;
using static Heapline.EndToEnd.Tests.ObjectSizes;

namespace Heapline.EndToEnd.Tests.Accuracy;

/// <summary>What C code of the standard library takes belongs to the Python line that called it.</summary>
public sealed class CExtensions
{
    public static TheoryData<string> Pythons => Interpreters.All();

    [Theory, MemberData(nameof(Pythons))]
    public async Task Strings_that_the_json_scanner_makes(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "json_loads");
        // An ASCII string of 1,000 characters takes 1,000, a zero and its header: 40 bytes from 3.12 on, 48 before.
        var strings = run.Through("loads").LiveAtEnd;
        Assert.InRange(strings.Blocks, 10_000, 10_020);
        Assert.InRange(strings.Bytes, 10_000 * (1_041 + MoreOf(python)), 10_000 * (1_049 + 9 + MoreOf(python)) + 10_000);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Pages_that_sqlite_takes_from_malloc(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "sqlite_in_memory");
        var malloc = run.Sum(row => row.Allocator == "malloc" && row.Stack.Any(frame => run.IsMarked(frame, "insert")));
        Assert.InRange(malloc.AtPeak.Bytes, 10_000_000, 14_000_000);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Result_of_zlib(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "zlib_buffers");
        Assert.InRange(run.Line("inflate").LiveAtEnd.Bytes, 10_000_033, 10_100_000);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Buffer_that_the_C_library_takes_from_its_own_malloc(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "directory_listing");
        var malloc = run.By("malloc", "opendir");
        Assert.True(malloc.Allocated.Bytes >= 32_768, $"opendir's buffer is missing: {malloc}");
        Assert.Equal(0, malloc.LiveAtEnd.Bytes);
    }

    [Theory, MemberData(nameof(Pythons))]
    public async Task Mappings_kept_and_closed(string python)
    {
        var run = await ProfiledTarget.RunAsync(python, "anonymous_mapping");
        Assert.Equal(new Amount(16 << 20, 1), run.By("mmap", "kept").LiveAtEnd);
        Assert.Equal(new Amount(8 << 20, 1), run.By("mmap", "closed").Allocated);
        Assert.Equal(default, run.By("mmap", "closed").LiveAtEnd);
    }
}
